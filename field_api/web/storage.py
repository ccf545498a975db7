"""Where static files are collected to: hashed and packed by WhiteNoise, the handset's joined."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

from field_api.web import joining, rules

FOLDER = "web/joined"


class JoinedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The plain files are collected as well: the desk tries forms with single modules."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        """Raises Unjoinable, and collects nothing, where a module can't be carried over exactly."""
        if not dry_run:
            for name, text in _joined():
                path = Path(self.path(name))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    @property
    def parts(self) -> list[str]:
        """Names of the joined scripts, as `static` takes them."""
        mine = [name for name in self.hashed_files if name.startswith(f"{FOLDER}/")]
        return sorted(name for name in mine if name.endswith(".js"))


def _joined() -> Iterator[tuple[str, str]]:
    sources = {name: (rules.FILES / f"{name}.js").read_text() for name in rules.MODULES}
    for name, text in joining.joined(sources).items():
        yield f"{FOLDER}/{name}.js", text
    # In the order in which they count. They lie one folder deeper; none names another file.
    styles = (rules.FILES / f"{name}.css" for name in rules.STYLES)
    yield f"{FOLDER}/handset.css", "".join(style.read_text() for style in styles)
