"""The desk: what a supervisor sees in a browser, with or without JavaScript."""

from field_api.submissions.pages.batch import approve
from field_api.submissions.pages.breaking import break_glass
from field_api.submissions.pages.claiming import still_reading
from field_api.submissions.pages.disclosing import disclose
from field_api.submissions.pages.duty import report as duty
from field_api.submissions.pages.erasing import listed as erasures
from field_api.submissions.pages.erasing import one as erasure
from field_api.submissions.pages.one import one
from field_api.submissions.pages.overdue import overdue
from field_api.submissions.pages.queue import queue

__all__ = [
    "approve",
    "break_glass",
    "disclose",
    "duty",
    "erasure",
    "erasures",
    "one",
    "overdue",
    "queue",
    "still_reading",
]
