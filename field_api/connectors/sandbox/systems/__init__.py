"""The systems the sandbox can play, by the name given to `--play`: one file each, with a PART."""

from importlib import import_module
from pkgutil import iter_modules

from field_api.connectors.sandbox.validity import Part

_modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
PARTS: dict[str, Part] = {module.PART.name: module.PART for module in _modules}
