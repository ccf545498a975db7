"""The survey as sections and fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from field_api.catalogue.rules.xlsform import choices as lists_of
from field_api.catalogue.rules.xlsform import dialect, questions
from field_api.catalogue.rules.xlsform.conditions import Level, settle
from field_api.catalogue.rules.xlsform.dialect import OURS
from field_api.catalogue.rules.xlsform.nesting import Branch, nested
from field_api.catalogue.rules.xlsform.questions import Asking, Question, Spec
from field_api.catalogue.rules.xlsform.sheets import Row

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SHOWN = tuple[tuple[Row, str], ...]
_ROWS = 20  # of a repeat nobody gave a number
_MAIN = "main"  # where questions stand that are in no group


@dataclass(slots=True)
class Walk:
    """Where reading stands: `sections` by id, the fields of this level, what is above them."""

    asking: Asking
    sections: dict[str, Spec] = field(default_factory=dict)
    found: list[Question] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    inside: bool = False


def read(rows: Sequence[Row], asking: Asking) -> tuple[list[Spec], Spec, Level]:
    """(sections, the schema, its fields). Faults are told."""
    asking.everywhere.update(row.get("name") for row in rows)
    walk = Walk(asking)
    for branch in _promoted(nested(rows, asking.told)):
        _section(walk, branch)
    schema, level = _schema(walk)
    used = {one.spec.get("x-section") for one in walk.found}
    for name in [name for name in walk.sections if name not in used]:
        if name != _MAIN:
            say = f"the group {name} has no question left, and is left out"
            asking.told.of_sheet("survey", say)
        del walk.sections[name]
    return list(walk.sections.values()), schema, level


def _promoted(branches: Sequence[Branch]) -> list[Branch]:
    """A group that holds groups and no question of its own gives way to those within."""
    found: list[Branch] = []
    for branch in branches:
        inner = [one for one in branch.inside if one.sort != "note"]
        wraps = branch.sort == "group" and inner and all(one.sort == "group" for one in inner)
        plain = wraps and len(inner) == len(branch.inside) and not branch.row.get("relevant")
        found += _promoted(branch.inside) if plain else [branch]
    return found


def _section(walk: Walk, branch: Branch) -> None:
    if branch.sort == "group":
        given = branch.row.get(OURS + "section") or branch.row.get("name")
        at = _begin(walk, branch.row, given, branch.row.get("label"))
        _inside(walk, at, branch.inside, _under((), branch.row))
    elif branch.sort == "repeat":
        label = branch.row.get("label")
        _put(walk, _begin(walk, branch.row, branch.row.get("name"), label), branch, ())
    else:
        _put(walk, _begin(walk, branch.row, _MAIN, "Details", again=True), branch, ())


def _begin(walk: Walk, row: Row, given: str, label: str, again: bool = False) -> str:
    name = dialect.name(given)
    if not name:
        walk.asking.told.fault(row, "name", "give the group a name of letters, digits and _")
        name = f"row_{row.number}"
    if name in walk.sections and not again:
        walk.asking.told.fault(row, "name", f"two groups are called {name}; rename one")
    title = label or name.replace("_", " ").capitalize()
    walk.sections.setdefault(name, {"id": name, "title": title})
    return name


def _under(above: _SHOWN, row: Row) -> _SHOWN:
    return (*above, (row, row.get("relevant"))) if row.get("relevant") else above


def _inside(walk: Walk, section: str, branches: Sequence[Branch], shown: _SHOWN) -> None:
    for branch in branches:
        if branch.sort == "group":
            say = (
                f"the group's heading is not kept: its questions follow in {section or 'the list'}"
            )
            walk.asking.told.notice(branch.row, "label", say)
            _inside(walk, section, branch.inside, _under(shown, branch.row))
        else:
            _put(walk, section, branch, shown)


def _put(walk: Walk, section: str, branch: Branch, shown: _SHOWN) -> None:
    if branch.sort == "note":
        _note(walk, section, branch.row)
        return
    name = _named(walk, branch.row)
    if not name:
        return
    if branch.sort == "repeat":
        _repeat(walk, section, name, branch, shown)
    else:
        _question(walk, section, name, branch.row, shown)


def _note(walk: Walk, section: str, row: Row) -> None:
    if not section:
        walk.asking.told.notice(row, "type", "a note within a repeat is not kept; use a hint")
        return
    if row.get("relevant"):
        walk.asking.told.notice(row, "relevant", "not kept: a section's words always stand there")
    warns = row.get(OURS + "widget") == "warn" or "warn" in row.get("appearance").lower()
    member, stands = "warn" if warns else "help", walk.sections[section]
    said = "\n".join(filter(None, (stands.get(member), row.get("label"))))
    if len(said) > 400:
        walk.asking.told.fault(
            row, "label", "notes of one group may have 400 characters; shorten it"
        )
    elif said:
        stands[member] = said


def _named(walk: Walk, row: Row) -> str:
    """The name in the form, "" with a fault told."""
    given, told = row.get("name"), walk.asking.told
    name = row.get(OURS + "name") or (given if _NAME.fullmatch(given) else dialect.name(given))
    if not name:
        told.fault(row, "name", "give the question a short name of letters, digits and _")
        return ""
    if name in walk.names.values():
        told.fault(row, "name", f"{given} stands twice; rename one of them, also in other groups")
        return ""
    if name != given and not row.get(OURS + "name"):
        told.notice(row, "name", f"{given} is kept as {name}: names are in small letters")
    walk.names[given] = name
    return name


def _question(walk: Walk, section: str, name: str, row: Row, shown: _SHOWN) -> None:
    made = questions.spec_of(row, walk.asking)
    if not made:
        del walk.names[row.get("name")]
        return
    spec, answers = made
    _add(walk, section, Question(row, name, row.get("name"), spec, [*_under(shown, row)], answers))
    if dialect.select(row.get("type"))[2]:
        _other(walk, section, name, row, walk.found[-1].spec)


def _add(walk: Walk, section: str, question: Question) -> None:
    order = question.row.get(OURS + "order")
    if order and not re.fullmatch(r"\d{1,9}", order):
        walk.asking.told.fault(question.row, OURS + "order", "a whole number says where it stands")
        order = ""
    given: Spec = {"x-order": int(order) if order else 10 * (len(walk.found) + 1)}
    if section:
        given["x-section"] = section
    # What the sheet says as JSON was laid over the field already, and has the last word.
    question.spec = {**given, **question.spec}
    walk.found.append(question)


def _other(walk: Walk, section: str, name: str, row: Row, spec: Spec) -> None:
    """`or_other`, as pyxform has it: one more choice, and a text that says which."""
    extra = f"{name[:34]}_other"
    if extra in walk.names.values():
        walk.asking.told.fault(row, "type", f"take away or_other: {extra} stands there already")
        return
    title = {"title": f"{spec['title'][:380]}: which other?", "x-marking": spec["x-marking"]}
    text: Spec = {"type": "string", "maxLength": 200, "pattern": "\\S", "x-widget": "text", **title}
    plain = replace(row, cells={})
    listed = spec["items"] if spec["x-widget"] == "checks" else spec
    if "other" not in listed.get("enum", ()):
        grown = lists_of.Choices({}, dict(listed["x-labels"]))
        listed.update(
            {"enum": [*listed["enum"], "other"], "x-labels": lists_of.other(grown).labels}
        )
    walk.names[extra] = extra
    shown = [] if spec["x-widget"] == "checks" else [(row, f"${{{row.get('name')}}} = 'other'")]
    if shown:
        walk.found[-1].answers["other"] = "other"
    walk.asking.told.notice(row, "type", f"“Other” is added, and the question {extra}")
    _add(walk, section, Question(plain, extra, extra, text, shown))


def _repeat(walk: Walk, section: str, name: str, branch: Branch, shown: _SHOWN) -> None:
    row, told = branch.row, walk.asking.told
    if walk.inside:
        told.fault(
            row, "type", "a repeat within a repeat cannot be asked; give it a list of its own"
        )
        return
    within = Walk(walk.asking, inside=True)
    _inside(within, "", branch.inside, ())
    if not within.found:
        told.notice(row, "type", "the repeat has no question left, and is left out")
        return
    spec: Spec = {"type": "array", "items": _schema(within)[0], **_sizes(row, walk.asking)}
    spec["x-widget"] = "repeat"
    filled = row.get(OURS + "filled") or ("" if "required" in spec["items"] else "1")
    if filled.isdecimal() and int(filled):
        spec["items"]["minProperties"] = int(filled)
    questions.worded(row, spec, walk.asking)
    spec = questions.overlaid(row, spec, told)
    _add(walk, section, Question(row, name, row.get("name"), spec, [*_under(shown, row)]))
    walk.found[-1].inner = within.found


def _sizes(row: Row, asking: Asking) -> Spec:
    sizes: dict[str, Any] = {"maxItems": _ROWS}
    least, most = row.get(OURS + "at-least"), row.get(OURS + "at-most")
    if not most and row.get("repeat_count"):
        most = row.get("repeat_count")
        if not most.isdecimal():
            asking.told.notice(row, "repeat_count", f"not kept: there may be up to {_ROWS}")
            most = ""
    for member, said, column in (("minItems", least, "at-least"), ("maxItems", most, "at-most")):
        if said and not said.isdecimal():
            asking.told.fault(row, OURS + column, "a whole number says how many there may be")
        elif said:
            sizes[member] = int(said)
    return sizes


def _schema(walk: Walk) -> tuple[Spec, Level]:
    """The fields of one level with what is required of them."""
    level = Level(walk.found, walk.asking.everywhere, walk.asking.told)
    required, conditions = settle(level)
    schema: Spec = {"type": "object", "properties": {one.name: one.spec for one in walk.found}}
    if required or not walk.inside:
        schema["required"] = required
    if conditions:
        schema["allOf"] = conditions
    return {**schema, "additionalProperties": False}, level
