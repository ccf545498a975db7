"""Files of the record, and which entries name them."""

from typing import Self, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from field_api.attachments.rules import sealing
from field_api.attachments.rules.headers import NAME_LENGTH, TYPE_LENGTH
from field_api.attachments.rules.states import OPEN, Lane, State, Verdict
from field_api.identity.models import Device, Officer
from field_api.lib import choices

_STATES = [state.value for state in State]
_OPEN = sorted(state.value for state in OPEN)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, officer: Officer) -> Self:
        """An officer's own uploads. Readers of an entry come by `actions.open_original`."""
        return self.filter(officer=officer)


class Attachment(models.Model):
    """One file, from the first byte to the last reader; the row outlives the bytes as a tombstone.

    `id` is minted on the handset, `sha256` taken there at capture. `off` counts the bytes that are
    on disk for certain; what lies behind them in the staging file is nobody's, but for those up to
    `ahead`, whose checksum is still to come (0: none). `lease` is of the request that may write: a
    newer one takes it over. `sealed`, base64url, is the key of what comes enciphered, under the
    seal of the server; it goes when the file is open. While `checking`, `due_at` is when a worker
    may next take it up, and the claim of the one that has.
    """

    personal_data = "photos, sound and documents of the record; the officer; names of files"
    retention = "as the submissions that name it; unfinished 14 days after the last byte"

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="attachments")
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, related_name="attachments", null=True
    )
    length = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    declared_type = models.CharField(max_length=TYPE_LENGTH, blank=True, default="")
    sniffed_type = models.CharField(max_length=TYPE_LENGTH, blank=True, default="")
    state = models.CharField(max_length=12, choices=choices.of(State))
    lane = models.CharField(max_length=12, choices=choices.of(Lane))
    off = models.BigIntegerField(default=0)
    ahead = models.BigIntegerField(default=0)
    lease = models.UUIDField(null=True)
    sealed = models.CharField(max_length=sealing.LONGEST, blank=True, default="")
    verdict = models.CharField(
        max_length=10, choices=choices.of(Verdict), blank=True, default=Verdict.NONE.value
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    derivative_type = models.CharField(max_length=TYPE_LENGTH, blank=True, default="")
    derivative_sha256 = models.CharField(max_length=64, blank=True, default="")
    underived = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    touched_at = models.DateTimeField(db_default=Now())  # the last byte, or the last start
    received_at = models.DateTimeField(null=True)  # whole, with the right hash
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    to_remove = models.BooleanField(default=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_STATES), name="an_attachment_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(off__gte=0, off__lte=F("length")),
                name="no_more_has_arrived_than_there_is",
            ),
            models.CheckConstraint(
                condition=Q(ahead__gte=0, ahead__lte=F("length")),
                name="no_more_is_ahead_than_there_is",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "stored", "infected"])
                | Q(received_at__isnull=False, off=F("length")),
                name="a_kept_attachment_arrived_whole",
            ),
            models.CheckConstraint(
                condition=Q(sealed="")
                | Q(state__in=["uploading", "corrupt", "expired", "terminated"]),
                name="what_is_kept_is_in_the_clear",
            ),
            models.CheckConstraint(
                condition=~Q(state="infected") | Q(verdict="infected"),
                name="an_infected_attachment_was_found_so",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="attachments_to_check", condition=Q(state="checking")
            ),
            models.Index(
                fields=["touched_at"],
                name="attachments_unfinished",
                condition=Q(state__in=_OPEN),
            ),
            models.Index(
                fields=["due_at"], name="attachments_to_remove", condition=Q(to_remove=True)
            ),
            models.Index(fields=["officer", "touched_at"], name="attachments_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Link(models.Model):
    """An entry that names a file. Either may arrive first, so this key has no constraint.

    `officer` is the writer of the entry: only their own upload answers to it. `tell` are the
    officers whose feed hears of a change.
    """

    personal_data = "which entry has which files; names of files; officers who are told"
    retention = "as the submission"

    attachment = models.ForeignKey(
        Attachment,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,  # never: but so a link is joined to an upload that has not begun
        related_name="links",
    )
    entry = models.UUIDField()
    subject = models.UUIDField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(null=True)
    type = models.CharField(max_length=TYPE_LENGTH, blank=True, default="")
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    tell = ArrayField(models.BigIntegerField(), default=list)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attachment", "entry"], name="an_entry_names_an_attachment_once"
            ),
            models.CheckConstraint(
                condition=Q(attachment__isnull=False), name="a_link_names_its_attachment"
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="attachment_links_of_subject")]

    def __str__(self) -> str:
        return f"{self.entry} names {self.attachment_id}"

    @property
    def file_id(self) -> UUID:
        """The id that the entry names, whether an upload has it or not."""
        return cast(UUID, self.attachment_id)
