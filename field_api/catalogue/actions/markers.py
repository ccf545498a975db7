"""Warning markers as the force has them now."""

from functools import cache

from field_api.catalogue import shipped
from field_api.catalogue.models import CodeList
from field_api.catalogue.rules import markers as rules
from field_api.catalogue.rules.markers import Markers
from field_api.lib import sql

# By digest, which names the content: what another process publishes is read with the next look.
_READ: dict[str, Markers] = {}
_KEPT = 8
_NEWEST = """
    SELECT digest FROM catalogue_codelist WHERE name = %s::text ORDER BY version DESC LIMIT 1
"""


def markers() -> Markers:
    """The newest version of the list; what is shipped where none was ever published."""
    newest = sql.run(_NEWEST, rules.LIST)
    if not newest:
        return _shipped()
    ((digest,),) = newest
    if digest not in _READ:
        lists = CodeList.objects.filter(name=rules.LIST, digest=digest)
        held = lists.values_list("document", flat=True)[0]
        if len(_READ) >= _KEPT:
            _READ.clear()
        _READ[digest] = rules.read(held["codes"], digest)
    return _READ[digest]


@cache
def _shipped() -> Markers:
    (ours,) = (one for one in shipped.lists() if one["list"] == rules.LIST)
    return rules.read(ours["codes"])
