"""Pages of the desk about who may have what."""

from field_api.policy.pages.agreements import agreements

__all__ = ["agreements"]
