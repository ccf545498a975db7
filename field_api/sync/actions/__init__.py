"""What handsets push and pull."""

from field_api.sync.actions.news import pull
from field_api.sync.actions.taking_in import on_its_way, push

__all__ = ["on_its_way", "pull", "push"]
