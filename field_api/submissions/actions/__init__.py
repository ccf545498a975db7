"""What happens to a submission: it arrives, someone decides, people are shown where it stands."""

from field_api.submissions.actions.arrive import Arrival, Arrived, arrived, receive
from field_api.submissions.actions.decide import (
    Seen,
    Words,
    admit,
    approve,
    reject,
    send_back,
)
from field_api.submissions.actions.files import look_at_file
from field_api.submissions.actions.show import Written, documents, whole, written

__all__ = [
    "Arrival",
    "Arrived",
    "Seen",
    "Words",
    "Written",
    "admit",
    "approve",
    "arrived",
    "documents",
    "look_at_file",
    "receive",
    "reject",
    "send_back",
    "whole",
    "written",
]
