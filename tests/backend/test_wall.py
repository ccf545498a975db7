"""Row security: what no query can reach, whatever it forgot to ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse

from backend.boundary import BoundaryMiddleware
from backend.postgresql.base import refuse_past_the_wall
from field_api.drafts.models import Draft
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock, wall
from field_api.policy.models import Agreement
from field_api.submissions.models import Revision, Submission
from tests import handset, keeper, make, written
from tests.submissions import journeys

FORCED = """SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"""
WALLED = {
    *("submissions_submission", "submissions_revision", "submissions_step"),
    *("submissions_claim", "insights_search"),
    *("notebook_content", "queries_query", "queries_leg", "queries_hit", "queries_remembered"),
    *("queries_judgement", "queries_judged"),
    *("drafts_draft", "drafts_copy"),
    *("intelligence_record", "intelligence_mention"),
    *("intelligence_mentionkey", "intelligence_judgement"),
    *("alerts_alert", "alerts_target", "alerts_addressed", "alerts_receipt"),
    *("tasking_tasking", "tasking_target", "tasking_asked", "tasking_said"),
    *("watch_listing", "watch_watchkey", "watch_hit", "watch_sighting", "watch_asked"),
}


def draft(officer: Officer) -> Draft:
    moment = clock.now()
    return Draft.objects.create(
        id=uuid4(),
        officer=officer,
        device=make.device(officer),
        kind="note",
        version=1,
        sealed=b"sealed",
        started_at=moment,
        saved_at=moment,
    )


@pytest.fixture
def two(db: None) -> tuple[Officer, Officer]:
    """Officers of two forces, each with a draft."""
    both = make.officer(), make.officer(posted=make.unit(of=make.force("35")))
    for one in both:
        draft(one)
    return both


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def seen(line: Any = connection) -> set[int]:
    with line.cursor() as cursor:
        cursor.execute("SELECT officer_id FROM drafts_draft")
        return {officer for (officer,) in cursor.fetchall()}


@contextmanager
def admitted(officer: Officer) -> Iterator[None]:
    with wall.nothing():
        wall.admit(officer.pk)
        yield


def test_the_tables_of_content_are_walled_and_their_owner_is_bound(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORCED)
        assert {name for (name,) in cursor.fetchall()} == WALLED
        refuse_past_the_wall(connection.connection)  # the tests' own role is bound


def test_a_superuser_is_refused(transactional_db: None) -> None:
    with keeper.line() as line, pytest.raises(ImproperlyConfigured, match="superuser"):
        refuse_past_the_wall(line)


def test_without_a_reach_every_table_of_content_is_empty(two: tuple[Officer, Officer]) -> None:
    written.forms()
    written.systems()
    mine = handset.of(two[0])
    sent = journeys.send(mine)
    everything = {table for table in WALLED if rows(table)}
    assert everything >= {
        *("submissions_submission", "submissions_revision", "submissions_step"),
        *("notebook_content", "drafts_draft"),
    }
    with wall.nothing():
        assert {table: rows(table) for table in WALLED} == dict.fromkeys(WALLED, 0)
        assert mine.api.get(f"/api/v1/submissions/{sent.pk}").status_code == 200
    with admitted(two[1]):
        assert {table for table in WALLED if rows(table)} == {"drafts_draft"}
        assert not Submission.objects.filter(pk=sent.pk).exists()
        assert not Revision.objects.exists()


def test_a_session_that_was_told_nothing_reaches_nothing(two: tuple[Officer, Officer]) -> None:
    with connection.cursor() as cursor:
        for unset in ("", "none", "{}", "{999999}"):
            cursor.execute("SELECT set_config('fieldbook.reach', %s, false)", [unset])
            cursor.execute("SELECT count(*) FROM drafts_draft")
            assert cursor.fetchone() == (0,), unset
        cursor.execute("SELECT set_config('fieldbook.reach', '*', false)")


def test_an_officer_reaches_their_own_force(two: tuple[Officer, Officer]) -> None:
    for one in two:
        with admitted(one):
            assert seen() == {one.pk}
    assert seen() == {one.pk for one in two}


def test_a_posting_reaches_the_force_of_its_unit_while_it_runs(
    two: tuple[Officer, Officer],
) -> None:
    mine, theirs = two
    unit = make.unit("Lent to", of=theirs.force)
    posting = Posting.objects.create(officer=mine, unit=unit, role=Role.OFFICER, starts_on=today())
    with admitted(mine):
        assert seen() == {mine.pk, theirs.pk}
    posting.ends_on = today()
    posting.save()
    with admitted(mine):
        assert seen() == {mine.pk}


@pytest.mark.parametrize(
    ("direction", "reads"), [("takes", True), ("both", True), ("gives", False)]
)
def test_an_agreement_reaches_one_way_and_no_longer_than_it_runs(
    two: tuple[Officer, Officer], direction: str, reads: bool
) -> None:
    mine, theirs = two
    agreed = Agreement.objects.create(
        force=mine.force,
        with_force=theirs.force,
        direction=direction,
        kinds=["note"],
        marking="OFFICIAL",
        purpose="investigation",
        starts_on=today(),
        ends_on=today() + timedelta(days=2),
        proposed_by=mine,
        proposed_at=clock.now(),
        accepted_by=theirs,
        accepted_at=clock.now(),
    )
    with admitted(mine):
        assert (theirs.pk in seen()) is reads
    agreed.revoked_by, agreed.revoked_at, agreed.reason = mine, clock.now(), "It ended."
    agreed.save(update_fields=["revoked_by", "revoked_at", "reason"])
    with admitted(mine):
        assert seen() == {mine.pk}


def test_nothing_is_written_past_the_wall(two: tuple[Officer, Officer]) -> None:
    mine, theirs = two
    device = make.device(theirs)
    with admitted(mine):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            draft_of_theirs = Draft(
                id=uuid4(),
                officer=theirs,
                device=device,
                kind="note",
                version=1,
                sealed=b"x",
                started_at=clock.now(),
                saved_at=clock.now(),
            )
            draft_of_theirs.save(force_insert=True)
        assert Draft.objects.filter(officer=theirs).update(kind="other") == 0


def test_a_rollback_never_brings_an_earlier_reach_back(two: tuple[Officer, Officer]) -> None:
    """What was told inside is undone with the rest, and must be told again."""
    mine, theirs = two
    with admitted(mine), transaction.atomic():
        assert seen() == {mine.pk}
        with pytest.raises(ZeroDivisionError), transaction.atomic(), wall.everyone():
            assert seen() == {mine.pk, theirs.pk}
            raise ZeroDivisionError
        assert seen() == {mine.pk}
        with wall.everyone():
            assert len(seen()) == 2
            point = transaction.savepoint()
        assert seen() == {mine.pk}
        transaction.savepoint_rollback(point)  # PostgreSQL is back where everyone was told
        assert seen() == {mine.pk}
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert seen() == {mine.pk}


def test_a_request_begins_with_nothing_and_leaves_nothing_behind(
    two: tuple[Officer, Officer],
) -> None:
    found: list[set[int]] = []

    def inside(request: Any) -> Any:
        found.append(seen())
        wall.admit(two[0].pk)
        found.append(seen())
        return HttpResponse()

    before = wall.reach()
    BoundaryMiddleware(inside)(None)  # type: ignore[arg-type]
    assert found == [set(), {two[0].pk}]
    assert wall.reach() == before
