"""Reviews of what is kept: when, of what, and what came of them."""

from field_api.retention.actions.computing import TASK, compute, sweep
from field_api.retention.actions.concluding import Seal, conclude
from field_api.retention.actions.proof import disposal
from field_api.retention.actions.reading import due, review_of

__all__ = ["TASK", "Seal", "compute", "conclude", "disposal", "due", "review_of", "sweep"]
