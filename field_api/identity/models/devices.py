"""Handsets, the tokens minted for them, and the count of attempts to get one."""

from django.db import models
from django.db.models import F, Q

from field_api.identity import rules
from field_api.identity.models.officers import Officer, Posting, today
from field_api.identity.rules import Role, Scope, Standing
from field_api.lib import choices, clock, ids


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, officer: Officer) -> "DeviceQuerySet":
        """The officer's own handsets, and those of officers posted to units the officer covers."""
        posted = Posting.objects.on(today()).filter(unit__in=officer.units_covered())
        return self.filter(Q(officer=officer) | Q(officer__in=posted.values("officer")))

    def looked_after_by(self, officer: Officer) -> "DeviceQuerySet":
        """Those; for a force's administrator all of the force. What `answers_for` says of one."""
        seen = self.visible_to(officer)
        if Role.FORCE_ADMIN in officer.roles():
            seen |= self.filter(officer__force=officer.force_id)
        return seen


class Device(models.Model):
    """One officer on one handset, with the key that signs what is written there.

    `installation` is minted by the handset and shared by every officer who uses it; each of them
    has a row, a key and a notebook of their own. `asset_tag` is what is printed on its back.
    A handset without `confirmed_at` waits for a second person and may not read: so it begins where
    `Force.second_person_enrols`. `lost_at` says a revoked one is out of hand.
    """

    personal_data = "which officer used which handset"
    retention = "as the notebook written on it: its key proves those signatures"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    installation = models.UUIDField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=100)
    asset_tag = models.CharField(max_length=40, blank=True, default="")
    public_key = models.JSONField()  # JWK members crv, kty, x, y
    key_id = models.CharField(max_length=43)  # RFC 7638 thumbprint
    enrolled_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="revocations", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "officer"], name="an_officer_is_once_on_a_handset"
            ),
            models.UniqueConstraint(
                fields=["officer", "key_id"], name="a_device_key_is_of_one_handset"
            ),
            models.UniqueConstraint(fields=["id", "officer"], name="a_device_is_of_one_officer"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_revocation_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(lost_at=None) | Q(revoked_at__isnull=False),
                name="a_lost_device_is_revoked",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("officer"))),
                name="a_device_is_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Token(models.Model):
    """Leave to act as one officer from one handset until `expires_at`. Only the digest is kept.

    `verified_at` is when password and one-time code were last shown; it lives here because a
    request that carries a token has no session that could remember it. A `bound` token is worth
    nothing without a proof by the key of its handset (RFC 9449). One that only carries is minted
    beside each token; after `expires_at` it goes on carrying, late, as every token does.
    """

    personal_data = "when and on which handset an officer was signed in"
    retention = "400 days after it expires; the last that carries for a handset as the handset"

    digest = models.BinaryField(primary_key=True, max_length=32)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="tokens")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField()
    bound = models.BooleanField(default=False)
    scope = models.CharField(max_length=5, choices=choices.of(Scope), default=Scope.ALL.value)
    revoked_at = models.DateTimeField(null=True, blank=True)

    is_posted: bool  # set by identity.actions.token_of

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="a_token_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=[scope.value for scope in Scope]),
                name="a_token_is_good_for_something_known",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="tokens_by_end")]

    def __str__(self) -> str:
        return f"token of {self.officer_id}"

    @property
    def only_carries(self) -> bool:
        return self.scope == Scope.CARRY

    @property
    def standing(self) -> Standing:
        """What it proves at this moment. Needs `identity.actions.token_of`."""
        return rules.standing(
            trusted=self.officer.is_active and self.device.revoked_at is None,
            confirmed=self.device.confirmed_at is not None,
            posted=self.is_posted,
            # Whoever gave the password may know it: work comes in, late, and nothing is read.
            signed_out=self.revoked_at is not None or self.officer.has_first_password,
            in_time=clock.now() < self.expires_at,
        )


class SignInAttempt(models.Model):
    """How many times one login was tried from one address in the running window.

    Never counted by login alone: that would let anyone lock an officer out by typing their number.
    """

    personal_data = "pseudonymous: a hash of login and address"
    retention = "15 minutes; deleted within the hour"

    key = models.BinaryField(primary_key=True, max_length=32)
    tries = models.PositiveIntegerField()
    opened_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.tries} since {self.opened_at}"


class Proof(models.Model):
    """A proof of possession that was shown once (RFC 9449 §11.1): never again.

    The table is unlogged: it is empty after a crash, and so is every nonce worth showing one with.
    """

    personal_data = "none: a hash"
    retention = "ten minutes"

    digest = models.BinaryField(primary_key=True, max_length=32)
    shown_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"shown {self.shown_at}"
