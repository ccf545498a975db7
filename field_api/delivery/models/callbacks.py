"""What systems said later, each message once."""

from django.db import models

from field_api.connectors.models import System
from field_api.delivery.models.outbox import Delivery
from field_api.delivery.rules import State
from field_api.lib import choices


class Callback(models.Model):
    """One signed message of a system about one delivery. Kept so that a message that comes again
    changes nothing: an "accepted" of before must not undo the "rejected" that came after it.
    `said` is the system's word, `became` the delivery's state when it had been heard.
    """

    personal_data = "none"
    retention = "13 months, as attempts"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="callbacks")
    message = models.CharField(max_length=200)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="callbacks")
    said = models.CharField(max_length=12, choices=choices.of(State))
    became = models.CharField(max_length=12, choices=choices.of(State))
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "message"], name="a_message_counts_once")
        ]
