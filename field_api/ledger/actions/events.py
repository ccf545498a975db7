"""Events as they are sealed: the columns that `rules.leaves.Sealable` is made of."""

_TEXT = ("act", "actor", "on_behalf_of", "subject", "purpose", "recipient", "trace")

COLUMNS = ", ".join(["e.id", "e.at", *(f"e.{name}" for name in _TEXT), "e.details::text"])
