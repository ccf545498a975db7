"""Every return a force can draw. One is a file here with a `RETURN`; nothing else lists them."""

from importlib import import_module
from pkgutil import iter_modules

from field_api.insights.rules.shape import Return


def _found() -> dict[str, Return]:
    modules = (import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__))
    each: list[Return] = [module.RETURN for module in modules]
    return {one.name: one for one in sorted(each, key=lambda one: one.title)}


RETURNS = _found()
