"""Bodies of entries: the catalogue's golden examples with other answers, names and times.

A few dozen variants of each kind are made and put before the form itself; what it finds fault with
is not used. Each is then a text with gaps, for half a million documents are not built one by one.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from backend.populate import searches
from field_api.catalogue import shipped
from field_api.catalogue.rules import Form, problems

Body = dict[str, Any]

FEW, MANY = 16, 48
"""Variants of a kind: of stop and search four times as many."""
_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: in no text that anybody wrote
_GAP = re.compile(f"{_OPEN}([a-z]+)([^{_CLOSE}]*){_CLOSE}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_LEFT_OUT = 0.2  # of the answers that may be left out, in a variant

_SURNAMES = ("Sample", "Example", "Specimen", "Instance", "Pattern", "Fictional", "Placeholder")
_GIVEN = (
    "Alex", "Sam", "Robin", "Jo", "Kim", "Noor", "Morgan", "Avery", "Rowan", "Kit", "Jamie",
    "Sasha", "Ada", "Chris", "Lee", "Max", "Pat", "Quinn", "Remi", "Toni",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"
CORRECTED = " Corrected after review: seen and noted at the time."


@dataclass(slots=True)
class Variant:
    """One way to fill in a form. `parts` are texts and gaps in turn; `free` the pointers of its
    free text, which a correction may change; `chosen`, `typed` how many answers came how."""

    kind: str
    version: int
    parts: Sequence[str]
    free: Sequence[str]
    typed: int
    chosen: int

    def text(self, seen: datetime, chance: Random, changed: Mapping[str, str]) -> str:
        """The body as JSON, happening until `seen`. The same chance gives the same people;
        `changed` adds to the free text at a pointer."""
        made: list[str] = []
        gaps: dict[str, str] = {}
        for place, part in enumerate(self.parts):
            if place % 2 == 0:
                made.append(part)
                continue
            sort, _, said = part.partition(":")
            if sort == "free":
                made.append(changed.get(said, ""))
            elif sort == "time":
                made.append(_at(seen, int(said)))
            else:
                if part not in gaps:
                    gaps[part] = _FILLED[sort](chance, seen)
                made.append(gaps[part])
        return "".join(made)


def _at(seen: datetime, seconds: int) -> str:
    return (seen - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _born(chance: Random, seen: datetime) -> str:
    return (seen.date() - timedelta(days=chance.randrange(18 * 366, 80 * 365))).isoformat()


def _plate(chance: Random, seen: datetime) -> str:
    """XX is no area of DVLA's and 00 no half-year: such a plate was never issued."""
    return "XX00 " + "".join(chance.choices(_LETTERS, k=3))


_FILLED: dict[str, Callable[[Random, datetime], str]] = {
    "surname": lambda chance, seen: chance.choice(_SURNAMES),
    "given": lambda chance, seen: chance.choice(_GIVEN),
    "born": _born,
    "plate": _plate,
    # Ofcom's numbers for drama, and the domain of RFC 2606.
    "phone": lambda chance, seen: f"07700 {900_000 + chance.randrange(1000)}",
    "mail": lambda chance, seen: f"person{chance.randrange(10_000)}@example.org",
    "job": lambda chance, seen: f"EX-{seen:%Y%m%d}-{chance.randrange(10_000):04d}",
    "north": lambda chance, seen: f"{52.05 + chance.random() * 0.5:.4f}",
    "east": lambda chance, seen: f"{-1.25 + chance.random() * 0.8:.4f}",
}
_GAPS_OF = {
    "surname": "surname",
    "given_names": "given",
    "vrm": "plate",
    "phone": "phone",
    "email": "mail",
    "incident_ref": "job",
}
_NUMBERS = {"latitude": "north", "longitude": "east"}
_EXPLAINED = 40  # characters: a longer text explains something, and a reviewer may ask for more


@dataclass(slots=True)
class Bodies:
    """Variants of each kind, made when first asked for."""

    seed: int
    forms: Mapping[str, Form]
    count: int = MANY
    _made: dict[str, list[Variant]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Variant]:
        if kind not in self._made:
            self._made[kind] = list(self._variants(self.forms[kind]))
        return self._made[kind]

    def _variants(self, form: Form) -> Iterator[Variant]:
        """The example itself is always among them, and alone where it is signed: what was signed
        stands as it was shown."""
        example = shipped.example(form.kind, "valid")
        yield _variant(form, example)
        if "strokes" in json.dumps(example):
            return
        chance = Random(f"{self.seed} {form.kind}")  # noqa: S311 made up, no secret
        many = 4 * self.count if form.kind == "stop-search" else self.count
        for _ in range(many):
            body = deepcopy(example)
            if form.kind == "stop-search":
                searches.answered(body, chance)
            _leave_out(form, body, chance)
            if not problems(form, body):
                yield _variant(form, body)


def _leave_out(form: Form, body: Body, chance: Random) -> None:
    """Some answers that nobody insists on: how well entries are filled in differs."""
    kept = set(form.schema.get("required", ())) | searches.KEPT
    for name in [one for one in body if one not in kept]:
        if chance.random() < _LEFT_OUT:
            gone = body.pop(name)
            if problems(form, body):
                body[name] = gone


@dataclass(slots=True)
class _Reading:
    last: datetime
    dated: bool
    free: list[str] = field(default_factory=list)
    typed: int = 0
    chosen: int = 0

    def marked(self, value: Any, spec: Mapping[str, Any], at: str, name: str = "") -> Any:
        """The same document with gaps in it."""
        if isinstance(value, dict):
            below = spec.get("properties", {})
            return {
                key: self.marked(one, below.get(key, {}), f"{at}/{key}", key)
                for key, one in value.items()
            }
        if isinstance(value, list):
            items = spec.get("items", {})
            return [self.marked(one, items, f"{at}/{n}", name) for n, one in enumerate(value)]
        picked = "enum" in spec or "x-list" in spec or isinstance(value, bool)
        self.chosen, self.typed = self.chosen + picked, self.typed + (not picked)
        return value if picked or not self.dated else self._gap(value, at, name)

    def _gap(self, value: Any, at: str, name: str) -> Any:
        if name in _NUMBERS:
            return f"{_OPEN}{_NUMBERS[name]}:{at.rpartition('/')[0]}{_CLOSE}"
        if not isinstance(value, str):
            return value
        if _TIME.fullmatch(value):
            return f"{_OPEN}time:{int((self.last - _read(value)).total_seconds())}{_CLOSE}"
        if name == "dob" and date.fromisoformat(value).year < 2006:
            return f"{_OPEN}born:{at}{_CLOSE}"
        if name in _GAPS_OF:
            # One gap for one answer of one row; the reference of a job is the same everywhere.
            whose = "" if name == "incident_ref" else at
            return f"{_OPEN}{_GAPS_OF[name]}:{whose}{_CLOSE}"
        if len(value) >= _EXPLAINED:
            self.free.append(at)
            return f"{value}{_OPEN}free:{at}{_CLOSE}"
        return value


def _read(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def _variant(form: Form, body: Body) -> Variant:
    text = json.dumps(body, ensure_ascii=False)
    signed = "strokes" in text
    times = [_read(one) for one in _TIME.findall(text)]
    reading = _Reading(max(times, default=datetime(2026, 3, 1, tzinfo=UTC)), dated=not signed)
    marked = json.dumps(reading.marked(body, form.schema, ""), ensure_ascii=False)
    for sort in _NUMBERS.values():
        marked = re.sub(f'"({_OPEN}{sort}:[^"]*)"', r"\1", marked)
    parts: list[str] = []
    end = 0
    for gap in _GAP.finditer(marked):
        parts += [marked[end : gap.start()], gap.group()[1:-1]]
        end = gap.end()
    parts.append(marked[end:])
    return Variant(form.kind, form.version, parts, reading.free, reading.typed, reading.chosen)
