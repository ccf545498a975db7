"""A county force's months of work, made up, in the real tables: for pages of insight and for their
measurements. `populate` is the one call; docs/operating.md says when it is for you.

What is real: heads, hashes, chains, device signatures, receipts, and every state and step, so that
notebooks verify and each journey is one the rules allow. What is not: see `populate.making`.
"""

from backend.populate.making import Made, already, little, populate
from backend.populate.shape import Size

__all__ = ["Made", "Size", "already", "little", "populate"]
