"""Taking back what a reader may no longer hold, and offering again what they may.

A pointer remembers that a document was once somebody's news. Postings begin and end, by the
calendar too; units move; officers are stood down, cleared, read in to a group and out of it.
Pulling asks for the right again at each read, but what is on a handset already goes only when the
feed says so.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction

from field_api.feed import actions as feed
from field_api.feed.models import FeedHead
from field_api.feed.rules import Kind, Op
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.sync.actions.readable import readable
from field_api.sync.models import Reader
from field_api.sync.rights import Tree, fingerprint

_LOCK = 0x66625244

# A right that no fingerprint shows, such as an entry that moved to another unit, is seen by then.
_AT_LEAST_EVERY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reconciled:
    withdrawn: int
    offered: int


def reconcile_reader(officer: Officer) -> Reconciled:
    """Make an officer's feed agree with what `visible_to` says, for documents it ever held.

    Nobody is offered what was never their news. Repeating it changes nothing.
    """
    with feed.work():
        standing = {(kind, doc): op for _, kind, doc, op in feed.held(officer.pk)}
        may = readable(officer, standing)
        gone = [one for one, op in standing.items() if op == Op.UPSERT and one not in may]
        back = [one for one, op in standing.items() if op == Op.DELETE and one in may]
        for documents, op in ((gone, Op.DELETE), (back, Op.UPSERT)):
            for kind, doc in documents:
                feed.tell(recipients=[officer.pk], kind=Kind(kind), doc=doc, op=op)
        done = Reconciled(len(gone), len(back))
        if gone or back:
            _record(officer, done)
    return done


def sweep(*, most: int = 100) -> list[Reconciled]:
    """Look through the feeds of at most `most` officers whose rights changed since the last look,
    or whose last look was yesterday. What was withdrawn and offered, for each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        due = _due(most) if cursor.fetchone()[0] else {}
    done = []
    for officer in Officer.objects.filter(pk__in=due).order_by("pk"):
        done.append(reconcile_reader(officer))
        # Of before the look: rights that changed during it differ from these at the next sweep.
        _looked(officer, due[officer.pk])
    return done


def _due(most: int) -> dict[int, str]:
    rights = _rights()
    known = dict(Reader.objects.values_list("officer_id", "rights"))
    changed = [pk for pk, now in rights.items() if known.get(pk) != now]
    old = Reader.objects.filter(looked_at__lt=clock.now() - _AT_LEAST_EVERY)
    stale = old.order_by("looked_at").values_list("officer_id", flat=True)[:most]
    due = list(dict.fromkeys([*changed, *(pk for pk in stale if pk in rights)]))
    return {pk: rights[pk] for pk in due[:most]}


def _rights() -> dict[int, str]:
    """The fingerprint of everybody who has a feed, by seven queries however many they are."""
    held: dict[int, list[tuple[str, int]]] = defaultdict(list)
    postings = Posting.objects.on(today()).values_list("officer_id", "role", "unit_id")
    for officer, role, unit in postings:
        held[officer].append((role, unit))
    tree = Tree(list(Unit.objects.values_list("pk", "parent_id")))
    readers = FeedHead.objects.values_list("recipient_id", flat=True)
    officers = Officer.objects.filter(pk__in=readers).values_list("pk", "force_id", "is_active")
    besides = policy.tally()
    return {
        pk: fingerprint(active, held[pk], tree, besides.of(pk, force))
        for pk, force, active in officers
    }


def _looked(officer: Officer, rights: str) -> None:
    Reader.objects.update_or_create(
        officer=officer, defaults={"rights": rights, "looked_at": clock.now()}
    )


def _record(officer: Officer, done: Reconciled) -> None:
    ledger.record(
        act=Act.ACCESS,
        actor="house",
        subject=officer.actor,
        details={"did": "reconcile-feed", "withdrawn": done.withdrawn, "offered": done.offered},
    )
