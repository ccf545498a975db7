"""What differs between two versions of one field, in how it is asked and explained."""

from collections.abc import Callable, Iterator
from typing import Any

from field_api.catalogue.rules.changes.field import LIMITS, LINKS, Pair
from field_api.catalogue.rules.changes.shape import ASKS_MORE, WIDENS, WORDS, Change, Side, Spec
from field_api.catalogue.rules.wording import (
    WIDGETS,
    condition,
    either,
    labels,
    prefilled,
    quoted,
)


def worded(pair: Pair) -> Iterator[Change]:
    for key, (words, said) in _WORDS.items():
        seen = said(pair, pair.before), said(pair, pair.after)
        if pair.old.get(key) != pair.new.get(key) and seen[0] != seen[1]:
            yield Change(pair.at, f"{pair.name}: {words}", WORDS, *seen)
    yield from _asked(pair)
    yield from _prompts(pair)
    yield from _otherwise(pair)


def _plain(key: str) -> Callable[[Pair, Side], Any]:
    return lambda pair, side: side.fields[pair.at].get(key)


def _widget(pair: Pair, side: Side) -> str:
    spec = side.fields[pair.at]
    return {"radio": "one of, all in sight", "choice": "one of, to choose from"}.get(
        spec["x-widget"], WIDGETS[spec["x-widget"]]
    )


def _section(pair: Pair, side: Side) -> str | None:
    known = side.fields[pair.at].get("x-section")
    return side.sections.get(known, known) if known else None


def _shown(pair: Pair, side: Side) -> str:
    wanted = side.fields[pair.at].get("x-show-when")
    return f"when {condition(wanted, side.beside(pair.at), None)}" if wanted else "always"


def _prefill(pair: Pair, side: Side) -> str | None:
    return prefilled(side.fields[pair.at]) or None


def _seeds(pair: Pair, side: Side) -> str | None:
    spec = side.fields[pair.at]
    known = labels(spec)
    said = [quoted(known.get(code, code)) for code in spec.get("x-seed-values", ())]
    return f"unverified: {either(said, 'and')}" if said else None


def _seed(pair: Pair, side: Side) -> str:
    return str(side.fields[pair.at].get("x-seed", "verified"))


_WORDS: dict[str, tuple[str, Callable[[Pair, Side], Any]]] = {
    "title": ("its label", _plain("title")),
    "description": ("its help", _plain("description")),
    "x-widget": ("how it is asked", _widget),
    "x-section": ("in which section it stands", _section),
    "x-show-when": ("when it is shown", _shown),
    "x-prefill": ("what the phone fills in", _prefill),
    "x-required-by": ("the law named for it", _plain("x-required-by")),
    "x-structural": ("the reason named for it", _plain("x-structural")),
    "x-source": ("its source", _plain("x-source")),
    "x-seed": ("whether it was verified", _seed),
    "x-seed-values": ("which codes were verified", _seeds),
}


def _asked(pair: Pair) -> Iterator[Change]:
    """Never in the way of an entry, and still more work for whoever writes it."""
    was, now = pair.old.get("x-asked"), pair.new.get("x-asked")
    if was == now:
        return
    if was is None:
        follows = "Officers are told where they left it empty; nothing is refused for it."
        what, kind = "is asked for where it is left empty", ASKS_MORE
    elif now is None:
        what, kind, follows = "is no longer asked for where it is left empty", WIDENS, ""
    else:
        what, kind, follows = "is asked for in other words", WORDS, ""
    yield Change(pair.at, f"{pair.name} {what}", kind, was, now, follows)


def _prompts(pair: Pair) -> Iterator[Change]:
    was, now = _asks_back(pair.old), _asks_back(pair.new)
    for say in (one for one in now if one not in was):
        after = f"{say} ({now[say]})"
        yield Change(pair.at, f"{pair.name} asks back", WORDS, None, after, "It stops no entry.")
    for say in (one for one in was if one not in now):
        before = f"{say} ({was[say]})"
        yield Change(pair.at, f"{pair.name} no longer asks back", WORDS, before, None)
    for say in (one for one in was if one in now and was[one] != now[one]):
        what = f"{pair.name}: when it asks back {quoted(say)}"
        yield Change(pair.at, what, WORDS, was[say], now[say])
    if list(was) != list(now) and was == now:
        seen = "\n".join(was), "\n".join(now)
        yield Change(pair.at, f"{pair.name} asks back in another order", WORDS, *seen)


def _asks_back(spec: Spec) -> dict[str, str]:
    """What is asked back, and when. The same words in two cases are one question."""
    found: dict[str, list[str]] = {}
    for one in spec.get("x-prompts", ()):
        found.setdefault(one["say"], []).append(_case(one))
    return {say: ", or ".join(cases) for say, cases in found.items()}


def _case(prompt: Spec) -> str:
    cases = []
    if "shorter_than" in prompt:
        cases.append(f"when it is shorter than {prompt['shorter_than']} characters")
    if "contains" in prompt:
        cases.append(f"when it says {either(map(quoted, prompt['contains']))}")
    return ", and ".join(cases) or "always"


# Looked at elsewhere: as what it takes, by row, by case and by place.
_TOLD = {"type", "format", "enum", "items", "properties", "x-labels", "x-marking", "x-order"}
_TOLD |= {"x-asked", "x-prompts", *LIMITS, *LINKS, *_WORDS}
# What the way of asking settles: the language leaves no choice.
_SETTLED = {"pattern", "uniqueItems", "required", "anyOf", "dependentRequired"}
_SETTLED |= {"additionalProperties"}


def _otherwise(pair: Pair) -> Iterator[Change]:
    """A member that this release knows nothing of is shown as it is."""
    told = _TOLD | _SETTLED if pair.old["x-widget"] != pair.new["x-widget"] else _TOLD
    for key in sorted((pair.old.keys() | pair.new.keys()) - told):
        was, now = pair.old.get(key), pair.new.get(key)
        if was != now:
            yield Change(pair.at, f"{pair.name}: what it says of {key}", WORDS, was, now)
