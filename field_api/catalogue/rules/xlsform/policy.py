"""What is decided about a kind: its name, who reads it, how long it is kept. Both ways."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from field_api.catalogue.rules.xlsform import dialect
from field_api.catalogue.rules.xlsform.sheets import Row, Told

Document = dict[str, Any]
SHEET = "fieldbook_policy"
_NEWEST = 1_000_000
_ROLES = ["supervisor", "inspector"]
_SEND_BACK = {
    "unclear": "Not clear what happened",
    "missing-detail": "A detail is missing",
    "wrong-form": "Belongs on another form",
}
_REJECT = {"duplicate": "Written twice", "not-police-purpose": "No policing purpose"}
_REASONS = ("send_back", "reject")


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(text)
    return int(text)


def _truth(text: str) -> bool:
    if dialect.yes(text) or dialect.no(text):
        return dialect.yes(text)
    raise ValueError(text)


def _names(text: str) -> list[str]:
    return text.replace(",", " ").split()


# Setting: how its value is read, what is assumed without it, and how that is put in a notice.
_SETTINGS: dict[str, tuple[Callable[[str], Any], Any, str]] = {
    "marking": (str, "OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
    "review_mode": (str, "before", "each entry is read by a supervisor before it is sent"),
    "review_percent": (_whole, 100, ""),
    "review_within_hours": (_whole, 72, "within 72 hours"),
    "review_roles": (_names, _ROLES, ""),
    "retention_group": (str, "4", "group 4, Management of Police Information"),
    "urgent": (_truth, False, ""),
}
_COUNTED = {
    "review_first": "first",
    "review_returned_percent": "returned_percent",
    "review_returned_days": "returned_days",
}
"""Members of `review` that need not be there."""
_PLAIN = ("summary", "group", "routes_only", "files_instead", "json")
_IDENTITY = {"form_id", "form_title", "version"}


def marking(rows: Sequence[Row]) -> str:
    found = [row.get("value") for row in rows if row.get("setting") == "marking"]
    return found[0] if found else str(_SETTINGS["marking"][1])


def identity(rows: Sequence[Row], kind: str | None, told: Told) -> Document:
    """kind, version and title of the sheet `settings`; a `kind` given from outside binds."""
    row = rows[0] if rows else Row("settings", 2, {}, {})
    for column in sorted(row.cells.keys() - _IDENTITY):
        told.notice(row, column, "this setting has no meaning here, and is not kept")
    given = row.get("form_id")
    named = dialect.name(given, "-") or kind or ""
    if not named:
        told.fault(row, "form_id", "give the form a short name of letters, digits and hyphens")
    elif kind and named != kind:
        told.fault(row, "form_id", f"this is the form {named}, and {kind} was expected")
    elif given and named != given:
        told.notice(row, "form_id", f"{given} is kept as {named}")
    title = row.get("form_title") or named.replace("-", " ").capitalize()
    if not row.get("form_title"):
        told.notice(row, "form_title", f"no title; shown as “{title}”")
    return {"kind": named, "version": _version(row, told), "title": title}


def _version(row: Row, told: Told) -> int:
    given = row.get("version")
    if re.fullmatch(r"[1-9]\d{0,6}", given) and int(given) <= _NEWEST:
        return int(given)
    if given:  # the desk numbers a version anyhow
        told.notice(row, "version", "no whole number up to a million; taken as version 1")
    return 1


def read(rows: Sequence[Row], document: Document, told: Told) -> Document:
    """The document with its policy; what nobody decided is assumed, and told."""
    said: dict[str, Any] = {}
    for row in rows:
        _setting(row, said, told)
    values = {name: said.get(name, default) for name, (_, default, _) in _SETTINGS.items()}
    _assumed(said, told)
    review = {
        name: values[f"review_{name}"] for name in ("mode", "percent", "within_hours", "roles")
    }
    if said.get("review_within_hours") == "none":
        review["within_hours"] = None
    review |= {name: said[setting] for setting, name in _COUNTED.items() if setting in said}
    found = {
        **document,
        "summary": said.get("summary") or document["title"],
        "marking": values["marking"],
        "review": {**review, "by_author": False},
        "retention_group": values["retention_group"],
        "urgent": values["urgent"],
        "send_back": _reasons(said.get("send_back", _SEND_BACK)),
        "reject": _reasons(said.get("reject", _REJECT)),
    }
    if "group" in said:
        found["group"] = said["group"]
    if "routes_only" in said:
        found["routes_only"] = [one for one in _names(said["routes_only"]) if one != "none"]
    if "files_instead" in said:
        found["files"] = {"accept": False, "instead": said["files_instead"]}
    return found


def _setting(row: Row, said: dict[str, Any], told: Told) -> None:
    name, value = row.get("setting").lower(), row.get("value")
    if name in _REASONS:
        said.setdefault(name, {})[value] = row.get("label") or value
    elif name in _PLAIN or (name == "review_within_hours" and value == "none"):
        said[name] = value
    elif name in _SETTINGS:
        _valued(row, said, told, _SETTINGS[name][0])
    elif name in _COUNTED:
        _valued(row, said, told, _whole)
    else:
        told.fault(row, "setting", f"there is no setting {name or 'without a name'}; see the guide")


def _valued(row: Row, said: dict[str, Any], told: Told, read: Callable[[str], Any]) -> None:
    name, value = row.get("setting").lower(), row.get("value")
    try:
        said[name] = read(value)
    except ValueError:
        told.fault(row, "value", f"{value} is no value of {name}")


def _assumed(said: Mapping[str, Any], told: Told) -> None:
    for name, (_, _, words) in _SETTINGS.items():
        if words and name not in said:
            told.of_sheet(SHEET, f"{name} is not given; assumed: {words}")
    for name, words in (("summary", "the title"), ("send_back", "the usual reasons")):
        if name not in said:
            told.of_sheet(SHEET, f"{name} is not given; assumed: {words}")


def _reasons(said: Mapping[str, str]) -> list[Document]:
    return [{"code": code, "label": label} for code, label in said.items()]


def overlaid(rows: Sequence[Row], document: Document, told: Told) -> Document:
    """Whole members that no other sheet can say: label `schema/required`, value as JSON."""
    for row in rows:
        if row.get("setting").lower() == "json":
            *above, last = row.get("label").split("/")
            held = document["schema"] if above == ["schema"] else document
            try:
                held[last] = json.loads(row.get("value"))
            except (ValueError, RecursionError):
                told.fault(row, "value", "this is no JSON; take the row away if in doubt")
            else:
                told.notice(row, "value", f"overrules whatever else the sheets say of {last}")
    return document


def grid(document: Mapping[str, Any]) -> list[list[str]]:
    """The sheet of policy, without what only JSON can say."""
    review = document["review"]
    hours = review["within_hours"]
    lines = [
        ["setting", "value", "label"],
        ["summary", document["summary"], ""],
        ["marking", document["marking"], ""],
        ["review_mode", review["mode"], ""],
        ["review_percent", str(review["percent"]), ""],
        ["review_within_hours", "none" if hours is None else str(hours), ""],
        ["review_roles", ", ".join(review["roles"]), ""],
        ["retention_group", document["retention_group"], ""],
        ["urgent", "yes" if document["urgent"] else "no", ""],
    ]
    for setting, name in _COUNTED.items():
        if name in review:
            lines.append([setting, str(review[name]), ""])
    if "group" in document:
        lines.append(["group", document["group"], ""])
    if "routes_only" in document:
        lines.append(["routes_only", ", ".join(document["routes_only"]) or "none", ""])
    if "files" in document:
        lines.append(["files_instead", document["files"]["instead"], ""])
    for name in _REASONS:
        lines += [[name, reason["code"], reason["label"]] for reason in document[name]]
    return lines


def settings(document: Mapping[str, Any]) -> list[list[str]]:
    head = ["form_id", "form_title", "version"]
    return [head, [document["kind"], document["title"], str(document["version"])]]
