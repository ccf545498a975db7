"""Doors of insight for programs: the returns a force owes, and its figures as tables."""

from field_api.insights.api.figures import Figures, FigureTables
from field_api.insights.api.returns import Drawn, Previewed, Returns, Sent

__all__ = ["Drawn", "FigureTables", "Figures", "Previewed", "Returns", "Sent"]
