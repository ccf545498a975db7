"""What is told to an officer of their own sign-in."""

from datetime import timedelta
from enum import StrEnum

SHOWN = timedelta(days=90)
"""How long it stands on the page."""

KEPT = timedelta(days=400)


class Changed(StrEnum):
    """What changed in how an officer proves who they are."""

    PASSWORD = "password"  # noqa: S105
    FIRST_PASSWORD = "first_password"  # noqa: S105
    AUTHENTICATOR = "authenticator"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_USED = "recovery_used"
    RECOVERY_RENEWED = "recovery_renewed"
    HANDSET = "handset"
    ACCOUNT = "account"
    ADDRESS = "address"


WORDS = {
    Changed.PASSWORD: "Your password was changed",
    Changed.FIRST_PASSWORD: "Somebody gave you a new first password",
    Changed.AUTHENTICATOR: "Another authenticator took the place of yours",
    Changed.PASSKEY_ADDED: "A passkey was added",
    Changed.PASSKEY_REMOVED: "A passkey was removed",
    Changed.RECOVERY_USED: "A recovery code was used",
    Changed.RECOVERY_RENEWED: "New recovery codes were made; those before count no more",
    Changed.HANDSET: "A handset was let in as yours",
    Changed.ACCOUNT: "An account of the force was linked to you",
    Changed.ADDRESS: "The address that such notices go to was changed",
}
