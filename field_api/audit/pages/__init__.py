"""The auditor's pages, and the one on which officers at the desk answer."""

from field_api.audit.pages.answers import answers, asked
from field_api.audit.pages.findings import finding, findings
from field_api.audit.pages.reports import processing, reports
from field_api.audit.pages.search import export, search

__all__ = [
    "answers",
    "asked",
    "export",
    "finding",
    "findings",
    "processing",
    "reports",
    "search",
]
