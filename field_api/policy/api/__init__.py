"""/api/v1/agreements: what forces agreed to share."""

from field_api.policy.api.agreements import Accept, Agreements, Revoke

__all__ = ["Accept", "Agreements", "Revoke"]
