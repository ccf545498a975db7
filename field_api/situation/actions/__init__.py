"""What happens where, as far as one officer may know."""

from field_api.situation.actions.gathering import HOURS, MOST, Situation, situation
from field_api.situation.actions.looks import looked, tag
from field_api.situation.ground import ground

__all__ = ["HOURS", "MOST", "Situation", "ground", "looked", "situation", "tag"]
