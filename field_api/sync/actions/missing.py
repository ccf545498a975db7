"""Have and want: what a handset should offer again."""

from collections.abc import Sequence
from uuid import UUID

from field_api.identity.models import Officer
from field_api.notebook.models import Entry


def missing(*, ids: Sequence[UUID], officer: Officer) -> list[UUID]:
    """Those of `ids` that no notebook of this officer holds, in the order asked, each once.

    What a colleague wrote counts as missing, exactly as what nobody wrote: the answer discloses
    nothing. A handset that carries a colleague's entry then offers it once more, and hears that it
    is a duplicate.
    """
    kept = set(Entry.objects.visible_to(officer).filter(pk__in=ids).values_list("pk", flat=True))
    return [each for each in dict.fromkeys(ids) if each not in kept]
