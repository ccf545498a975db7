"""Which other forms a version offers once it is signed, and what it copies into them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.changes.shape import POLICY, WORDS, Change, Document, Side, fields
from field_api.catalogue.rules.wording import called, condition, either, place_titles, quoted

_Key = tuple[str, str, int]
_MANY = 3
_READ = "What is copied is read by whoever reads that form."


@dataclass(frozen=True, slots=True)
class _Opened:
    """One offer: the other form, in which case, in the words of the version it stands in."""

    said: Mapping[str, Any]
    side: Side
    others: Mapping[str, Document]

    @property
    def title(self) -> str:
        return quoted(called(self.said["kind"], self.others))

    @property
    def case(self) -> str:
        return f"when {condition(self.said['when'], self.side.beside('/'))}"

    def here(self, *places: str) -> list[str]:
        return [quoted(title) for title in place_titles(places, self.side.fields)]

    def there(self, place: str) -> str:
        other = self.others.get(self.said["kind"])
        (title,) = place_titles([place], fields(other["schema"]) if other else {})
        return quoted(title)


def opens(
    old: Document, new: Document, sides: tuple[Side, Side], others: Mapping[str, Document]
) -> Iterator[Change]:
    was, now = (
        {key: _Opened(said, side, others) for key, said in _offers(document).items()}
        for document, side in zip((old, new), sides, strict=True)
    )
    for key in (one for one in now if one not in was):
        what = f"Opens {now[key].title} {now[key].case}: new"
        yield Change("", what, POLICY, None, _whole(now[key]), _READ)
    for key in (one for one in was if one not in now):
        what = f"No longer opens {was[key].title} {was[key].case}"
        follows = "Officers begin it themselves, and fill in what was copied."
        yield Change("", what, POLICY, _whole(was[key]), None, follows)
    for key in (one for one in now if one in was):
        yield from _kept(was[key], now[key])


def _offers(document: Document) -> dict[_Key, Mapping[str, Any]]:
    """By form and case. The same twice is told apart by which of them it is."""
    seen, found = Counter[tuple[str, str]](), {}
    for one in document.get("opens", ()):
        when = repr(sorted((name, sorted(map(str, of))) for name, of in one["when"].items()))
        found[one["kind"], when, seen[one["kind"], when]] = one
        seen[one["kind"], when] += 1
    return found


def _whole(one: _Opened) -> str:
    copies = one.here(*one.said["copy"].values())
    return f"{one.said['say']}\nCopies {either(copies, 'and')}." if copies else one.said["say"]


def _kept(old: _Opened, new: _Opened) -> Iterator[Change]:
    if old.said["say"] != new.said["say"]:
        what = f"Opens {new.title} {new.case}: what it says then"
        yield Change("", what, WORDS, old.said["say"], new.said["say"])
    was, now = old.said["copy"], new.said["copy"]
    came = new.here(*(now[there] for there in now if there not in was))
    gone = old.here(*(was[there] for there in was if there not in now))
    if came:
        what, after = _listed("Copies {} as well", came)
        yield Change("", f"Opens {new.title} {new.case}: {what}", POLICY, None, after, _READ)
    if gone:
        what, before = _listed("No longer copies {}", gone)
        follows = "Officers fill it in themselves."
        yield Change("", f"Opens {new.title} {new.case}: {what}", POLICY, before, None, follows)
    for there in (one for one in now if one in was and was[one] != now[one]):
        what = f"{new.there(there)} is copied from another field"
        seen = old.here(was[there])[0], new.here(now[there])[0]
        yield Change("", f"Opens {new.title} {new.case}: {what}", POLICY, *seen, _READ)


def _listed(words: str, names: list[str]) -> tuple[str, str | None]:
    """A few in the sentence; many counted there, and listed beside it."""
    if len(names) <= _MANY:
        said, listed = words.format(either(names, "and")), None
    else:
        said, listed = words.format(f"{len(names)} fields"), either(names, "and")
    return said[0].lower() + said[1:], listed
