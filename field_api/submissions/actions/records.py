"""What officers did of a kind so far, which raises the share of it that is looked at."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from field_api.catalogue.rules import Mode, Review
from field_api.lib import clock, sql
from field_api.submissions import sampling
from field_api.submissions.models import Submission
from field_api.submissions.rules import Move
from field_api.submissions.sampling import Record, Standing

# Decided about at least once by a person; counted once, however often. Of what is written before,
# no more are counted than matter.
_RECORD = f"""
  SELECT
    (SELECT count(*) FROM (
       SELECT FROM submissions_submission s
       WHERE s.author_id = %(author)s::bigint AND s.kind = %(kind)s::text
         AND s.id <> ALL(%(besides)s::uuid[])
       LIMIT %(first)s::int) before),
    coalesce(lately.decided, 0), coalesce(lately.returned, 0)
  FROM (
    SELECT count(*) AS decided, count(*) FILTER (WHERE each.back) AS returned
    FROM (
      SELECT bool_or(t.move = '{Move.SEND_BACK.value}') AS back
      FROM submissions_submission s JOIN submissions_step t ON t.submission_id = s.id
      WHERE %(days)s::int > 0 AND s.author_id = %(author)s::bigint AND s.kind = %(kind)s::text
        AND s.created_at > %(now)s::timestamptz - make_interval(days => %(days)s::int)
        AND s.id <> ALL(%(besides)s::uuid[]) AND t.officer_id IS NOT NULL
        AND t.move IN ('{Move.APPROVE.value}', '{Move.CONFIRM.value}', '{Move.REJECT.value}',
          '{Move.SEND_BACK.value}')
      GROUP BY s.id) each) lately"""  # noqa: S608 constants


def record_of(author: int, kind: str, review: Review, *, besides: Collection[UUID]) -> Record:
    """Of what this author wrote of this kind, `besides` what is being worked on. Nothing is asked
    where the policy would not heed it.
    """
    if review.mode != Mode.SAMPLE or not (review.first or review.returned_percent):
        return Record()
    asked = {"first": review.first, "days": review.returned_days, "now": clock.now()}
    ((written, decided, returned),) = sql.run(
        _RECORD, author=author, kind=kind, besides=list(besides), **asked
    )
    return Record(written, decided, returned)


def settled(row: Submission, review: Review, record: Record, *, known: bool) -> Standing:
    """What the policy of its kind says of it, by the key of this installation."""
    key = sampling.key_of(settings.AUDIT_KEY)
    return sampling.settled(review, record, key=key, submission=row.pk, known=known)
