"""What could not be taken in, kept all the same; what handsets said they wrote; and by which rights
a reader's feed was last looked through."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.identity.models import Device, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role


class DeadLetterQuerySet(models.QuerySet["DeadLetter"]):
    def visible_to(self, officer: Any) -> "DeadLetterQuerySet":
        """Those of handsets the officer answers for; for a force's administrator, whose handsets
        these are to mend, those of all who serve in the units they administer and below.
        """
        administered = Posting.objects.current(officer).filter(role=Role.FORCE_ADMIN.value)
        units = Unit.objects.below(administered.values_list("unit_id", flat=True))
        serving = Posting.objects.on(today()).filter(unit__in=units)
        theirs = Q(device__in=Device.objects.visible_to(officer))
        return self.filter(theirs | Q(device__officer__in=serving.values("officer")))

    def waiting(self) -> "DeadLetterQuerySet":
        return self.filter(dealt_at=None)


class DeadLetter(models.Model):
    """What was refused or handed in as unreadable, byte for byte as it could be read. Never
    validated, never dropped.

    `digest` is SHA-256 over device and body, so that resending one for ever keeps one; in
    hexadecimal it is the letter's name. `code` says why it was refused, or that a handset handed it
    in; `media_type` is the handset's claim.
    """

    personal_data = "possibly all that an officer wrote"
    retention = "until a person has dealt with it, then as the entry it was meant to be"

    digest = models.BinaryField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="dead_letters")
    code = models.CharField(max_length=60)
    media_type = models.CharField(max_length=100, blank=True, default="")
    body = models.BinaryField()
    arrived_at = models.DateTimeField(db_default=Now())
    dealt_at = models.DateTimeField(null=True, blank=True)
    dealt_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.TextField(blank=True, default="")

    size: int  # annotated where the body is left out

    objects = DeadLetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dealt_at=None, dealt_by=None, note="")
                | (Q(dealt_at__isnull=False, dealt_by__isnull=False) & ~Q(note="")),
                name="who_dealt_with_a_letter_says_when_and_what_was_done",
            )
        ]
        indexes = [
            models.Index(
                fields=["-arrived_at"], condition=Q(dealt_at=None), name="letters_to_deal_with"
            )
        ]

    @property
    def name(self) -> str:
        return bytes(self.digest).hex()


class MintedQuerySet(models.QuerySet["Minted"]):
    def visible_to(self, officer: Any) -> "MintedQuerySet":
        return self.filter(device__in=Device.objects.visible_to(officer))


class Minted(models.Model):
    """The highest place a handset ever said it had given an entry of its notebook.

    It never goes down: a phone put back from an old copy of itself forgets entries that were
    written all the same. `said_at` is right to within an hour, so that a push that says nothing new
    writes nothing. `skew_ms` as in notebook.Entry.
    """

    personal_data = "how much an officer wrote, and when they were last in touch"
    retention = "as the notebook"

    device = models.OneToOneField(
        Device, on_delete=models.PROTECT, primary_key=True, related_name="minted"
    )
    minted_through = models.PositiveIntegerField()
    app = models.CharField(max_length=40, blank=True, default="")
    skew_ms = models.BigIntegerField(null=True)
    said_at = models.DateTimeField()

    held: int  # annotated where gaps are looked for

    objects = MintedQuerySet.as_manager()


class Reader(models.Model):
    """By which rights an officer's feed was last looked through for what they may not hold."""

    personal_data = "officer identifier"
    retention = "for the life of the officer's account"

    officer = models.OneToOneField(
        Officer, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    rights = models.CharField(max_length=64)
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["looked_at"], name="readers_by_last_look")]
