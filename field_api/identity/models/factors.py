"""What an officer can prove themselves with, besides password and authenticator."""

from django.db import models
from django.db.models import F, Q

from field_api.identity.models.officers import Officer
from field_api.identity.rules import Ceremony
from field_api.lib import choices, ids


class Passkey(models.Model):
    """A WebAuthn credential (W3C Web Authentication Level 3) of one officer.

    `public_key` is its COSE key, `sign_count` the highest count ever shown (0 where the
    authenticator doesn't count).
    """

    personal_data = "what an officer signs in with"
    retention = "400 days after it is removed"

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="passkeys")
    credential = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=100)
    transports = models.JSONField(default=list)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["officer"], condition=Q(removed_at=None), name="passkeys_of_officer"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Challenge(models.Model):
    """A question to a browser that may be answered once: a passkey's, or an OIDC provider's.

    `digest` is of the secret that comes back with the answer; `data` what the answer is judged by.
    """

    personal_data = "what an officer was about to do"
    retention = "a day after it expires"

    digest = models.BinaryField(primary_key=True, max_length=32)
    ceremony = models.CharField(max_length=10, choices=choices.of(Ceremony))
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="a_challenge_expires_after_it_is_made",
            )
        ]

    def __str__(self) -> str:
        return self.ceremony


class RecoveryCode(models.Model):
    """One of ten that stand in, once each, for an authenticator that is lost. Digests only, under
    one salt for the ten."""

    personal_data = "when an officer had lost their authenticator"
    retention = "400 days after it is used or replaced"

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=16)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["officer"],
                condition=Q(used_at=None, replaced_at=None),
                name="recovery_codes_of_officer",
            )
        ]

    def __str__(self) -> str:
        return f"of {self.officer_id}"


class ExternalIdentity(models.Model):
    """An officer as an OpenID provider knows them: by (iss, tid, oid), never by an address.

    An e-mail address is given to another person one day; `subject` (Entra's `oid`, else `sub`) is
    not. `linked_by` is empty where the operator did it.
    """

    personal_data = "an officer's account at the force's identity provider"
    retention = "as the officer"

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="externals")
    issuer = models.CharField(max_length=255)
    tenant = models.CharField(max_length=64, blank=True, default="")
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()
    linked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "tenant", "subject"], name="an_external_identity_is_one_officer"
            ),
            models.CheckConstraint(
                condition=Q(linked_by=None) | ~Q(linked_by=F("officer")),
                name="nobody_links_an_external_identity_to_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} at {self.issuer}"
