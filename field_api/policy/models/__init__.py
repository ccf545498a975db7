"""What policy keeps: clearances, handling groups, agreements, proposals, broken glass, files."""

from field_api.policy.models.agreements import Agreement, AgreementQuerySet
from field_api.policy.models.glass import Glass, GlassQuerySet
from field_api.policy.models.imports import Import
from field_api.policy.models.proposals import Proposal, ProposalQuerySet
from field_api.policy.models.standing import Clearance, HandlingGroup, Membership

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "Clearance",
    "Glass",
    "GlassQuerySet",
    "HandlingGroup",
    "Import",
    "Membership",
    "Proposal",
    "ProposalQuerySet",
]
