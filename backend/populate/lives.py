"""Submissions as they came to stand, and their rows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.populate.bodies import Variant
from backend.populate.carrying import Refused
from backend.populate.people import Writer
from backend.populate.rows import Table
from backend.populate.writing import Written
from field_api.catalogue.rules import Form
from field_api.delivery.models import Subject
from field_api.identity.models import Force
from field_api.intelligence.models import Record
from field_api.submissions.models import Revision, Step, Submission
from field_api.submissions.rules import Review, State
from field_api.submissions.sampling import Standing


@dataclass(slots=True)
class Life:
    """One submission under way. `face` draws the same people in every version; `places`
    counts its versions in the lanes of systems, `carried` whether any has one."""

    id: UUID
    writer: Writer
    variant: Variant
    form: Form
    seen: datetime
    face: int
    reference: str = ""
    state: State = State.RECEIVED
    review: Review = Review.NONE
    review_by: datetime | None = None
    standing: Standing = Standing.NONE
    created_at: datetime | None = None
    changed_at: datetime | None = None
    changed: dict[str, str] = field(default_factory=dict)
    versions: list[Written] = field(default_factory=list)
    parents: list[tuple[UUID, ...]] = field(default_factory=list)
    late: list[bool] = field(default_factory=list)
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    places: int = 0
    carried: bool = False
    refused: list[Refused] = field(default_factory=list)

    @property
    def decided(self) -> bool:
        """As `submissions.actions.arrive` has it."""
        approved = self.form.review.mode == "before" or self.review is Review.DONE
        return self.state is State.RELEASED and approved


class Keeping:
    """Tables of submissions, and how they are filled. `mentions`: workers are to read whom and what
    they speak of."""

    def __init__(self, force: Force, *, mentions: bool) -> None:
        self.force, self.mentions = force, mentions
        self.subjects = Table(Subject, "id", "seq")
        self.submissions = Table(
            Submission,
            *("id", "reference", "force_id", "unit_id", "author_id", "kind", "marking", "groups"),
            *("state", "review_state", "review_by", "head_id", "created_at", "changed_at"),
        )
        self.revisions = Table(
            Revision,
            *("entry_id", "submission_id", "parents", "intent", "kind", "version", "occurred_at"),
            *("written_at", "body", "late", "hash", "typed", "chosen", "reused", "filled"),
        )
        self.steps = Table(
            Step,
            *("submission_id", "revision_id", "author_id", "officer_id", "move", "was", "became"),
            *("seen_hash", "reason_code", "text", "comments", "made_at", "policy"),
        )
        self.heard = Table(
            Record,
            *("id", "reference", "force_id", "unit_id", "author_id", "kind", "marking", "groups"),
            *("state", "revisions", "to_read", "told_at", "occurred_at"),
        )

    def keep(self, life: Life) -> None:
        """All rows of one that is over, or as far as it got."""
        force, writer, form = self.force, life.writer, life.form
        groups = [f"{force.code}:{form.group}"] if form.group else []
        head = life.versions[-1]
        self.submissions.add(
            life.id, life.reference, force.pk, writer.unit, writer.id, form.kind, form.marking,
            groups, life.state.value, life.review.value, life.review_by, head.id,
            life.created_at, life.changed_at,
        )  # fmt: skip
        for one, parents, late in zip(life.versions, life.parents, life.late, strict=True):
            self.revisions.add(
                one.id, life.id, list(parents), "submit", form.kind, life.variant.version,
                one.occurred_at, one.written_at, one.body, late, one.hash,
                *(one.made or (None,) * 4),
            )  # fmt: skip
        for step in life.steps:
            self.steps.add(*step)
        stands = [] if life.state is State.REJECTED else [head.id]
        to_read = self.mentions and bool(stands)
        self.heard.add(
            life.id, life.reference, force.pk, writer.unit, writer.id, form.kind, form.marking,
            groups, life.state.value, stands, to_read, life.changed_at, life.seen,
        )  # fmt: skip
        if life.carried:
            self.subjects.add(life.id, life.places)
