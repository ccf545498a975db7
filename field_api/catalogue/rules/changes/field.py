"""What differs between two versions of one field, in what it takes and means."""

from collections.abc import Iterator
from dataclasses import dataclass

from field_api.catalogue.rules.changes.shape import (
    ASKS_MORE,
    BREAKS,
    POLICY,
    WIDENS,
    WORDS,
    Change,
    Side,
    Spec,
)
from field_api.catalogue.rules.wording import entity, labels, quoted


@dataclass(frozen=True, slots=True)
class Pair:
    """A field that both versions have, where it stands, and what it is called in the newer."""

    at: str
    before: Side
    after: Side

    @property
    def name(self) -> str:
        return self.after.name(self.at)

    @property
    def old(self) -> Spec:
        return self.before.fields[self.at]

    @property
    def new(self) -> Spec:
        return self.after.fields[self.at]


def of_field(pair: Pair) -> Iterator[Change]:
    was, now = _kind(pair.old), _kind(pair.new)
    if was != now:
        follows = "Whatever reads it meets another kind of value from now on."
        yield Change(pair.at, f"{pair.name} is {now}, no longer {was}", BREAKS, was, now, follows)
    for compared in (_codes, _bounds, _marked, _linked, _parts):
        yield from compared(pair)


_TYPES = {
    "string": "text",
    "boolean": "yes or no",
    "array": "a list",
    "object": "a group of fields",
    "number": "a number",
    "integer": "a whole number",
}
_FORMATS = {"date": "a date", "date-time": "a date and time"}


def _kind(spec: Spec) -> str:
    return _FORMATS.get(spec.get("format", ""), _TYPES[spec["type"]])


def _codes(pair: Pair) -> Iterator[Change]:
    was, now = labels(pair.old), labels(pair.new)
    if not was or not now:
        yield from _freed(pair, was, now)
        return
    at, name = pair.at, pair.name
    for code in (one for one in was if one not in now):
        follows = "No new entry says it. Value maps may keep it, for entries sent again."
        what = f"{name} no longer offers {quoted(was[code])} ({code})"
        yield Change(at, what, BREAKS, code, None, follows)
    yield from _offered(pair, {code: now[code] for code in now if code not in was})
    for code in (one for one in was if one in now and was[one] != now[one]):
        what = f"{name}: {code} is called otherwise"
        follows = "Where a system is sent the label and not the code, it is sent this one."
        yield Change(at, what, WORDS, was[code], now[code], follows)


def _freed(pair: Pair, was: dict[str, str], now: dict[str, str]) -> Iterator[Change]:
    if now:
        what = f"{pair.name} takes only what it offers"
        follows = "Anything else is refused from now on."
        yield Change(pair.at, what, ASKS_MORE, None, "\n".join(now.values()), follows)
    elif was:
        what = f"{pair.name} takes more than what it offered"
        follows = "Value maps no longer know every value."
        yield Change(pair.at, what, WIDENS, "\n".join(was.values()), None, follows)


def _offered(pair: Pair, come: dict[str, str]) -> Iterator[Change]:
    follows = "Value maps of systems that are told of this field must learn it."
    if len(come) == 1:
        ((code, called),) = come.items()
        what = f"{pair.name} offers {quoted(called)} ({code})"
        yield Change(pair.at, what, WIDENS, None, code, follows)
    elif come:
        after = "\n".join(f"{called} ({code})" for code, called in come.items())
        what = f"{pair.name} offers {len(come)} codes more"
        yield Change(pair.at, what, WIDENS, None, after, follows.replace(" it.", " them."))


# Which way a limit that moves takes more: up (1) or down (-1).
LIMITS = {
    "minLength": ("at least {} characters", -1),
    "maxLength": ("at most {} characters", 1),
    "minimum": ("at least {}", -1),
    "maximum": ("at most {}", 1),
    "minItems": ("at least {} rows", -1),
    "maxItems": ("at most {} rows", 1),
    "minProperties": ("at least {} answers in a row", -1),
}


def _bounds(pair: Pair) -> Iterator[Change]:
    for key, (words, takes_more) in LIMITS.items():
        was, now = _limit(pair.old, key), _limit(pair.new, key)
        if was == now:
            continue
        wider = now is None or (was is not None and (now - was) * takes_more > 0)
        said = words.format(now) if now is not None else "without that limit"
        follows = (
            "Systems may take less." if wider else "What went beyond it is refused from now on."
        )
        what = f"{pair.name} takes {said}"
        yield Change(pair.at, what, WIDENS if wider else ASKS_MORE, was, now, follows)


def _limit(spec: Spec, key: str) -> float | None:
    held = spec.get("items", {}) if key == "minProperties" else spec
    found: float | None = held.get(key)
    return found


_HIGH = "OFFICIAL-SENSITIVE"


def _marked(pair: Pair) -> Iterator[Change]:
    yield from _marking(pair.at, pair.name, pair.old["x-marking"], pair.new["x-marking"])


def _marking(at: str, name: str, was: str, now: str) -> Iterator[Change]:
    if was == now:
        return
    raised = now == _HIGH
    what = f"{name} is marked {'higher' if raised else 'lower'}: {now}"
    follows = (
        "People and systems not cleared for it no longer get it."
        if raised
        else "People and systems get it that did not before."
    )
    yield Change(at, what, POLICY, was, now, follows)


@dataclass(frozen=True, slots=True)
class _Link:
    """What is said of a field that has come to say it, says another, or says it no longer."""

    come: str
    other: str
    gone: str
    follows: str
    came: str


LINKS = {
    "x-entity": _Link(
        "says whom or what it speaks of",
        "speaks of somebody or something else",
        "no longer says whom or what it speaks of",
        "Who and what is found in new entries.",
        "Who and what is found in new entries.",
    ),
    "x-list": _Link(
        "takes its codes from a list",
        "takes its codes from another list",
        "no longer takes its codes from a list",
        "Codes of the list before are read as typed.",
        "What is in no list is read as typed.",
    ),
    "x-identifier": _Link(
        "says what it identifies by",
        "identifies by something else",
        "no longer identifies by anything",
        "What is recognised by it is another thing.",
        "Things are recognised by it in new entries.",
    ),
    "x-unit": _Link(
        "says its unit",
        "counts in another unit",
        "no longer says its unit",
        "The same figure means something else from now on.",
        "",
    ),
}


def _linked(pair: Pair) -> Iterator[Change]:
    for key, link in LINKS.items():
        was, now = pair.old.get(key), pair.new.get(key)
        if was == now:
            continue
        before, after = (_speaks(was), _speaks(now)) if key == "x-entity" else (was, now)
        if was is None:
            yield Change(pair.at, f"{pair.name} {link.come}", WIDENS, before, after, link.came)
        else:
            words = link.gone if now is None else link.other
            yield Change(pair.at, f"{pair.name} {words}", BREAKS, before, after, link.follows)


def _speaks(said: Spec | None) -> str | None:
    if said is None:
        return None
    group = f", with others of the group {said['group']}" if "group" in said else ""
    return f"{entity(said)}{group}"


def _parts(pair: Pair) -> Iterator[Change]:
    """What a place and a signature are made of."""
    was, now = pair.old.get("properties", {}), pair.new.get("properties", {})
    for name in (one for one in was if one in now):
        old, new = was[name], now[name]
        called = f"{quoted(new['title'])} of {pair.name}"
        yield from _marking(pair.at, called, old["x-marking"], new["x-marking"])
        if old["title"] != new["title"]:
            yield Change(pair.at, f"{called}: its label", WORDS, old["title"], new["title"])
        for key in sorted((old.keys() | new.keys()) - {"x-marking", "title"}):
            if old.get(key) != new.get(key):
                what = f"{called}: what it says of {key}"
                yield Change(pair.at, what, WORDS, old.get(key), new.get(key))
