"""What makes six-figure codes, of which the database holds the seed only enciphered."""

from typing import Any

from django.conf import settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from field_api.lib import cipher


class Authenticator(TOTPDevice):  # type: ignore[misc]
    """django-otp's (RFC 6238), with a seed that is worth nothing without the keys of the site.

    A seed is set as hexadecimal, of 28 bytes at most, and enciphered as it is saved; the database
    takes no other. It is bound to its officer.
    """

    personal_data = "what an officer signs in with"
    retention = "until another takes its place"

    key: Any
    user_id: int

    class Meta:
        proxy = True

    @property
    def bin_key(self) -> bytes:
        """The seed. Raises ValueError where no key of the site opens it."""
        return cipher.decipher(self.key, _about(self.user_id), settings.FACTOR_KEYS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not cipher.is_enciphered(self.key):
            self.key = enciphered(bytes.fromhex(self.key), self.user_id)
        super().save(*args, **kwargs)


def enciphered(seed: bytes, officer: int) -> str:
    """As the newest key of the site hides it."""
    return cipher.encipher(seed, _about(officer), settings.FACTOR_KEYS[0])


def _about(officer: int) -> str:
    return f"authenticator of {officer}"
