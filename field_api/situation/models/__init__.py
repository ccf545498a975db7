"""What of the map was told outside."""

from field_api.situation.models.outside import Outside

__all__ = ["Outside"]
