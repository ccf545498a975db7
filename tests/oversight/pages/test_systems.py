"""/console/: how each system stands, and stopping it."""

import re
from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from field_api.connectors import actions as connectors
from field_api.connectors.models import Circuit, System
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.oversight.pages.words import moment
from tests import make
from tests.oversight.letters import delivery
from tests.submissions.desk import text

CONSOLE = "/console/"


def page(system: System) -> str:
    return f"/console/systems/{system.code}/"


def circuit(system: System, **particulars: object) -> None:
    Circuit.objects.update_or_create(system=system, defaults=particulars)


def test_each_system_says_how_it_stands(browser: Client, sergeant: Officer) -> None:
    idle, busy, slow, shut = (make.system(code) for code in ("idle", "busy", "slow", "shut"))
    paused, draining = make.system("paused"), make.system("draining")
    delivery(busy, state="due")
    delivery(slow, state="due", created_at=clock.now() - timedelta(seconds=216))
    soon = clock.now() + timedelta(seconds=50)
    circuit(shut, opened_at=clock.now(), open_until=soon, reason="connection refused")
    connectors.pause(system=paused, by=sergeant, reason="Being moved")
    delivery(draining, state="sending", due_at=clock.now() + timedelta(minutes=1))
    connectors.drain_out(system=draining, by=sergeant, reason="Maintenance")
    said = text(browser.get(CONSOLE))
    assert f"{idle.name} Quiet Waiting 0" in said
    assert f"{busy.name} Sending Waiting 1" in said
    assert f"{slow.name} Slow: 72 % of its time budget" in said
    assert "Not getting through Next try in 4" in said
    assert "connection refused. Nothing is lost." in said
    assert f"{paused.name} Paused By {sergeant.display_name}" in said
    assert "Being moved" in said
    assert "Draining: 1 in flight" in said


def test_who_stops_a_system_is_told_that_all_forces_wait(
    browser: Client, onlooker: Client, records: System
) -> None:
    for_all = "does so for every force that uses it"
    assert for_all in text(browser.get(page(records)))
    assert for_all not in text(onlooker.get(page(records)))


def test_what_settled_is_drawn_and_stands_in_a_table(browser: Client, records: System) -> None:
    for _ in range(3):
        delivery(records, state="delivered")
    content = browser.get(page(records)).content.decode()
    assert 'aria-label="Settled in the last 3 hours: 3, at most 3 in five minutes"' in content
    assert '<td class="grid__n">3</td>' in content


def test_a_pause_says_who_why_and_until_when_and_is_effective(
    browser: Client, sergeant: Officer, records: System
) -> None:
    until = timezone.localtime(clock.now() + timedelta(hours=1))
    posted = {
        "verb": "pause",
        "pause-reason": "Being moved",
        "pause-until": f"{until:%Y-%m-%dT%H:%M}",
    }
    answer = browser.post(page(records), posted, follow=True)
    assert answer.redirect_chain == [(page(records), 302)]
    assert f"Records is paused until {moment(until)}" in text(answer)
    records.refresh_from_db()
    assert (records.state, records.pause_reason) == ("paused", "Being moved")
    assert records.paused_by == sergeant
    assert records.paused_until == until.replace(second=0, microsecond=0)
    assert Event.objects.filter(act="decision", subject="system:records").count() == 1


def test_a_system_is_drained_and_resumed(browser: Client, records: System) -> None:
    browser.post(page(records), {"verb": "drain", "drain-reason": "Maintenance"})
    records.refresh_from_db()
    assert records.state == "draining"
    answer = browser.post(page(records), {"verb": "resume", "resume-reason": "Done"}, follow=True)
    assert "Records goes on: 0 waiting" in text(answer)
    records.refresh_from_db()
    assert records.state == "active"


def test_without_a_reason_nothing_is_done_and_what_was_typed_stays(
    browser: Client, records: System
) -> None:
    posted = {"verb": "pause", "pause-reason": " ", "pause-until": "2020-01-01T10:00"}
    answer = browser.post(page(records), posted)
    assert answer.status_code == 422
    said = text(answer)
    assert "Nothing was done yet Say why: whoever comes next will ask." in said
    assert "The end of a pause lies ahead." in said
    assert 'value="2020-01-01T10:00"' in answer.content.decode()
    records.refresh_from_db()
    assert records.state == "active"


def test_rubbish_is_refused_in_one_sentence(browser: Client, records: System) -> None:
    assert browser.post(page(records), {"verb": "explode"}).status_code == 404
    posted = {"verb": "pause", "pause-reason": "x", "pause-until": "whenever"}
    answer = browser.post(page(records), posted)
    assert answer.status_code == 422
    assert "Give a day and a time." in text(answer)
    assert browser.get("/console/systems/nothing/").status_code == 404


def test_who_reviews_may_look_and_not_steer(onlooker: Client, records: System) -> None:
    said = text(onlooker.get(page(records)))
    assert "Stopping a system needs a supervisor" in said
    assert "Pause" not in said
    answer = onlooker.post(page(records), {"verb": "pause", "pause-reason": "x"})
    assert answer.status_code == 403
    records.refresh_from_db()
    assert records.state == "active"


def test_a_force_administrator_steers_without_reading_entries(records: System) -> None:
    admin = make.at_desk(make.officer(role=Role.FORCE_ADMIN))
    answer = admin.post(page(records), {"verb": "drain", "drain-reason": "Moving"})
    assert answer.status_code == 302
    assert admin.get(f"/console/entries/{uuid4()}/").status_code == 404


def test_who_neither_reviews_nor_steers_is_sent_to_sign_in(records: System) -> None:
    answer = make.at_desk(make.officer()).get(CONSOLE)
    assert answer.status_code == 302
    assert "/desk/sign-in" in answer["Location"]


def test_a_forged_form_pauses_nothing(sergeant: Officer, records: System) -> None:
    browser = make.at_desk(sergeant, enforce_csrf_checks=True)
    posted = {"verb": "pause", "pause-reason": "x"}
    assert browser.post(page(records), posted).status_code == 403
    records.refresh_from_db()
    assert records.state == "active"


def test_pages_carry_no_inline_script_or_style(browser: Client, records: System) -> None:
    for address in (CONSOLE, page(records)):
        content = browser.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", content)
