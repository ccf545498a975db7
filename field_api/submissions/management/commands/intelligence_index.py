"""`manage.py intelligence_index`: have entries read anew for whom and what they speak of."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models.functions import Now

from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Record
from field_api.submissions import rules
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.actions.standing import node
from field_api.submissions.models import Revision, Submission

_BATCH = 200


class Command(BaseCommand):
    help = "Read what is still to be read of entries; with --all, every entry again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="from nothing: after an upgrade, or new rules"
        )

    def handle(self, **options: object) -> None:
        told = sum(map(_tell, _batches())) if options["all"] else 0
        Record.objects.filter(to_read=True).update(tries=0, told_at=Now())
        read = 0
        while more := intelligence.read():
            read += more
        self.stdout.write(f"{told} entries told, {read} read")


def _batches() -> Iterator[list[UUID]]:
    last = None
    while True:
        rows = Submission.objects.order_by("pk").values_list("pk", flat=True)
        found = list((rows.filter(pk__gt=last) if last else rows)[:_BATCH])
        if not found:
            return
        yield found
        last = found[-1]


@transaction.atomic
def _tell(ids: Sequence[UUID]) -> int:
    """What stands of these, told under their own locks as whoever moves them would."""
    rows = list(Submission.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))
    nodes: dict[UUID, list[rules.Node]] = {row.pk: [] for row in rows}
    for revision in Revision.objects.filter(submission__in=ids).defer("body", "problems"):
        nodes[revision.submission_id].append(node(revision))
    mentioned([(row, rules.heads(nodes[row.pk])) for row in rows])
    Record.objects.filter(pk__in=ids).exclude(revisions=[]).update(to_read=True)
    return len(rows)
