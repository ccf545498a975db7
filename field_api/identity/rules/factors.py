"""With what an officer proves who they are."""

from enum import StrEnum


class Factor(StrEnum):
    """With what an officer proved that it is they who act, now."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    OIDC = "oidc"


class Ceremony(StrEnum):
    """What a challenge is for."""

    REGISTER = "register"
    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    OIDC = "oidc"
