"""All words of the tree, and the catalogue of each language."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.words import documents, machine, markup, portable, programs, scripts
from backend.words.messages import Catalogue, Message, gathered

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("cy",)

_Reader = Callable[[str, str], Iterator[Message]]
_SOURCES: tuple[tuple[str, str, _Reader], ...] = (
    ("templates", "**/*.html", markup.read),
    ("field_api", "**/*.py", programs.read),
    ("backend", "*.py", programs.read),
    ("field_api/web/static/web", "*.js", scripts.read),
    ("field_api/catalogue/forms", "*.json", documents.read),
)
_PLURALS = re.compile(r"nplurals=(\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """The texts of a language's three files; `portable` is the one people write."""

    language: str
    portable: str
    gettext: bytes
    handset: str
    count: int
    done: int

    def files(self) -> dict[Path, bytes]:
        folder = ROOT / "backend" / "locale" / self.language / "LC_MESSAGES"
        handset = ROOT / f"field_api/web/static/web/words-{self.language}.json"
        return {
            folder / "django.po": self.portable.encode(),
            folder / "django.mo": self.gettext,
            handset: self.handset.encode(),
        }


def found() -> Catalogue:
    """Every text in the source. Raises Contradiction."""
    return gathered(
        message
        for folder, pattern, read in _SOURCES
        for path in sorted((ROOT / folder).glob(pattern))
        for message in read(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    )


def merged(language: str, texts: Catalogue) -> Written:
    """What is translated stays with its text, also when the source no longer says it."""
    path = ROOT / "backend" / "locale" / language / "LC_MESSAGES" / "django.po"
    head, before = portable.read(path.read_text(encoding="utf-8"))
    forms = int(_PLURALS.search(head)[1])  # type: ignore[index]
    for text, message in texts.items():
        known = before.pop(text, None)
        if known and known.plural == message.plural:
            message.said, message.doubtful = known.said, known.doubtful
    left = [one for one in before.values() if any(one.said)]
    for one in left:
        one.files = set()
    messages = [*texts.values(), *left]
    return Written(
        language,
        portable.written(head, messages, forms),
        machine.gettext(head, messages),
        machine.handset(messages),
        len(texts),
        sum(one.done for one in texts.values()),
    )
