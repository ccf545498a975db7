"""/desk/<submission>/: one submission read, and its versions compared."""

import re
from uuid import uuid4

from django.test import Client

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from tests import make
from tests.handset import Handset
from tests.submissions.desk import SEARCH, decide, page, revised, sent, text


def test_an_entry_is_read_in_the_words_of_its_form(phone: Handset, browser: Client) -> None:
    said = text(browser.get(page(sent(phone, SEARCH))))
    for words in (
        "OFFICIAL-SENSITIVE",
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Lock knife, blade 9 cm",
        "1 Mar 2026, 22:14",
        "Released to the systems",
    ):
        assert words in said
    assert "pace-s1" not in said


def test_advice_given_stands_there_to_print_or_to_send(phone: Handset, browser: Client) -> None:
    said = text(browser.get(page(sent(phone, "protect-advice", other_advice="Bolt the <b>gate"))))
    assert "Advice from the police: Use a password of three random words" in said
    assert "is free. Forward suspicious e-mails" in said
    assert "Bolt the <b>gate" in said
    assert "Advice from the police" not in text(browser.get(page(sent(phone, SEARCH))))


def test_reading_is_a_consultation_in_the_ledger(
    phone: Handset, browser: Client, sergeant: Officer
) -> None:
    submission = sent(phone, SEARCH)
    browser.get("/desk/")
    assert not Event.objects.filter(act="consultation").exists()
    browser.get(page(submission))
    event = Event.objects.get(act="consultation", subject=f"submission:{submission}")
    assert (event.actor, event.purpose) == (sergeant.actor, "review")
    assert set(event.details) == {"revision", "state"}


def test_what_may_not_be_seen_is_not_there_and_not_logged(phone: Handset) -> None:
    submission = sent(phone, SEARCH)
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    for answer in (elsewhere.get(page(submission)), elsewhere.get(page(uuid4()))):
        assert answer.status_code == 404
        assert "not yours to see" in text(answer)
    assert not Event.objects.filter(act="consultation").exists()


def test_markup_in_an_entry_stays_text(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH, surname="<script>alert(1)</script>")
    assert b"<script>alert" not in browser.get(page(submission)).content


def test_pages_carry_no_inline_script_or_style(phone: Handset, browser: Client) -> None:
    for address in ("/desk/", page(sent(phone, SEARCH)), "/console/"):
        content = browser.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", content)


def test_one_version_is_compared_with_nothing(phone: Handset, browser: Client) -> None:
    assert "What changed" not in text(browser.get(page(sent(phone, SEARCH))))


def test_a_new_version_is_compared_with_what_was_sent_back(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH, grounds="He was known to police and stood there.")
    typed = {"send_back_reason": "grounds-unclear", "comment/grounds": "What did he do?"}
    decide(browser, page(submission), "send_back", **typed)
    found = [{"article": "Lock knife, blade 11 cm", "seized": True}]
    revised(phone, submission, SEARCH, grounds="He was known to police and ran.", found=found)
    answer = browser.get(page(submission))
    content, said = answer.content.decode(), text(answer)
    assert "What changed version 1 to 2" in said
    assert "4 fields changed" in said
    assert '<del><span class="visually-hidden">removed: </span>stood there.</del>' in content
    assert '<ins><span class="visually-hidden">added: </span>ran.</ins>' in content
    assert "Found 1, Article Changed" in said
    assert "Found 1, Exhibit reference Removed" in said
    assert "What did he do?" in said


def test_any_two_versions_can_be_compared(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH, surname="One")
    revised(phone, submission, SEARCH, surname="Two")
    revised(phone, submission, SEARCH, surname="Three")
    first, second, _ = (item["id"] for item in phone.minted)
    assert "What changed version 2 to 3" in text(browser.get(page(submission)))
    chosen = browser.get(page(submission), {"from": first, "to": second})
    assert "What changed version 1 to 2" in text(chosen)
    for odd in ({"from": second, "to": second}, {"from": "x", "to": "y"}):
        assert browser.get(page(submission), odd).status_code == 200
