"""One text to be put into other languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field


class Contradiction(Exception):
    """One English text is said to have two plurals, or one and none."""


@dataclass(slots=True)
class Message:
    """`said` has one text for each plural form, or one; empty texts are not translated yet. `files`
    are paths from the root of the tree."""

    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set)
    said: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def done(self) -> bool:
        return bool(self.said) and all(self.said) and not self.doubtful


Catalogue = dict[str, Message]


def gathered(messages: Iterable[Message]) -> Catalogue:
    """One message for each English text. Raises Contradiction."""
    found: Catalogue = {}
    for one in messages:
        known = found.setdefault(one.text, Message(one.text, one.plural))
        if known.plural != one.plural:
            where = ", ".join(sorted(known.files | one.files))
            raise Contradiction(f"{one.text!r} with and without one plural: {where}")
        known.files |= one.files
    return found
