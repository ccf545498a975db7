"""The public shell, and the desk's page on which a form is tried as the handset shows it."""

from field_api.web.pages.shell import handset, manifest, service_worker
from field_api.web.pages.trying import try_draft, try_form

__all__ = ["handset", "manifest", "service_worker", "try_draft", "try_form"]
