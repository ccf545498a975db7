"""Step-up: leave to do one thing to certain objects, as they were seen, once each."""

from django.db import models
from django.db.models import F, Q

from field_api.identity.models.devices import Device
from field_api.identity.models.officers import Officer
from field_api.identity.rules import Factor
from field_api.lib import choices, ids


class Grant(models.Model):
    """What an officer may do for having shown a factor anew: one action, for some minutes.

    `digest` is of the secret the page or handset holds. Bound to the handset (`device`) or to the
    browser session (`session`, a hash of its key) that it was given to.
    """

    personal_data = "when an officer proved their presence, and for what"
    retention = "400 days after it expires"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True)
    session = models.BinaryField(max_length=32, default=b"")
    action = models.CharField(max_length=40)
    factor = models.CharField(max_length=10, choices=choices.of(Factor))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="a_grant_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=(Q(device=None) & ~Q(session=b"")) | Q(device__isnull=False, session=b""),
                name="a_grant_is_of_one_handset_or_one_session",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="grants_by_end")]

    def __str__(self) -> str:
        return f"{self.officer_id} may {self.action}"


class Granted(models.Model):
    """One object a grant is for, with the hash of what was seen of it ("" where it has none)."""

    personal_data = "which record an officer was about to act on"
    retention = "as the grant"

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="granted")
    object = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, blank=True, default="")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "object"], name="a_grant_names_an_object_once")
        ]

    def __str__(self) -> str:
        return self.object
