"""Codes that let a handset in for the first time."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from field_api.identity.models.devices import Device
from field_api.identity.models.officers import Officer
from field_api.lib import ids


class EnrolmentCodeQuerySet(models.QuerySet["EnrolmentCode"]):
    def visible_to(self, officer: Any) -> "EnrolmentCodeQuerySet":
        """Those the officer gave out, and those given out for them."""
        return self.filter(Q(officer=officer) | Q(issued_by=officer))


class EnrolmentCode(models.Model):
    """Leave to enrol one handset, with the asset tag on its back, as one officer's; used once.

    Only the digest is kept: the code is read out or shown once. `tries` counts wrong guesses at
    this officer's codes while it stands. `issued_by` is empty where the operator gave it out.
    """

    personal_data = "which officer is to have which handset, and who gave it out"
    retention = "400 days after it expires"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="enrolment_codes")
    asset_tag = models.CharField(max_length=40)
    issued_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True)

    objects = EnrolmentCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="an_enrolment_code_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, device=None)
                | Q(used_at__isnull=False, device__isnull=False),
                name="a_used_enrolment_code_names_its_handset",
            ),
            models.CheckConstraint(
                condition=Q(issued_by=None) | ~Q(issued_by=F("officer")),
                name="nobody_gives_themselves_an_enrolment_code",
            ),
        ]
        indexes = [models.Index(fields=["officer", "expires_at"], name="codes_of_officer")]

    def __str__(self) -> str:
        return f"for {self.officer_id} until {self.expires_at}"
