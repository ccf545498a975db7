"""Two people have a submission erased: who may, what goes, what stays, what comes afterwards."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.notebook import actions as notebook
from field_api.notebook.models import Content, Notebook, Tombstone
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words, erase, erasures
from field_api.submissions.actions.erase import Why
from field_api.submissions.actions.forms import form_of
from field_api.submissions.grounds import Ground
from field_api.submissions.models import Erasure, Submission
from tests import make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.erasing import WHY, erased, pair, proposed, seen

pytestmark = pytest.mark.django_db

SECRET = "Sample said so"


@pytest.fixture
def entry(mine: Handset, systems: dict[str, System]) -> Submission:
    return journeys.send(mine, written.NOTE, body=written.body(text=SECRET))


def code(act: Any, **given: Any) -> str:
    with pytest.raises(Problem) as refused:
        act(**given)
    return refused.value.code


def again(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def document(submission: Submission) -> dict[str, Any]:
    return submissions.whole(submission.pk, submission.author) or {}


def test_nothing_that_was_written_is_left_and_the_chain_verifies(
    mine: Handset, entry: Submission
) -> None:
    kept = journeys.send(mine)
    assert found(SECRET)
    erased(entry)
    assert list(Content.objects.values_list("entry__revision__submission", flat=True)) == [kept.pk]
    assert not found(SECRET)
    assert notebook.verify(Notebook.objects.get(pk=mine.notebook)) == (2, 1, None)


def found(text: str) -> bool:
    rows = everything()
    return text in rows or text.encode().hex() in rows


def everything() -> str:
    """Every row of every table, as text; bytes are in hexadecimal."""
    with connection.cursor() as cursor:
        rows: list[str] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_what_is_left_is_a_stub(entry: Submission) -> None:
    before = document(entry)
    erased(entry)
    after = document(entry)
    assert (after["state"], after["state_label"], after["body"]) == ("disposed", "Erased", {})
    assert after["occurred_at"] is None and before["occurred_at"]
    assert (after["hash"], after["reference"]) == (before["hash"], before["reference"])
    assert after["revisions"][0]["body"] == {}


def test_a_reviewers_words_go_with_what_they_spoke_of(mine: Handset, sergeant: Officer) -> None:
    entry = journeys.send(mine, written.INTEL)
    form = form_of(entry.kind, 1)
    assert form
    code = next(iter(form.send_back))
    words = Words(code, SECRET, [{"pointer": "/items", "text": SECRET}])
    submissions.send_back(
        submission=entry.pk, officer=sergeant, seen=journeys.seen(entry), words=words
    )
    erased(entry)
    assert not found(SECRET)
    assert document(entry)["review"][-1]["step"] == "dispose"


def test_every_version_goes(mine: Handset, entry: Submission) -> None:
    journeys.send(mine, submission=entry.pk, parents=(journeys.last(mine),))
    erased(entry)
    assert Tombstone.objects.count() == 2
    assert not Content.objects.exists()


def test_systems_are_told_and_shown(entry: Submission) -> None:
    Delivery.objects.update(state="delivered", settled_at=clock.now(), remote_ref="R-1")
    made = erased(entry)
    (order,) = Delivery.objects.filter(intent="erase")
    shown = erasures.erasure_of(entry.pk, made.proposed_by)
    assert shown and shown["state"] == "done"
    assert [(one["system"], one["standing"]) for one in shown["systems"]] == [("records", "told")]
    Delivery.objects.filter(pk=order.pk).update(state="delivered", settled_at=clock.now())
    shown = erasures.erasure_of(entry.pk, made.proposed_by)
    assert shown and [one["standing"] for one in shown["systems"]] == ["erased"]


def test_a_system_that_can_not_be_told_is_asked_by_a_person(entry: Submission) -> None:
    written.system("records", config={"base_url": written.NOWHERE, "erase_path": None})
    Delivery.objects.update(state="delivered", settled_at=clock.now())
    made = erased(entry)
    shown = erasures.erasure_of(entry.pk, made.proposed_by)
    assert shown and [one["standing"] for one in shown["systems"]] == ["by_hand"]


def test_the_ledger_says_who_and_why_and_the_hashes_and_no_content(
    mine: Handset, entry: Submission
) -> None:
    head = seen(entry).hash
    made = erased(entry)
    rows = Event.objects.filter(subject=f"submission:{entry.pk}", details__erasure=str(made.pk))
    first, second, gone = rows.order_by("id")
    assert (first.act, first.actor) == ("decision", made.proposed_by.actor)
    assert (second.act, second.actor) == ("decision", made.decided_by and made.decided_by.actor)
    assert (gone.act, gone.purpose) == ("erasure", "right-to-erasure")
    assert gone.details["entries"] == {journeys.last(mine): head}
    assert gone.details["proposed_by"] == made.proposed_by.actor
    assert SECRET not in str([row.details for row in rows])


def test_the_author_hears(entry: Submission) -> None:
    before = feed.head(entry.author_id)
    erased(entry)
    assert feed.head(entry.author_id) != before


def test_one_person_is_not_enough(entry: Submission) -> None:
    first, _ = pair()
    proposed(entry, first)
    given = {"submission": entry.pk, "officer": first, "seen": seen(entry)}
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "own-proposal"
    assert code(erase.refuse, **given, text="No.") == "own-proposal"
    assert Content.objects.exists()


def test_nobody_erases_their_own_work(mine: Handset, entry: Submission) -> None:
    identity.post(
        officer=mine.officer,
        unit=make.unit(),
        role=Role.INSPECTOR,
        starts_on=clock.now().date() - timedelta(days=1),
    )
    own = {"submission": entry.pk, "officer": mine.officer, "seen": seen(entry)}
    assert code(erase.propose, leave=make.NO_LEAVE, **own, why=WHY) == "own-work"
    proposed(entry, pair()[0])
    assert code(erase.approve, leave=make.NO_LEAVE, **own) == "own-work"


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INTEL, Role.AUDITOR, Role.OFFICER])
def test_other_roles_find_nothing(entry: Submission, role: Role) -> None:
    given = {"submission": entry.pk, "officer": make.officer(role=role), "seen": seen(entry)}
    assert code(erase.propose, leave=make.NO_LEAVE, **given, why=WHY) == "not-found"
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "not-found"


def test_an_inspector_of_another_unit_finds_nothing(entry: Submission) -> None:
    other = make.officer(posted=make.unit("Elsewhere"), role=Role.INSPECTOR)
    given = {"submission": entry.pk, "officer": other, "seen": seen(entry)}
    assert code(erase.propose, leave=make.NO_LEAVE, **given, why=WHY) == "not-found"
    proposed(entry, pair()[0])
    assert erasures.erasures(other) == []
    assert erasures.erasure_of(entry.pk, other) is None


def test_nothing_is_proposed_twice_nor_approved_unproposed(entry: Submission) -> None:
    first, second = pair()
    given = {"submission": entry.pk, "officer": second, "seen": seen(entry)}
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "not-proposed"
    proposed(entry, first)
    assert code(erase.propose, leave=make.NO_LEAVE, **given, why=WHY) == "already-proposed"
    erase.refuse(**given, text="It is evidence: section 47(3).")
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "not-proposed"
    assert proposed(entry, second).state == "proposed"


def test_a_refusal_says_why_and_erases_nothing(entry: Submission) -> None:
    first, second = pair()
    proposed(entry, first)
    given = {"submission": entry.pk, "officer": second, "seen": seen(entry)}
    assert code(erase.refuse, **given, text=" ") == "decision-incomplete"
    made = erase.refuse(**given, text="It is evidence: section 47(3).")
    assert (made.state, made.answer) == ("refused", "It is evidence: section 47(3).")
    assert again(entry).state == entry.state and Content.objects.exists()


def test_a_proposal_says_what_it_rests_on(entry: Submission) -> None:
    given = {"submission": entry.pk, "officer": pair()[0], "seen": seen(entry)}
    for why in (Why("", "x"), Why("because", "x"), Why(Ground.COURT_ORDER.value, "  ")):
        assert code(erase.propose, leave=make.NO_LEAVE, **given, why=why) == "decision-incomplete"


def test_both_decide_on_what_they_saw(mine: Handset, entry: Submission) -> None:
    first, second = pair()
    before = seen(entry)
    journeys.send(mine, submission=entry.pk, parents=(journeys.last(mine),))
    given = {"submission": entry.pk, "officer": first, "seen": before}
    assert code(erase.propose, leave=make.NO_LEAVE, **given, why=WHY) == "decision-stale"
    proposed(entry, first)
    proposal = seen(entry)
    journeys.send(mine, submission=entry.pk, parents=(journeys.last(mine),))
    for what in (proposal, seen(entry)):
        given = {"submission": entry.pk, "officer": second, "seen": what}
        assert code(erase.approve, leave=make.NO_LEAVE, **given) == "decision-stale"
    erase.refuse(submission=entry.pk, officer=second, seen=proposal, text="It has changed.")


def test_what_arrived_beside_what_stands_counts_as_a_change(
    mine: Handset, entry: Submission
) -> None:
    first, second = pair()
    proposed(entry, first)
    journeys.send(mine, submission=entry.pk, parents=(uuid4(),))  # its parent is missing
    given = {"submission": entry.pk, "officer": second, "seen": seen(entry)}
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "decision-stale"


def test_a_proposal_lapses(entry: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair()
    old = proposed(entry, first)
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    given = {"submission": entry.pk, "officer": second, "seen": seen(entry)}
    assert code(erase.approve, leave=make.NO_LEAVE, **given) == "not-proposed"
    assert erasures.erasures(second) == []
    shown = erasures.erasure_of(entry.pk, second)
    assert shown and shown["state"] == "lapsed"
    proposed(entry, second)
    assert Erasure.objects.get(pk=old.pk).state == "lapsed"


@pytest.mark.parametrize("state", ["needs_review", "returned", "rejected", "withdrawn"])
def test_it_can_be_erased_in_every_state(entry: Submission, state: str) -> None:
    Submission.objects.filter(pk=entry.pk).update(state=state)
    erased(entry)
    assert again(entry).state == "disposed"


def test_nothing_is_decided_on_what_was_erased(sergeant: Officer, entry: Submission) -> None:
    Submission.objects.filter(pk=entry.pk).update(state="needs_review")
    erased(entry)
    given = {"submission": entry.pk, "officer": sergeant, "seen": journeys.seen(entry)}
    assert code(submissions.approve, leave=make.NO_LEAVE, **given) == "not-in-review"
