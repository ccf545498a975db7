"""Groups and repeats: a survey's rows as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from field_api.catalogue.rules.xlsform import dialect
from field_api.catalogue.rules.xlsform.sheets import Row, Told

_DEEPEST = 20


@dataclass(slots=True)
class Branch:
    """`sort` is group, repeat, note or question; `row` is where it begins."""

    sort: str
    row: Row
    inside: "list[Branch]" = field(default_factory=list)


def nested(rows: Sequence[Row], told: Told) -> list[Branch]:
    """Faults for an end without a beginning, and a beginning without an end."""
    roots: list[Branch] = []
    open_: list[Branch] = []
    for row in rows:
        edge, sort = dialect.group(row.get("type"))
        if edge == "end":
            _close(row, sort, open_, told)
            continue
        branch = Branch(sort or _sort(row), row)
        (open_[-1].inside if open_ else roots).append(branch)
        if edge:
            open_.append(branch)
        if len(open_) > _DEEPEST:
            told.fault(row, "type", f"more than {_DEEPEST} groups within one another")
            return []
    for branch in open_:
        told.fault(branch.row, "type", f"add a row “end_{branch.sort}” where it is to end")
    return roots


def _close(row: Row, sort: str, open_: list[Branch], told: Told) -> None:
    if open_ and open_[-1].sort == sort:
        open_.pop()
    elif open_:
        begun = open_[-1]
        told.fault(
            row, "type", f"the {begun.sort} of row {begun.row.number} has to end before this"
        )
    else:
        told.fault(
            row, "type", f"nothing was begun that could end here; take away this end of a {sort}"
        )


def _sort(row: Row) -> str:
    return "note" if row.get("type").lower() in dialect.NOTES else "question"
