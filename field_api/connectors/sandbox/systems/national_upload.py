"""A national collection of crimes and of searches, which forces leave files for: CSV or XML, one
crime a row; CSV, one search a row.
"""

import csv
import io
import re
from typing import Any

from field_api.connectors.sandbox.systems import stop_search
from field_api.connectors.sandbox.validity import Check, Part

LONGEST_REFERENCE = 40
LONGEST_SUMMARY = 2000
OFFENCE = re.compile(
    r"[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?"
)  # as Home Office codes are built: 28E, 105/1


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    if "Legislation" in document:
        return _search(check)
    check.text("/crime_reference", shortest=1, longest=LONGEST_REFERENCE)
    check.text("/summary", shortest=1, longest=LONGEST_SUMMARY)
    check.moment("/occurred_at")
    offence = document.get("offence")
    if offence and not (isinstance(offence, str) and OFFENCE.fullmatch(offence)):
        check.fault("/offence", "is not an offence code")
    return check.faults


def _search(check: Check) -> list[tuple[str, str]]:
    """A row as forces publish it (data.police.uk)."""
    check.one_of("/Type", stop_search.SEARCH_TYPES, needed=True)
    check.moment("/Date")
    check.one_of("/Legislation", stop_search.POWERS)
    check.one_of("/Gender", stop_search.GENDERS)
    check.one_of("/Age range", stop_search.AGE_RANGES)
    check.one_of("/Self-defined ethnicity", stop_search.SELF_DEFINED)
    check.one_of("/Officer-defined ethnicity", stop_search.OFFICER_DEFINED)
    check.one_of("/Object of search", stop_search.OBJECTS)
    check.one_of("/Outcome", stop_search.OUTCOMES)
    return check.faults


def shows(body: bytes) -> dict[str, Any] | None:
    """The row of a file of one; other files are seen as they came."""
    try:
        rows = list(csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True))
    except (ValueError, csv.Error):
        return None
    if len(rows) != 1 or "crime_reference" not in rows[0] or None in rows[0]:
        return None
    return {"reference": rows[0].pop("crime_reference"), **rows[0]}


PART = Part(
    name="national-upload",
    title="National upload",
    about="Plays a national collection of crimes and searches that forces leave files for, over "
    "SFTP. It reads a file when its checksum is beside it, and answers with a receipt.",
    prefix="NCU",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="sftp",
    shows=shows,
)
