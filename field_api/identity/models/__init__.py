"""Tables of identity, one file a subject."""

from field_api.identity.models.devices import Device, SignInAttempt, Token
from field_api.identity.models.forces import Force, Unit
from field_api.identity.models.officers import Officer, Posting

__all__ = ["Device", "Force", "Officer", "Posting", "SignInAttempt", "Token", "Unit"]
