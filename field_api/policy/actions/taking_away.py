"""A force's units or officers as a file, taken away by an administrator."""

from django.db import transaction

from field_api.identity.actions.postings import check_administers, object_of
from field_api.identity.models import Officer
from field_api.policy.actions import import_carrying, import_reading
from field_api.policy.rules.sheets import What


@transaction.atomic
def take_away(*, what: What, by: Officer) -> str:
    """CSV of the columns that are brought in. Raises Problem 403."""
    check_administers(by, by.force_id)
    text = import_reading.taken_away(what, by.force)
    import_carrying.record(by, object_of(by.force), "export", {"what": what.value})
    return text
