"""The sheet of choices: lists of codes with what each is called."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from field_api.catalogue.rules.xlsform.dialect import yes
from field_api.catalogue.rules.xlsform.sheets import Row, Told

Lists = Mapping[str, "Choices"]
UNVERIFIED = "fieldbook_unverified"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_READ = {"list_name", "name", "label", UNVERIFIED}
_TRUE, _FALSE = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


@dataclass(slots=True)
class Choices:
    """One list. `codes` are ours by those of the sheet, in its order."""

    codes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    unverified: list[str] = field(default_factory=list)

    def truth(self) -> dict[str, bool]:
        """By code of the sheet what is yes and what is no; empty where the list is no such pair."""
        named = [code.lower() for code in self.codes]
        if len(named) != 2 or {label.lower() for label in self.labels.values()} != {"yes", "no"}:
            return {}
        pairs = {code: self.labels[ours].lower() == "yes" for code, ours in self.codes.items()}
        plain = all(code in _TRUE | _FALSE for code in named)
        return pairs if plain else {}


def read(rows: Sequence[Row], told: Told) -> dict[str, Choices]:
    lists: dict[str, Choices] = {}
    columns = {column for row in rows for column in row.cells}
    for column in sorted(columns - _READ):
        told.of_sheet("choices", f"the column {column} is not read: every choice is shown as it is")
    for row in rows:
        if not row.get("list_name"):
            told.fault(row, "list_name", "say which list this choice belongs to")
        else:
            _add(lists.setdefault(row.get("list_name"), Choices()), row, told)
    return lists


def _add(choices: Choices, row: Row, told: Told) -> None:
    given, label = row.get("name"), row.get("label")
    code = given if _CODE.fullmatch(given) else re.sub(r"[^A-Za-z0-9]+", "-", given).strip("-")
    if not _CODE.fullmatch(code):
        told.fault(row, "name", "give the choice a short name of letters, digits and hyphens")
        return
    if code in choices.labels:
        told.fault(row, "name", f"{given} stands twice in this list; take one away")
        return
    if code != given:
        told.notice(row, "name", f"{given} is kept as {code}: names have hyphens and no spaces")
    if not label:
        told.notice(row, "label", f"the choice has no label and is shown as {given}")
    choices.codes[given] = code
    choices.labels[code] = label or given
    if yes(row.get(UNVERIFIED)):
        choices.unverified.append(code)


def other(choices: Choices) -> Choices:
    """The list with Other at its end, as `or_other` adds it."""
    return Choices(
        {**choices.codes, "other": "other"},
        {**choices.labels, "other": choices.labels.get("other", "Other")},
        list(choices.unverified),
    )


Listed = tuple[str, Sequence[str], Mapping[str, str], frozenset[str]]
"""A list to be written: name, codes, labels, and the codes that are unverified."""


def grid(lists: Iterable[Listed]) -> list[list[str]]:
    """Lists as a sheet."""
    lines = [["list_name", "name", "label", UNVERIFIED]]
    for name, codes, labels, unverified in lists:
        lines += [[name, one, labels[one], "yes" if one in unverified else ""] for one in codes]
    return lines
