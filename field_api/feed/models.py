"""Pointers, the counter that orders them, and the epoch of the database that holds them.

No foreign key leads to or from these tables: a deferred check at COMMIT would take locks after
`feed_emit` has taken its own, and the order of locks is what keeps writers from deadlock.
The tables and the function are made by SQL in the first migration.
"""

from django.db import models
from django.db.models.functions import Now


class SyncEpoch(models.Model):
    """One row: how many histories this feed has had, and which cluster wrote the present one."""

    personal_data = "none"
    retention = "for the life of the database"

    one = models.BooleanField(primary_key=True, default=True)
    epoch = models.IntegerField()
    cluster = models.TextField()

    class Meta:
        db_table = "sync_epoch"

    def __str__(self) -> str:
        return f"epoch {self.epoch}"


class FeedHead(models.Model):
    """The last number given to one recipient. Its row lock makes numbers visible in order.

    Deletion markers up to `horizon` are gone, and no other pointer stands that low.
    """

    personal_data = "officer identifier"
    retention = "for the life of the officer's account"

    recipient_id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    horizon = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "feed_head"

    def __str__(self) -> str:
        return f"{self.recipient_id} at {self.seq}"


class FeedEntry(models.Model):
    """The newest news of one document for one recipient; a change moves it to the end."""

    personal_data = "officer identifier and the documents they may read"
    retention = "with the document; a deletion marker 400 days"

    pk = models.CompositePrimaryKey("recipient_id", "kind", "doc_id")
    recipient_id = models.BigIntegerField()
    kind = models.SmallIntegerField()
    doc_id = models.UUIDField()
    seq = models.BigIntegerField()
    op = models.CharField(max_length=1, default="U")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "feed_entry"
        indexes = [
            models.Index(fields=["changed_at"], condition=models.Q(op="D"), name="deletions_by_age")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}/{self.seq}"
