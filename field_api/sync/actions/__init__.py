"""What handsets push and pull."""

from field_api.sync.actions.news import pull
from field_api.sync.actions.taking_in import push

__all__ = ["pull", "push"]
