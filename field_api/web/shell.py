"""Which files the handset's shell is made of here: joined where they were collected, else plain."""

from dataclasses import dataclass
from pathlib import PurePath

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static

from field_api.web import joining, rules, storage


@dataclass(frozen=True, slots=True)
class Shell:
    """Addresses, hashed where files are collected. `imports`: what scripts import, by bare name.
    `early`: what the browser may fetch before it has read who imports it."""

    imports: tuple[tuple[str, str], ...]
    early: tuple[str, ...]
    styles: tuple[str, ...]

    @property
    def start(self) -> str:
        return dict(self.imports)[f"fieldbook/{joining.ROOT}"]

    @property
    def urls(self) -> list[str]:
        """Everything the phone has to keep to open without a signal."""
        icons = [static(f"web/{icon}") for icon in rules.ICONS]
        before = static(f"web/{rules.BEFORE}.js")
        return [before, *(url for _, url in self.imports), *self.styles, *icons]


def shell() -> Shell:
    # A storage that joins nothing serves the modules one by one, as while tests run.
    parts: list[str] = getattr(staticfiles_storage, "parts", [])
    if parts:
        imports = tuple((f"fieldbook/{PurePath(part).stem}", static(part)) for part in parts)
        return Shell(imports, (), (static(f"{storage.FOLDER}/handset.css"),))
    imports = tuple((f"fieldbook/{name}", static(f"web/{name}.js")) for name in rules.MODULES)
    styles = tuple(static(f"web/{name}.css") for name in rules.STYLES)
    return Shell(imports, tuple(url for _, url in imports), styles)
