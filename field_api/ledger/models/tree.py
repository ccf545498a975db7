"""The tree over all events (RFC 9162 §2.1). Its rows are written once, as events are."""

from django.db import models
from django.db.models import Q


class Leaf(models.Model):
    """An event's place in the tree, from 0 without a gap, and the hash of its exact bytes."""

    personal_data = "none"
    retention = "for ever: without its leaves a tree proves nothing"

    position = models.BigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=0), name="leaves_are_counted_from_0")
        ]

    def __str__(self) -> str:
        return f"leaf {self.position}"


class Node(models.Model):
    """A whole subtree above the leaves: it never changes, so proofs need no counting anew."""

    personal_data = "none"
    retention = "for ever, with the leaves"

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1), name="a_node_stands_above_leaves")
        ]

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Checkpoint(models.Model):
    """What was signed when the tree had `size` leaves.

    The last three columns are where the sealer goes on: every event up to `through` is in the tree
    or was never written; so it is up to `ahead` once no transaction up to `horizon` is open.
    """

    personal_data = "none"
    retention = "for ever: handsets and printouts are compared with it"

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    made_at = models.DateTimeField()
    note = models.TextField()
    through = models.BigIntegerField()
    ahead = models.BigIntegerField()
    horizon = models.BigIntegerField()

    def __str__(self) -> str:
        return f"checkpoint of {self.size}"
