"""Why something may be erased, and how long a proposal to do so stands. Pure Python."""

from datetime import timedelta
from enum import StrEnum

STANDS = timedelta(days=14)
"""A proposal that nobody has decided on by then has lapsed: what it rested on may have changed."""


class Ground(StrEnum):
    """The law or order an erasure rests on; the value is stored and signed into tombstones."""

    RIGHT_TO_ERASURE = "right-to-erasure"
    COURT_ORDER = "court-order"
    END_OF_RETENTION = "end-of-retention"
    RECORDED_IN_ERROR = "recorded-in-error"


GROUNDS = {
    Ground.RIGHT_TO_ERASURE: "Right to erasure (Data Protection Act 2018, section 47)",
    Ground.COURT_ORDER: "Order of a court",
    Ground.END_OF_RETENTION: "End of retention after a MoPI review (section 39)",
    Ground.RECORDED_IN_ERROR: "Recorded in error (section 38)",
}


class Standing(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"
    LAPSED = "lapsed"


STANDING_LABELS = {
    Standing.PROPOSED: "Waiting for a second person",
    Standing.DONE: "Erased",
    Standing.REFUSED: "Refused",
    Standing.LAPSED: "Lapsed: nobody decided in time",
}


class Need(StrEnum):
    """Why something is kept whatever its review says; the value is stored."""

    PROCEEDINGS = "proceedings"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    REQUEST = "request"


NEEDS = {
    Need.PROCEEDINGS: "Criminal proceedings or an appeal (CPIA Code of Practice)",
    Need.COMPLAINT: "Complaint or conduct matter",
    Need.INQUIRY: "Public inquiry, inquest or litigation",
    Need.REQUEST: "A data subject's request that is not yet answered",
}
