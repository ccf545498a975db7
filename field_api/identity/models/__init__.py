"""Tables of identity, one file a subject."""

from field_api.identity.models.authenticators import Authenticator
from field_api.identity.models.devices import Device, Proof, SignInAttempt, Token
from field_api.identity.models.enrolment import EnrolmentCode
from field_api.identity.models.factors import Challenge, ExternalIdentity, Passkey, RecoveryCode
from field_api.identity.models.forces import Force, Unit
from field_api.identity.models.grants import Grant, Granted
from field_api.identity.models.notices import SignInNotice
from field_api.identity.models.officers import Officer, Posting
from field_api.identity.models.units import UnitChange

__all__ = [
    "Authenticator",
    "Challenge",
    "Device",
    "EnrolmentCode",
    "ExternalIdentity",
    "Force",
    "Grant",
    "Granted",
    "Officer",
    "Passkey",
    "Posting",
    "Proof",
    "RecoveryCode",
    "SignInAttempt",
    "SignInNotice",
    "Token",
    "Unit",
    "UnitChange",
]
