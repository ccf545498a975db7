"""What a change is, and the fields of a form by their pointers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.wording import quoted

Document = Mapping[str, Any]
Spec = Mapping[str, Any]

BREAKS, ASKS_MORE, WIDENS, WORDS, POLICY = "breaks", "asks-more", "widens", "words", "policy"
KINDS = {
    BREAKS: "Breaks what reads it",
    ASKS_MORE: "Asks more",
    WIDENS: "Takes more",
    POLICY: "Changes who reads it, and when",
    WORDS: "Words and order",
}
"""In the order in which they matter."""


@dataclass(frozen=True, slots=True)
class Change:
    """`pointer` names a field, `*` any row of a list, and is empty for the form as a whole; `what`
    and `follows` are sentences; `before` and `after` are texts, numbers or yes and no, None for
    absent. Only of a member that this release knows nothing of are they as the document has them.
    """

    pointer: str
    what: str
    kind: str
    before: Any
    after: Any
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two versions: its fields by pointer, and what its sections are called."""

    fields: Mapping[str, Spec]
    sections: Mapping[str, str]

    def name(self, at: str) -> str:
        """“Surname” of “Persons”: labels of rows are often the same in several lists."""
        own, list_ = quoted(self.fields[at]["title"]), at.rpartition("/*/")[0]
        return f"{own} of {quoted(self.fields[list_]['title'])}" if list_ else own

    def beside(self, at: str) -> dict[str, Spec]:
        """The fields of the same row, or of the same form, by name."""
        level = at.rpartition("/")[0]
        own = (one.rpartition("/") for one in self.fields)
        return {name: self.fields[f"{level}/{name}"] for above, _, name in own if above == level}


def side(document: Document) -> Side:
    sections = {one["id"]: one["title"] for one in document["sections"]}
    return Side(fields(document["schema"]), sections)


def fields(schema: Spec, above: str = "") -> dict[str, Spec]:
    """Every field of a schema by its pointer, `*` for any row of a list: `/persons/*/surname`. In
    the order in which they are asked: a document that was kept has lost the order of its members.
    """
    found: dict[str, Spec] = {}
    for name, spec in sorted(schema["properties"].items(), key=lambda one: int(one[1]["x-order"])):
        found[f"{above}/{name}"] = spec
        if spec.get("x-widget") == "repeat":
            found |= fields(spec["items"], f"{above}/{name}/*")
    return found
