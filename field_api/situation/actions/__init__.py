"""What happens where, as far as one officer may know."""

from field_api.situation.actions.gathering import HOURS, MOST, Situation, situation
from field_api.situation.actions.looks import looked, tag

__all__ = ["HOURS", "MOST", "Situation", "looked", "situation", "tag"]
