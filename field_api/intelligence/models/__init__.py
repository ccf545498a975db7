"""Tables of intelligence: whom and what entries speak of."""

from field_api.intelligence.models.feeds import Feed, Notice, NoticeQuerySet
from field_api.intelligence.models.judgements import Judgement, JudgementQuerySet
from field_api.intelligence.models.mentions import Mention, MentionKey, MentionQuerySet
from field_api.intelligence.models.records import Record, RecordQuerySet

__all__ = [
    "Feed",
    "Judgement",
    "JudgementQuerySet",
    "Mention",
    "MentionKey",
    "MentionQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Record",
    "RecordQuerySet",
]
