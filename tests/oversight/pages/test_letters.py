"""/console/letters/: dead letters by cause, and what each officer sees of them."""

from uuid import uuid4

from django.test import Client

from field_api.connectors.models import System
from field_api.mapping.models import Mapping
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.oversight.letters import REASON, delivery
from tests.submissions.desk import INTEL, sent, text

LETTERS = "/console/letters/"


def mapping(system: System, version: int) -> Mapping:
    document = {"call": "records"}
    return Mapping.objects.create(
        system=system, kind=INTEL, version=version, engine="python", document=document
    )


def groups(browser: Client) -> list[str]:
    content = browser.get(LETTERS).content.decode()
    return [
        part.split('"')[0] for part in content.split(f'href="{LETTERS}')[1:] if part[0] not in '"?'
    ]


def test_letters_are_grouped_by_system_reason_and_mapping_version(
    browser: Client, records: System
) -> None:
    first, second = mapping(records, 1), mapping(records, 2)
    for made_by in (first, first, second):
        delivery(records, reason=REASON, mapping=made_by)
    delivery(records, state="uncertain", reason="no answer")
    said = text(browser.get(LETTERS))
    assert len(groups(browser)) == 3
    assert "Records 2 Rejected the narrative is too long" in said
    assert f"{INTEL}, mapping version 2" in said
    assert "Records 1 Not known no answer Before mapping" in said


def test_a_group_names_its_entries_to_those_who_may_read_them(
    phone: Handset, browser: Client, records: System
) -> None:
    submission = sent(phone, INTEL)
    faults = [{"pointer": "/items/0", "text": "says who it was"}]
    delivery(records, submission, reason=REASON, faults=faults)
    (group,) = groups(browser)
    reference = Submission.objects.get(pk=submission).reference
    said = text(browser.get(LETTERS + group))
    assert reference in said
    assert "says who it was" in said
    elsewhere = make.at_desk(make.supervisor(posted=make.unit("Elsewhere")))
    said = text(elsewhere.get(LETTERS + group))
    assert "Intelligence report of another unit" in said
    assert reference not in said
    assert "says who it was" not in said


def test_another_force_sees_none_of_it(browser: Client, records: System) -> None:
    delivery(records, reason=REASON)
    theirs = make.at_desk(make.supervisor(posted=make.unit(of=make.force("35"))))
    assert "No dead letters" in text(theirs.get(LETTERS))
    (group,) = groups(browser)
    assert theirs.get(LETTERS + group).status_code == 404


def test_what_a_later_version_has_overtaken_needs_nobody(browser: Client, records: System) -> None:
    row = delivery(records, reason=REASON)
    delivery(records, row.subject_id, "delivered", lane_seq=2)
    assert "No dead letters" in text(browser.get(LETTERS))


def test_what_holds_up_its_lane_stays_and_says_how_many_wait(
    browser: Client, records: System
) -> None:
    row = delivery(records, state="uncertain", reason="no answer")
    delivery(records, row.subject_id, "due", lane_seq=2)
    (group,) = groups(browser)
    assert "1 waits behind it" in text(browser.get(LETTERS + group))


def test_a_group_that_is_gone_says_so(browser: Client, records: System) -> None:
    answer = browser.get(f"{LETTERS}0123456789abcdef/")
    assert answer.status_code == 404
    assert "None left" in text(answer)


def test_no_address_carries_a_reason(browser: Client, records: System) -> None:
    delivery(records, reason="Sample Person is not known")
    assert all("ample" not in group for group in groups(browser))


def test_a_delivery_of_another_force_is_not_there(browser: Client, records: System) -> None:
    row = delivery(records, force="35")
    assert browser.get(f"/console/deliveries/{row.pk}/").status_code == 404
    assert browser.get(f"/console/deliveries/{uuid4()}/").status_code == 404
