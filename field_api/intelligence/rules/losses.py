"""What an entry says was lost, for lists that add it up."""

from collections.abc import Mapping
from typing import Any

from field_api.catalogue.rules import Form
from field_api.intelligence.rules.marks import marking
from field_api.policy.rules import higher

_FIELD = "amount_lost"
_MOST = 10**12


def lost(form: Form, body: Mapping[str, Any], record: str) -> int | None:
    """Whole pounds; None where the entry does not say, or says it in a field that is marked higher
    than the record: who adds up reads the record, and not each field."""
    said = body.get(_FIELD)
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < _MOST:
        return None
    mark = marking(form.schema, f"/{_FIELD}", form.marking)
    return round(said) if higher(mark, record) == record else None
