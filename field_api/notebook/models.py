"""The record. Rows of Entry, Content and Receipt are written once: plain SQL triggers refuse
UPDATE, DELETE and TRUNCATE (see the migrations), and CHECKs recompute the hashes."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from field_api.identity.models import Device, Officer
from field_api.lib import choices, ids
from field_api.notebook.rules import Lane


class Notebook(models.Model):
    """One for each officer on each device; its entries form one chain.

    PACE-era paper rules carry over: numbered, issued against an officer, nothing torn out.
    Every place up to `held_through` is held; what may be missing is above it. It is kept because a
    notebook of years has too many places to count at every push.
    """

    personal_data = "links an officer to a device"
    retention = "as its entries"

    id = models.UUIDField(primary_key=True, default=ids.new)
    serial = models.CharField(max_length=30, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="notebooks")
    device = models.OneToOneField(Device, on_delete=models.PROTECT, related_name="notebook")
    opened_at = models.DateTimeField(db_default=Now())
    held_through = models.PositiveIntegerField(default=0)


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, officer: Any) -> "EntryQuerySet":
        return self.filter(notebook__officer=officer)


class Entry(models.Model):
    """A sealed entry: the signed head, byte for byte, and its place in the chain.

    Three clocks, never reconciled: `device_time` as the handset claims it, `received_at` by the
    server, and `skew_ms`, the server's clock less the handset's when it was brought (null where
    the handset did not say; above nought, the handset is slow). A colleague's handset measures
    itself, not the one that wrote.
    """

    personal_data = "author and time; the content is in Content"
    retention = "NPCC schedule for pocket notebooks, set by the force"

    id = models.UUIDField(primary_key=True)
    notebook = models.ForeignKey(Notebook, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    hash = models.BinaryField()
    prev_hash = models.BinaryField()
    commitment = models.BinaryField()
    kind = models.CharField(max_length=60)
    device_time = models.CharField(max_length=40)
    head = models.BinaryField()
    signature = models.BinaryField()
    lane = models.CharField(max_length=12, choices=choices.of(Lane))
    received_at = models.DateTimeField()
    skew_ms = models.BigIntegerField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        # No unique (notebook, seq): two entries that claim one place are both kept and the
        # notebook is flagged, because refusing one would destroy evidence of tampering.
        indexes = [models.Index(fields=["notebook", "seq"], name="entries_in_chain")]
        constraints = [
            models.CheckConstraint(condition=Q(seq__gte=1), name="entry_seq_starts_at_one")
        ]


class Content(models.Model):
    """What the head commits to. Apart, so that erasure can remove it and the chain still verify."""

    personal_data = "all that the officer wrote"
    retention = "MoPI group of the entry; removed only by erasure with two persons"

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="content"
    )
    salt = models.BinaryField()
    payload = models.BinaryField()
    commitment = models.BinaryField()


class Receipt(models.Model):
    """What the server signed for: the proof, in the officer's hands, that we have the entry."""

    personal_data = "none"
    retention = "as the entry"

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="receipt"
    )
    body = models.TextField()
    signature = models.BinaryField()


class Tombstone(models.Model):
    """What stands where content was: that it was erased, when, by which law, on whose word.

    Only the database function `notebook_erase` writes one, and with it removes the content; no
    other DELETE of content is let through, and none of it can be written again. `body` is what the
    server signed. `erasure` is the decision, which stands in a subject above.
    """

    personal_data = "which officers decided; never anything of the content"
    retention = "as the entry"

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="tombstone"
    )
    commitment = models.BinaryField()
    erasure = models.UUIDField()
    law = models.CharField(max_length=30)
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    erased_at = models.DateTimeField()
    body = models.TextField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(proposer=models.F("approver")), name="content_is_erased_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(author=models.F("proposer")) & ~Q(author=models.F("approver")),
                name="nobody_erases_what_they_wrote",
            ),
        ]


class Flag(models.Model):
    """A fork or a broken link in a notebook: both sides kept, and a reason asked for."""

    personal_data = "none"
    retention = "as the entry"

    class Kind(models.TextChoices):
        FORK = "fork", "two entries claim one place"
        LINK = "link", "the entry does not follow the one before it"

    notebook = models.ForeignKey(Notebook, on_delete=models.PROTECT, related_name="flags")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    noticed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "kind"], name="an_entry_is_flagged_once")
        ]
