"""What left before fewer may read it: feeds give it back, a person looks at the systems."""

from typing import Any

import pytest

from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import State
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.policy.models import HandlingGroup, Proposal
from field_api.submissions.actions.handling import keep_to
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.handset import Handset
from tests.policy import sharing
from tests.policy.duties import found, read_in
from tests.policy.test_neighbours import marked
from tests.submissions.journeys import last, send
from tests.sync.door import pulled
from tests.written import NOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> Officer:
    written.forms()
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def group(chief: Officer) -> HandlingGroup:
    return found(chief)


@pytest.fixture
def member(chief: Officer, group: HandlingGroup) -> Officer:
    who = make.supervisor()
    read_in(group, who, chief)
    return who


def hears(reader: Handset, made: Submission) -> None:
    """It is their news, as what they are told of by somebody is; they decided nothing about it."""
    with feed.work():
        feed.tell(recipients=[reader.officer.pk], kind=Kind.SUBMISSION, doc=made.pk)


def keep(made: Submission, by: Officer, *groups: str) -> Submission:
    return keep_to(submission=made.pk, officer=by, groups=groups, reason="A source is named")


def changed(reader: Handset, cursor: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pulled(reader, cursor=cursor)["changes"]
    return found


def waiting(made: Submission) -> list[str]:
    rows = Task.objects.open().filter(delivery__subject=made.pk, todo="restrict")
    return sorted(rows.values_list("delivery__system__code", flat=True))


def test_whoever_has_it_and_is_not_in_the_group_gives_it_back(member: Officer) -> None:
    mine, other, inside = handset.of(), handset.of(make.supervisor()), handset.of(member)
    note = send(mine)
    for reader in (other, inside):
        hears(reader, note)
    cursors = [(one, pulled(one)["cursor"]) for one in (mine, other, inside)]
    keep(note, member, "source-unit")
    ops = [[row["op"] for row in changed(one, at)] for one, at in cursors]
    assert ops == [["upsert"], ["delete"], ["upsert"]]


def test_a_person_looks_at_each_system_that_has_it(member: Officer) -> None:
    systems = written.systems()
    note = send(handset.of())
    sent = set(Delivery.objects.filter(subject=note.pk).values_list("system__code", flat=True))
    assert sent < set(systems)
    keep(note, member, "source-unit")
    assert waiting(note) == sorted(sent)
    (task,) = Task.objects.filter(delivery__system__code="records", todo="restrict")
    assert "source" not in task.text.lower()  # whoever oversees the force reads this
    done = {row.pk: State.DELIVERED for row in Delivery.objects.filter(subject=note.pk)}
    Delivery.objects.filter(pk__in=done).update(state="delivered", settled_at=note.created_at)
    tasks.settled(done)
    assert waiting(note) == sorted(sent)  # that it arrived is why somebody must look
    tasks.done(task=task.pk, by=member, note="Closed to all but the source unit")
    assert waiting(note) == sorted(sent - {"records"})
    keep(note, member)
    assert waiting(note) == []
    keep(note, member, "source-unit")
    assert waiting(note) == sorted(sent)


def test_what_went_nowhere_asks_nobody_and_neither_does_a_group_less(
    chief: Officer, member: Officer
) -> None:
    read_in(found(chief, "other"), member, chief)
    note = send(handset.of())
    keep(note, member, "source-unit", "other")
    assert waiting(note) == []
    written.systems()
    later = send(handset.of())
    keep(later, member, "source-unit", "other")
    Task.objects.update(done_at=later.created_at)
    keep(later, member, "source-unit")
    assert waiting(later) == []


def test_a_higher_marking_is_looked_at_where_less_is_kept(chief: Officer) -> None:
    low, high = written.systems(clearance="OFFICIAL"), "OFFICIAL-SENSITIVE"
    low["records"].clearance = high
    low["records"].save()
    mine, reader = handset.of(), handset.of(make.supervisor())
    note = send(mine)
    hears(reader, note)
    cursor = pulled(reader)["cursor"]
    again = {"submission": note.pk, "parents": (last(mine),)}
    assert send(mine, version=marked(NOTE, high), **again).marking == high
    sent = set(Delivery.objects.filter(subject=note.pk).values_list("system__code", flat=True))
    assert waiting(note) == sorted(sent - {"records"})
    assert [row["op"] for row in changed(reader, cursor)] == ["upsert"]


def test_it_says_for_whom_it_is_and_no_name_to_those_who_are_not_in_it(member: Officer) -> None:
    mine = handset.of()
    note = send(mine)
    keep(note, member, "source-unit")
    at = f"/api/v1/submissions/{note.pk}"
    assert mine.api.get(at).json()["groups"] == ["named people"]
    assert make.signed_in(member).get(at).json()["groups"] == ["34:source-unit"]
    page = make.at_desk(member).get(f"/desk/{note.pk}/").content.decode()
    assert "for 34:source-unit only" in page


def test_a_retired_group_takes_no_record_more(chief: Officer, member: Officer) -> None:
    kept, free = send(handset.of()), send(handset.of())
    keep(kept, member, "source-unit")
    HandlingGroup.objects.update(retired_at=kept.created_at, retired_by=chief)
    assert keep(kept, member, "source-unit").groups == ["34:source-unit"]
    with pytest.raises(Exception, match="handling-invalid"):
        keep(free, member, "source-unit")


def test_what_waits_to_be_disclosed_of_it_lapses(member: Officer) -> None:
    note = send(handset.of())
    Proposal.objects.create(
        kind="disclosure",
        force=note.force,
        concerned=note.author,
        subject=f"submission:{note.pk}",
        text="Asked for by a court",
        proposed_by=sharing.ours(),
        proposed_at=note.created_at,
        expires_at="2099-01-01T00:00:00Z",
    )
    keep(note, member, "source-unit")
    assert Proposal.objects.get().state == "lapsed"
