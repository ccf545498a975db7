"""What differs between two versions of a form beside its questions, member by member."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from field_api.catalogue.rules.changes.opens import opens
from field_api.catalogue.rules.changes.shape import POLICY, WORDS, Change, Document, Side
from field_api.catalogue.rules.forms import routes_only
from field_api.catalogue.rules.wording import MODES, either, quoted, roles

_FROM_NOW = "Counts for entries that come in from now on."
_NOT_FILES = "Photos and files may not be added"


def of_form(
    old: Document, new: Document, sides: tuple[Side, Side], others: Mapping[str, Document]
) -> Iterator[Change]:
    """A member that this release knows nothing of is taken for policy: it is looked at then."""
    for key, (kind, what, follows) in _PLAIN.items():
        if old.get(key) != new.get(key):
            yield Change("", what, kind, old.get(key), new.get(key), follows)
    for key, compared in _NESTED.items():
        if old.get(key) != new.get(key):
            yield from list(compared(old, new)) or [_turned(key)]
    yield from _routes(old, new)  # a group alone may change them
    if old.get("opens") != new.get("opens"):
        yield from list(opens(old, new, sides, others)) or [_turned("opens")]
    for key in sorted((old.keys() | new.keys()) - _TOLD):
        if old.get(key) != new.get(key):
            yield Change("", f"What it says of {key}", POLICY, old.get(key), new.get(key))


_PLAIN: dict[str, tuple[str, str, str]] = {
    "title": (WORDS, "What the form is called", ""),
    "summary": (WORDS, "What the form says it is for", ""),
    "marking": (
        POLICY,
        "The marking of every entry",
        "Who may read new entries, and which systems.",
    ),
    "retention_group": (POLICY, "How long it is kept: its review group", _FROM_NOW),
    "urgent": (POLICY, "Whether it is sent first", ""),
    "group": (POLICY, "The handling group", "Only its members read new entries."),
}


def _review(old: Document, new: Document) -> Iterator[Change]:
    was, now = old["review"], new["review"]
    modes = tuple(MODES[one["mode"]].format(percent=one["percent"]) for one in (was, now))
    if modes[0] != modes[1]:
        yield Change("", "When an entry is read", POLICY, modes[0], modes[1], _FROM_NOW)
    elif was["percent"] != now["percent"]:
        seen = f"{was['percent']} %", f"{now['percent']} %"
        yield Change("", "How many are drawn", POLICY, *seen, "Counts where a share is drawn.")
    yield from _closer(was, now)
    if was["within_hours"] != now["within_hours"]:
        before, after = (_hours(one["within_hours"]) for one in (was, now))
        yield Change("", f"Read {after}, no longer {before}", POLICY, before, after, _FROM_NOW)
    yield from _readers(roles(was["roles"]), roles(now["roles"]))


def _closer(was: Document, now: Document) -> Iterator[Change]:
    """What raises a share for an officer by their record."""
    for said, words in _CLOSER:
        before, after = (said.format(**one) if one.get(words[0]) else None for one in (was, now))
        if before != after:
            yield Change("", words[1], POLICY, before, after, "Counts where a share is drawn.")


_CLOSER = (
    ("the first {first}", ("first", "How many of an officer’s first are all read")),
    (
        "{returned_percent} % sent back in {returned_days} days",
        ("returned_percent", "Of whom all is read"),
    ),
)


def _hours(limit: int | None) -> str:
    return f"within {limit} hour{'s' * (limit != 1)}" if limit else "without a limit of time"


def _readers(was: list[str], now: list[str]) -> Iterator[Change]:
    for role in (one for one in now if one not in was):
        yield Change("", f"May be read by {role} as well", POLICY, None, role, _FROM_NOW)
    for role in (one for one in was if one not in now):
        yield Change("", f"No longer read by {role}", POLICY, role, None, _FROM_NOW)


def _sections(old: Document, new: Document) -> Iterator[Change]:
    was, now = ({one["id"]: one for one in of["sections"]} for of in (old, new))
    for one in (now[at] for at in now if at not in was):
        said = "\n".join(one[key] for key in ("warn", "help") if key in one) or None
        yield Change("", f"The section {quoted(one['title'])} is new", WORDS, None, said)
    for one in (was[at] for at in was if at not in now):
        yield Change("", f"The section {quoted(one['title'])} is gone", WORDS, None, None)
    for at in (one for one in now if one in was):
        for key, words in (("title", "its title"), ("help", "its help"), ("warn", "its warning")):
            if was[at].get(key) != now[at].get(key):
                what = f"The section {quoted(now[at]['title'])}: {words}"
                yield Change("", what, WORDS, was[at].get(key), now[at].get(key))
    kept = [[one[at]["title"] for at in one if at in was and at in now] for one in (was, now)]
    if [at for at in was if at in now] != [at for at in now if at in was]:
        seen = "\n".join(kept[0]), "\n".join(kept[1])
        yield Change("", "The sections stand in another order", WORDS, *seen)


def _reasons(key: str, words: str) -> Callable[[Document, Document], Iterator[Change]]:
    def compared(old: Document, new: Document) -> Iterator[Change]:
        was, now = ({one["code"]: one["label"] for one in of[key]} for of in (old, new))
        for code in (one for one in now if one not in was):
            yield Change("", f"{words} {quoted(now[code])}: new", WORDS, None, code)
        for code in (one for one in was if one not in now):
            yield Change("", f"No longer {words.lower()} {quoted(was[code])}", WORDS, code, None)
        for code in (one for one in now if one in was and was[one] != now[one]):
            what = f"{words} {quoted(now[code])}: worded otherwise"
            yield Change("", what, WORDS, was[code], now[code])

    return compared


def _files(old: Document, new: Document) -> Iterator[Change]:
    was, now = (_instead(one.get("files")) for one in (old, new))
    yield Change("", "Whether photos and files may be added", POLICY, was, now)


def _instead(files: Mapping[str, Any] | None) -> str:
    return f"{_NOT_FILES}. {files['instead']}" if files else "Photos and files may be added"


def _routes(old: Document, new: Document) -> Iterator[Change]:
    was, now = (_to(routes_only(one)) for one in (old, new))
    if was != now:
        yield Change("", "Which systems may be told at all", POLICY, was, now, _FROM_NOW)


def _to(routes: tuple[str, ...] | None) -> str:
    if routes is None:
        return "Wherever entries are routed"
    return f"Those of {either(sorted(routes), 'and')} only" if routes else "None"


_NESTED: dict[str, Callable[[Document, Document], Iterator[Change]]] = {
    "review": _review,
    "files": _files,
    "sections": _sections,
    "send_back": _reasons("send_back", "Sent back for"),
    "reject": _reasons("reject", "Rejected for"),
}
_NAMES = {
    "review": "Those who read an entry",
    "routes_only": "The systems that may be told",
    "files": "What is said of photos and files",
    "sections": "The sections",
    "send_back": "The reasons for sending back",
    "reject": "The reasons for rejecting",
    "opens": "The forms it opens",
}
_TOLD = {"kind", "version", "schema", *_PLAIN, *_NAMES}


def _turned(key: str) -> Change:
    return Change("", f"{_NAMES[key]} stand in another order", WORDS, None, None)
