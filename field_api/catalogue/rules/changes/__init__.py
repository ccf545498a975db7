"""What a version of a form changes of the one before, and what follows from it. Pure.

Entries are for ever read with the version they were written in, so nothing here is about reading
them: it is about who writes next, and about what reads the answers.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from field_api.catalogue.rules.changes.demands import ALWAYS, Case, demands, when
from field_api.catalogue.rules.changes.field import Pair, of_field
from field_api.catalogue.rules.changes.form import of_form
from field_api.catalogue.rules.changes.places import places
from field_api.catalogue.rules.changes.shape import (
    ASKS_MORE,
    BREAKS,
    KINDS,
    WIDENS,
    Change,
    Document,
    Side,
    fields,
    side,
)
from field_api.catalogue.rules.changes.words import worded

__all__ = ["BREAKS", "KINDS", "Case", "Change", "changes", "demands", "fields", "when"]


_NOBODY: Mapping[str, Document] = MappingProxyType({})


def changes(
    old: Document, new: Document, others: Mapping[str, Document] = _NOBODY
) -> tuple[Change, ...]:
    """Everything that differs but the version, the most serious first, then as the form has it.

    Both documents keep to the language: see `catalogue.lint`. `others` are forms by their kinds:
    one that is opened is called by its title where it is among them.
    """
    sides = side(old), side(new)
    asked = demands(old["schema"]), demands(new["schema"])
    found = [
        *_of_fields(*sides, *asked),
        *of_form(old, new, sides, others),
        *places(*sides),
    ]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


_Demands = Mapping[str, frozenset[Case]]


def _of_fields(before: Side, after: Side, was: _Demands, now: _Demands) -> Iterator[Change]:
    gone = [at for at in before.fields if at not in after.fields]
    come = [at for at in after.fields if at not in before.fields]
    moved = dict(_moved(before, after, gone, come))
    for at in gone:
        yield _gone(at, before, moved.get(at))
    for at in come:
        if at not in moved.values():
            yield _come(at, after, now.get(at, frozenset()), set(come))
    for at in (one for one in after.fields if one in before.fields):
        pair = Pair(at, before, after)
        yield from of_field(pair)
        yield from _asked(pair, was.get(at, frozenset()), now.get(at, frozenset()))
        yield from worded(pair)


def _moved(
    before: Side, after: Side, gone: list[str], come: list[str]
) -> Iterator[tuple[str, str]]:
    """A field under another name, with the same label, beside the same others."""
    free = list(come)
    for at in gone:
        beside = at.rpartition("/")[0]
        for other in free:
            same = other.rpartition("/")[0] == beside
            if same and after.fields[other]["title"] == before.fields[at]["title"]:
                free.remove(other)
                yield at, other
                break


def _gone(at: str, side: Side, to: str | None) -> Change:
    name = side.name(at)
    follows = "What is written stays readable. Whatever reads this field finds nothing from now on."
    if to is None:
        return Change(at, f"{name} is no longer asked", BREAKS, name, None, follows)
    follows = f"{follows} Name {to} there instead."
    return Change(at, f"{name} is kept under another name", BREAKS, at, to, follows)


def _come(at: str, side: Side, asked: frozenset[Case], come: set[str]) -> Change:
    name = side.name(at)
    required = f", and required {when(asked, side.beside(at))}" if asked else ""
    in_new_list = at.rpartition("/*/")[0] in come
    if not asked or in_new_list:
        required = ", and required in each" if asked == {ALWAYS} else required
        follows = "No system is told of it until a mapping names it."
        return Change(at, f"{name} is asked{required}", WIDENS, None, name, follows)
    follows = "Drafts that officers have begun are refused without it; what was sent stays."
    return Change(at, f"{name} is asked{required}", ASKS_MORE, None, name, follows)


def _asked(pair: Pair, was: frozenset[Case], now: frozenset[Case]) -> Iterator[Change]:
    if was == now:
        return
    before, after = (
        when(cases, side.beside(pair.at), whole=True) or None
        for cases, side in ((was, pair.before), (now, pair.after))
    )
    case = when(now, pair.after.beside(pair.at))
    if now - was and ALWAYS not in was:
        follows = "Drafts that officers have begun are refused without it; what was sent stays."
        yield Change(pair.at, f"{pair.name} is required {case}", ASKS_MORE, before, after, follows)
    else:
        what = f"{pair.name} is required {case}" if now else f"{pair.name} is no longer required"
        follows = "Systems that ask for it may refuse what lacks it."
        yield Change(pair.at, what, WIDENS, before, after, follows)
