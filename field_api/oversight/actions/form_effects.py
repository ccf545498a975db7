"""What reads the answers of a kind, and so what a change of its form breaks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.models import Form
from field_api.catalogue.rules.changes import BREAKS, Change
from field_api.mapping.actions.reading import readers


@dataclass(frozen=True, slots=True)
class Effect:
    """`who` reads a field that `change` breaks. `sure` is false where it may: somebody looks."""

    who: str
    what: str
    pointer: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A return drawn from a kind; `fields` are those without which none can be."""

    title: str
    kind: str
    fields: tuple[str, ...]


_DRAWN: dict[tuple[str, str], Drawn] = {}


def drawn_from(*, title: str, kind: str, fields: Iterable[str]) -> None:
    """Have a floor above say that a return is drawn from a kind. Said once, at the start."""
    _DRAWN[title, kind] = Drawn(title, kind, tuple(fields))


def effects(document: dict[str, Any], changes: Iterable[Change]) -> list[Effect]:
    """Who finds something missing or changed once this is the newest version of its kind."""
    broken = [one for one in changes if one.kind == BREAKS]
    kind, offered = str(document["kind"]), _offered()
    return [
        *_systems(kind, broken),
        *_other_forms(offered, kind, broken),
        *_opened(offered, document),
        *_returns(kind, broken),
    ]


def _offered() -> dict[str, dict[str, Any]]:
    """The document of each kind that officers may begin."""
    rows = Form.objects.filter(retired_at=None).order_by("kind", "-version").distinct("kind")
    return dict(rows.values_list("kind", "document"))


def _systems(kind: str, broken: list[Change]) -> Iterator[Effect]:
    for reader in readers(kind) if broken else ():
        state = "in use" if reader.in_use else "a draft"
        who = f"{reader.system}, mapping version {reader.version} ({state})"
        for change in broken:
            if change.pointer in reader.fields:
                yield Effect(who, f"is told of it: {change.what}", change.pointer)
        if not reader.whole:
            yield Effect(who, "is made by code that may read more: try it first", sure=False)


def _other_forms(offered: Mapping[str, Any], kind: str, broken: list[Change]) -> Iterator[Effect]:
    gone = {one.pointer for one in broken}
    for other, form in offered.items():
        for opened in form.get("opens", ()):
            if opened["kind"] != kind or other == kind:
                continue
            for there, here in opened["copy"].items():
                if f"/{there}" in gone:
                    what = f"copies its field {here} there when it opens this form"
                    yield Effect(form["title"], what, f"/{there}")


def _opened(offered: Mapping[str, Any], document: dict[str, Any]) -> Iterator[Effect]:
    """Fields of the forms that it opens itself, as they are now."""
    for opened in document.get("opens", ()):
        target = offered.get(opened["kind"])
        if target is None:
            yield Effect("This form", f"opens {opened['kind']}, which nobody is offered")
            continue
        for there in sorted(set(opened["copy"]) - set(target["schema"]["properties"])):
            yield Effect("This form", f"copies into {there}, which {target['title']} does not ask")


def _returns(kind: str, broken: list[Change]) -> Iterator[Effect]:
    if not broken:
        return
    for one in _DRAWN.values():
        if one.kind == kind:
            lost = [change.pointer for change in broken if change.pointer in one.fields]
            who = f"The return {one.title}"
            if lost:
                yield Effect(who, "can't be drawn without it", lost[0])
            else:
                yield Effect(who, "is drawn from this form: look at its preview", sure=False)
