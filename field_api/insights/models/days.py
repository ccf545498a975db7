"""What was done on each day in each unit, as numbers that name nobody.

All are counted from the work itself (`actions.counting`) and can be counted again at any time; the
ledger is never read for them. The day is that on which an entry's submission first reached us, in
Europe/London, whatever day its later versions, decisions and deliveries fall on. What has been
erased is in none of them.
"""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from field_api.connectors.models import System
from field_api.identity.models import Force, Officer, Unit
from field_api.insights.rules.histograms import BUCKETS


def nothing_yet() -> list[int]:
    """A count for each bucket of `rules.histograms`; named in the migration."""
    return [0] * BUCKETS


def units_counted(officer: Officer) -> set[int]:
    """Ids of the units whose numbers the officer may read: those whose work they answer for, and
    all of a force for who audits or administers it. Numbers of work, never the work."""
    rights = officer.rights
    forces = rights.audited | ({officer.force_id} if rights.administers else set())
    whole = Unit.objects.filter(force__in=forces).values_list("pk", flat=True)
    return officer.units_covered() | set(whole if forces else ())


class CountedQuerySet(models.QuerySet[Any]):
    def visible_to(self, officer: Officer) -> Self:
        """Those of units whose numbers the officer may read."""
        return self.filter(unit__in=units_counted(officer))


class _Counted(models.Model):
    """One kind of entry in one unit on one day."""

    force = models.ForeignKey(Force, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=60)

    objects = CountedQuerySet.as_manager()

    class Meta:
        abstract = True


def _none() -> Any:
    return models.PositiveIntegerField(default=0)


class Day(_Counted):
    """How entries went.

    entries: submissions that arrived. reviewed: of those, how many a person has decided on.
    first_right: how many were approved or confirmed by the first decision about them, on their
    first version. returned: sent back at least once. rejected: ended by a reviewer. sampled_out:
    released without anybody looking, now or still to come.

    revisions: versions that count. counted: how many of these a handset said the making of; typed,
    chosen, reused and filled add up what it said (`submissions.made`). required_all: questions the
    form asks of every entry because it or a law needs them (`rules.answers.needed`), over what
    stands; required_filled: how many of them were answered. waited_s: seconds from arrival to the
    first decision, over `reviewed`; waits: the same as `rules.histograms` by the second.
    """

    personal_data = "none: sums of a unit's work on a day, with no officer and no person in them"
    retention = "as long as the force wants its figures; counted from what is still kept"

    entries = _none()
    reviewed = _none()
    first_right = _none()
    returned = _none()
    rejected = _none()
    sampled_out = _none()
    revisions = _none()
    counted = _none()
    typed = _none()
    chosen = _none()
    reused = _none()
    filled = _none()
    required_filled = _none()
    required_all = _none()
    waited_s = models.BigIntegerField(default=0)
    waits = ArrayField(models.IntegerField(), default=nothing_yet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "kind"], name="a_day_is_counted_once")
        ]
        indexes = [models.Index(fields=["force", "day"], name="days_of_force")]


class FieldDay(_Counted):
    """What was found wrong with one field of one version of a form: `pointer` is RFC 6901 into the
    body, with `*` for any row of a list. Each counts entries, once however often it happened.

    returned: sent back with a comment on it. refused: a system found fault with it. corrected: a
    later version says something else there. Only where one is not nought.
    """

    personal_data = "none: the name of a field of a form, and sums"
    retention = "as Day"

    version = models.PositiveSmallIntegerField()
    pointer = models.CharField(max_length=200)
    returned = _none()
    refused = _none()
    corrected = _none()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "kind", "version", "pointer"],
                name="a_field_is_counted_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["force", "day"], name="fields_of_force")]


class SystemDay(_Counted):
    """What became of deliveries to one system.

    accepted, refused: what it said of them. dead: left to a person because nobody can say whether
    it arrived, it was held back, came too late or ended its workers. waiting: still on the way.
    fields: answers that the system was told of each entry in the first version that it accepted:
    what nobody typed there again. A later version adds none, for few of its answers are new.
    waits: from when the entry was written by the handset's clock, and here: from when we had it,
    to the system's yes, as `rules.histograms` by the tenth of a second.
    """

    personal_data = "none: sums of deliveries"
    retention = "as Day"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    accepted = _none()
    refused = _none()
    dead = _none()
    waiting = _none()
    fields = models.BigIntegerField(default=0)
    waits = ArrayField(models.IntegerField(), default=nothing_yet)
    here = ArrayField(models.IntegerField(), default=nothing_yet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "kind", "system"], name="a_system_is_counted_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["force", "day"], name="systems_of_force")]


class RefusedDay(_Counted):
    """Why a system turned deliveries down, in a word of ours: never its own words, which may
    repeat what was written."""

    personal_data = "none: a class of fault, and a sum"
    retention = "as Day"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80)
    count = _none()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "kind", "system", "reason"],
                name="a_reason_is_counted_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["force", "day"], name="refusals_of_force")]


class EntityDay(_Counted):
    """How well entries that stand name whom and what they speak of, by type (person, vehicle, …).

    mentions: how many are named. nameless: with nothing to be recognised by. alone: in an entry
    that names nothing else. doubled: an earlier entry of the force names one with the same
    identifier, and nobody has said yet whether they are one; of persons alone.

    Of persons the NPCC's "4+1" (Minimum POLE Data Standards v1.1): given, surname, born and gender
    say how many have each, contact how many have an address, telephone or e-mail, whole how many
    have all five.
    """

    personal_data = "none: sums"
    retention = "as Day"

    type = models.CharField(max_length=20)
    mentions = _none()
    nameless = _none()
    alone = _none()
    doubled = _none()
    given = _none()
    surname = _none()
    born = _none()
    gender = _none()
    contact = _none()
    whole = _none()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "kind", "type"], name="a_type_is_counted_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["force", "day"], name="entities_of_force")]


class Due(models.Model):
    """A day of a force whose work changed since it was counted. Gone once it is counted again."""

    personal_data = "none"
    retention = "minutes: until the day is counted"

    force = models.ForeignKey(Force, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["force", "day"], name="a_day_is_due_once")]


class Counted(models.Model):
    """Up to when changes of the work have been seen, and their days put down as due. One row."""

    personal_data = "none"
    retention = "one row"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_count"),
        ]
