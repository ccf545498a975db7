"""/console/replays/: what would happen, ordering it, a second person, and stopping it."""

import re
from html import unescape
from typing import Any

from django.test import Client

from field_api.connectors.models import System
from field_api.delivery.actions import replay as replaying
from field_api.delivery.models import Delivery, Replay
from field_api.identity.models import Officer
from tests import make
from tests.oversight.letters import REASON, delivery
from tests.submissions.desk import text

REPLAYS = "/console/replays/"
SAME = {"bytes": "frozen", "key": "keep"}


def group(browser: Client) -> str:
    content = browser.get("/console/letters/").content.decode()
    found = re.search(r'href="(/console/letters/[0-9a-f]{16}/)"', content)
    assert found
    return found[1]


def hidden(answer: Any) -> dict[str, str]:
    """The plan's hidden inputs: what the browser sends with an order."""
    form = answer.content.decode().partition(f'action="{REPLAYS}"')[2]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def plan(browser: Client, **said: Any) -> Any:
    return browser.post(group(browser), {"which": "all", **SAME, **said})


def order(browser: Client, planned: Any, reason: str = "Their fault, mended") -> Any:
    return browser.post(REPLAYS, {**hidden(planned), "reason": reason}, follow=True)


def plan_of(browser: Client, row: Delivery) -> dict[str, str]:
    said = {"verb": "again", "again-bytes": "frozen", "again-key": "keep"}
    return hidden(browser.post(f"/console/deliveries/{row.pk}/", said))


def test_a_plan_says_what_would_happen_and_does_nothing(browser: Client, records: System) -> None:
    for _ in range(3):
        delivery(records, reason=REASON)
    said = text(plan(browser))
    assert "3 deliveries go to Records again, as they were, under the same key." in said
    assert "They go at once" in said
    assert not Replay.objects.exists()


def test_what_is_planned_can_be_ordered(browser: Client, records: System) -> None:
    row = delivery(records, reason=REASON)
    answer = order(browser, plan(browser))
    (made,) = Replay.objects.all()
    assert answer.redirect_chain == [(f"{REPLAYS}{made.pk}/", 302)]
    assert "0 of 1" in text(answer)
    replaying.run(made.pk)
    assert Delivery.objects.filter(subject=row.subject_id, generation=2).exists()
    assert "1 of 1" in text(browser.get(f"{REPLAYS}{made.pk}/"))


def test_only_what_was_ticked_or_died_in_a_time_is_sent(browser: Client, records: System) -> None:
    first, _ = delivery(records, reason=REASON), delivery(records, reason=REASON)
    said = text(plan(browser, which="picked", pick=[str(first.pk), "rubbish"]))
    assert "1 delivery goes to Records again" in said
    answer = plan(browser, which="between", until="2020-01-01T00:00")
    assert (answer.status_code, "Nothing is chosen." in text(answer)) == (422, True)


def test_an_order_needs_a_reason_and_keeps_the_plan(browser: Client, records: System) -> None:
    delivery(records, reason=REASON)
    answer = order(browser, plan(browser), reason="")
    assert answer.status_code == 422
    assert "Say why" in text(answer)
    assert order(browser, answer).status_code == 200
    assert Replay.objects.count() == 1


def test_many_wait_for_a_second_person_who_is_not_the_first(
    browser: Client, sergeant: Officer, records: System
) -> None:
    for _ in range(replaying.REPLAY_ALONE + 1):
        delivery(records, reason=REASON)
    planned = plan(browser)
    assert "So many wait for a second person" in text(planned)
    said = text(order(browser, planned))
    assert "It waits for a second person You ordered it." in said
    (made,) = Replay.objects.all()
    page = f"{REPLAYS}{made.pk}/"
    assert browser.post(page, {"verb": "second"}).status_code == 403
    other = make.at_desk(make.supervisor())
    assert "By seconding you answer for it as well" in text(other.get(page))
    assert "Seconded: it runs" in text(other.post(page, {"verb": "second"}, follow=True))
    made.refresh_from_db()
    assert (made.state, made.requested_by) == ("running", sergeant)


def test_a_replay_is_stopped_with_a_reason(browser: Client, records: System) -> None:
    delivery(records, reason=REASON)
    order(browser, plan(browser))
    (made,) = Replay.objects.all()
    page = f"{REPLAYS}{made.pk}/"
    assert browser.post(page, {"verb": "stop"}).status_code == 422
    answer = browser.post(page, {"verb": "stop", "stop-reason": "Wrong ones"}, follow=True)
    assert "Stopped: what was made is sent" in text(answer)


def test_a_stretch_of_time_is_planned_for_a_system_that_lost_it(
    browser: Client, records: System
) -> None:
    delivery(records, state="delivered")
    said = {"verb": "plan", "system": "records", "state": "delivered", "bytes": "frozen"}
    answer = browser.post(REPLAYS, {**said, "since": "2026-01-01T00:00", "key": "fresh"})
    assert "1 delivery goes to Records again" in text(answer)
    assert "it will have it twice" in text(answer)
    answer = browser.post(REPLAYS, said)
    assert answer.status_code == 422
    assert "From when on?" in text(answer)


def test_rubbish_orders_nothing(browser: Client, records: System) -> None:
    for said in ({}, {"scope": "{"}, {"system": "records", "scope": "[]", **SAME}):
        assert browser.post(REPLAYS, {"verb": "order", **said}).status_code == 422
    scope = {"system": "records", "scope": '{"deliveries": ["x"]}', **SAME}
    assert browser.post(REPLAYS, {"verb": "order", **scope}).status_code == 422
    assert browser.get(f"{REPLAYS}99/").status_code == 404
    assert not Replay.objects.exists()


def test_a_delivery_of_another_force_is_not_sent_again(browser: Client, records: System) -> None:
    planned = plan_of(browser, delivery(records, reason=REASON))
    theirs = delivery(records, force="35")
    scope = {**planned, "scope": f'{{"deliveries": ["{theirs.pk}"]}}'}
    answer = browser.post(REPLAYS, {"verb": "order", "reason": "x", **scope})
    assert "Nothing there can be sent again" in text(answer)
    assert not Replay.objects.exists()


def test_another_force_sees_no_replay_of_ours(browser: Client, records: System) -> None:
    delivery(records, reason=REASON)
    order(browser, plan(browser))
    (made,) = Replay.objects.all()
    elsewhere = make.at_desk(make.supervisor(posted=make.unit(of=make.force("35"))))
    assert "Their fault, mended" not in text(elsewhere.get(REPLAYS))
    page = f"{REPLAYS}{made.pk}/"
    assert elsewhere.get(page).status_code == 404
    assert elsewhere.post(page, {"verb": "stop", "stop-reason": "x"}).status_code == 404


def test_who_may_not_steer_orders_and_seconds_nothing(onlooker: Client, records: System) -> None:
    delivery(records, reason=REASON)
    assert onlooker.post(group(onlooker), {"which": "all", **SAME}).status_code == 403
    assert onlooker.post(REPLAYS, {"verb": "order"}).status_code == 403
