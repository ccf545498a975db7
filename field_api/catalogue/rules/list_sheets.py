"""A list of codes as a spreadsheet keeps it, and what one list changes of another. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.lists import LONGEST_CODE, LONGEST_LABEL, MOST_CODES

HEAD = ("code", "label")
MOST_BYTES = 8_000_000
MOST_COLUMNS = 12
# A spreadsheet takes these as the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOLD = 200

Code = list[Any]
"""[code, label] or [code, label, {what else is known of it: text}]."""


class Unreadable(ValueError):
    """No list can be read from it at all. The message is for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of the file that is no code, and why, in plain words. The head is line 1."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What could be read, in the file's order, and the first 200 lines that could not."""

    codes: list[Code]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Relabelled:
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list would change of the one that stands. `regarded` are codes of which only what
    else is known of them changes; `moved` says that those in both stand in another order.
    """

    added: list[Code]
    removed: list[Code]
    relabelled: list[Relabelled]
    regarded: list[Code]
    moved: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.relabelled or self.regarded or self.moved)


def written(codes: Sequence[Code]) -> str:
    """CSV with the columns code, label and whatever else is known, which `sheet` reads back."""
    more = list(dict.fromkeys(name for _, _, *rest in codes for one in rest for name in one))
    page = io.StringIO()
    out = csv.writer(page)
    out.writerow([*HEAD, *more])
    for code, label, *rest in codes:
        known: Mapping[str, Any] = rest[0] if rest else {}
        out.writerow(map(_inert, [code, label, *(str(known.get(name, "")) for name in more)]))
    return page.getvalue()


def sheet(data: bytes) -> Sheet:
    """Reads CSV in UTF-8 whose first line names the columns: code, label, and others as they are.

    Raises Unreadable. Blanks around a cell are no part of it; empty lines are none.
    """
    rows = _rows(data)
    names = [cell.strip() for cell in next(rows)[1]]
    _check_head(names)
    codes: list[Code] = []
    refused: list[Refused] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        row = [_alive(cell.strip()) for cell in cells]
        if not any(row):
            continue
        why = _why_not(row, len(names), lines)
        if why:
            refused.append(Refused(line, why))
            continue
        lines[row[0]] = line
        codes.append(_code(row, names))
        if len(codes) > MOST_CODES:
            raise Unreadable(f"A list has at most {MOST_CODES:,} codes.")
    if not codes and not refused:
        raise Unreadable("There is no code in it: only the line that names the columns.")
    return Sheet(codes, refused[:_TOLD])


def changes(old: Sequence[Code], new: Sequence[Code]) -> Changes:
    before, after = {one[0]: one for one in old}, {one[0]: one for one in new}
    both = [one for one in new if one[0] in before]
    relabelled = [
        Relabelled(one[0], before[one[0]][1], one[1]) for one in both if before[one[0]][1] != one[1]
    ]
    return Changes(
        added=[one for one in new if one[0] not in before],
        removed=[one for one in old if one[0] not in after],
        relabelled=relabelled,
        regarded=[one for one in both if before[one[0]][2:] != one[2:]],
        moved=[one[0] for one in both] != [one[0] for one in old if one[0] in after],
    )


def found(codes: Sequence[Code], text: str) -> list[Code]:
    """Those whose code or label has every word of `text`, in the list's order; all for no words."""
    words = text.casefold().split()
    if not words:
        return list(codes)
    return [one for one in codes if all(word in f"{one[0]} {one[1]}".casefold() for word in words)]


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "Some letters can't be read. Save it anew as “CSV UTF-8 (comma delimited)”."
        ) from None
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} is no CSV: {error}.") from None
    if not rows:
        raise Unreadable("The file is empty.")
    return iter(rows)


def _check_head(names: list[str]) -> None:
    if tuple(name.lower() for name in names[:2]) != HEAD:
        raise Unreadable(
            "The first line must name the columns: code, then label, then others if there are any;"
            " with commas between them."
        )
    more = names[2:]
    if not all(_is_plain(name, 60) for name in more) or len(set(more)) < len(more):
        raise Unreadable("Each further column needs a name of its own in the first line.")
    if len(names) > MOST_COLUMNS:
        raise Unreadable(f"At most {MOST_COLUMNS} columns.")


def _why_not(row: list[str], columns: int, lines: Mapping[str, int]) -> str:
    """Why a line is no code; empty where it is one."""
    if len(row) != columns:
        return f"{len(row)} columns, where the first line has {columns}; is a comma not in quotes?"
    code, label, *more = row
    if not code or not label:
        return "no code" if not code else f"{code[:LONGEST_CODE]} has no label"
    if code in lines:
        return f"{code} stands in line {lines[code]} already"
    too_long = len(code) > LONGEST_CODE or any(len(one) > LONGEST_LABEL for one in (label, *more))
    if too_long:
        return f"longer than {LONGEST_CODE} characters for a code or {LONGEST_LABEL} for the rest"
    return "" if all(map(_is_printed, row)) else "a character that can't be printed"


def _code(row: list[str], names: list[str]) -> Code:
    code, label, *more = row
    known = dict(zip(names[2:], more, strict=True))
    return [code, label, known] if known else [code, label]


def _is_plain(name: str, longest: int) -> bool:
    return 0 < len(name) <= longest and _is_printed(name)


def _is_printed(text: str) -> bool:
    # The first answer is a hundred times quicker, and wrong of blanks that are no space alone.
    return text.isprintable() or not any(
        unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in text
    )


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _alive(cell: str) -> str:
    """As it was before `_inert`; a quotation mark of somebody's own stays."""
    inside = cell.removeprefix("'")
    return inside if inside != cell and inside.startswith((*_FORMULA, "'")) else cell
