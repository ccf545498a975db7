"""What policy keeps: clearances, handling groups, agreements."""

from field_api.policy.models.agreements import Agreement, AgreementQuerySet
from field_api.policy.models.standing import Clearance, HandlingGroup, Membership

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "Clearance",
    "HandlingGroup",
    "Membership",
]
