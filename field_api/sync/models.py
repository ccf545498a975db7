"""What could not be taken in, kept all the same."""

from django.db import models
from django.db.models.functions import Now

from field_api.identity.models import Device


class DeadLetter(models.Model):
    """An item that was refused, byte for byte as it could be read. Never validated, never dropped.

    `digest` is SHA-256 over device and body, so that resending one for ever keeps one.
    """

    personal_data = "possibly all that an officer wrote"
    retention = "until a person has dealt with it"

    digest = models.BinaryField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="dead_letters")
    code = models.CharField(max_length=60)
    body = models.BinaryField()
    arrived_at = models.DateTimeField(db_default=Now())
