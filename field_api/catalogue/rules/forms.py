"""A form, compiled, and the review its kind needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jsonschema_rs import Draft202012Validator

Document = Mapping[str, Any]
Step = str | int


class Mode(StrEnum):
    """When a second person reads an entry. Only `before` holds it back from the systems."""

    BEFORE = "before"
    AFTER = "after"
    SAMPLE = "sample"
    NONE = "none"


def routes_only(document: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The partners whose systems alone a form's entries may go to; None where any system may have
    them. What only a group may read goes nowhere unless its form says where.
    """
    only = document.get("routes_only", () if document.get("group") else None)
    return None if only is None else tuple(only)


@dataclass(frozen=True, slots=True)
class Review:
    """Who reads what is written, and when.

    `percent` is the share drawn in mode sample, and 100 otherwise. `within_hours` counts from
    receipt; None sets no limit. `roles` are those that may decide. `by_author` is false in every
    form shipped: nobody reviews their own work.

    In mode sample some are read whatever is drawn: the `first` that an officer writes of the kind,
    and everything of an officer of whose entries of the last `returned_days` days, of those that
    somebody decided about, `returned_percent` in 100 or more were sent back. 0: not asked.
    """

    mode: Mode
    percent: int
    within_hours: int | None
    roles: tuple[str, ...]
    by_author: bool
    first: int = 0
    returned_percent: int = 0
    returned_days: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a kind, compiled. `send_back` and `reject` are reason codes with labels."""

    kind: str
    version: int
    title: str
    marking: str
    retention_group: str
    urgent: bool
    review: Review
    send_back: Mapping[str, str]
    reject: Mapping[str, str]
    document: Document
    validator: Draft202012Validator = field(repr=False, compare=False)
    _marked: dict[str, dict[str, str]] = field(default_factory=dict, repr=False, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the rules beside this work out once for each form."""

    def markings(self, marking: str) -> dict[str, str]:
        """The marking of each place in a body, by pointer; `marking`, the entry's own, where the
        form says none. Made once and kept with the form: callers must not change it."""
        found = self._marked.get(marking)
        if found is None:
            found = self._marked[marking] = dict(_marked_below(self.schema, "", marking))
        return found

    @property
    def schema(self) -> Document:
        schema: Document = self.document["schema"]
        return schema

    @property
    def group(self) -> str:
        """The code of the handling group its entries stand in from the start; empty for none."""
        return str(self.document.get("group", ""))

    @property
    def routes_only(self) -> tuple[str, ...] | None:
        """See `routes_only`."""
        return routes_only(self.document)

    @property
    def no_files(self) -> str:
        """What to do instead of adding photos and files, where none may be; else empty."""
        return str(self.document.get("files", {}).get("instead", ""))


def _marked_below(spec: Document, at: str, marking: str) -> Iterator[tuple[str, str]]:
    for name, below in spec.get("properties", {}).items():
        own = below.get("x-marking", marking)
        yield f"{at}/{name}", own
        yield from _marked_below(below, f"{at}/{name}", own)
        if "items" in below:
            yield f"{at}/{name}/*", own
            yield from _marked_below(below["items"], f"{at}/{name}/*", own)


def compiled(document: Document) -> Form:
    """Raises ValueError when the schema is no JSON Schema, KeyError when a member is missing."""
    return Form(
        kind=document["kind"],
        version=document["version"],
        title=document["title"],
        marking=document["marking"],
        retention_group=document["retention_group"],
        urgent=document["urgent"],
        review=_review(document["review"]),
        send_back={reason["code"]: reason["label"] for reason in document["send_back"]},
        reject={reason["code"]: reason["label"] for reason in document["reject"]},
        document=document,
        # A form may not make this process fetch a schema from elsewhere.
        validator=Draft202012Validator(document["schema"], validate_formats=True, offline=True),
    )


def _review(policy: Document) -> Review:
    return Review(
        mode=Mode(policy["mode"]),
        percent=policy["percent"],
        within_hours=policy["within_hours"],
        roles=tuple(policy["roles"]),
        by_author=policy["by_author"],
        first=policy.get("first", 0),
        returned_percent=policy.get("returned_percent", 0),
        returned_days=policy.get("returned_days", 0),
    )


def along(schema: Document, path: Sequence[Step]) -> Iterator[tuple[Step, Document]]:
    """Each step into a body, with the schema that rules there; {} where none does."""
    for step in path:
        schema = (
            schema.get("items", {})
            if isinstance(step, int)
            else schema.get("properties", {}).get(step, {})
        )
        yield step, schema


def pointer(path: Sequence[Step]) -> str:
    """RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def label(form: Form, path: Sequence[Step]) -> str:
    """What an officer calls a place in the body: `Found 2, Article`."""
    parts: list[str] = []
    for step, spec in along(form.schema, path):
        if isinstance(step, int) and parts:
            parts[-1] += f" {step + 1}"
        else:
            parts.append(str(spec.get("title", step))[:80])
    return ", ".join(parts) or form.title
