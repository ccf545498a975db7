"""Tables of the auditor, one file a subject."""

from field_api.audit.models.findings import Finding
from field_api.audit.models.looks import Look, Swept
from field_api.audit.models.samples import Sample
from field_api.audit.models.watched import Duty, Watched

__all__ = ["Duty", "Finding", "Look", "Sample", "Swept", "Watched"]
