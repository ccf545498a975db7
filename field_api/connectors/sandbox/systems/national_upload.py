"""A national collection of crimes, which forces leave files for: CSV or XML, one crime a row."""

import csv
import io
import re
from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

LONGEST_REFERENCE = 40
LONGEST_SUMMARY = 2000
OFFENCE = re.compile(
    r"[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?"
)  # as Home Office codes are built: 28E, 105/1


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.text("/crime_reference", shortest=1, longest=LONGEST_REFERENCE)
    check.text("/summary", shortest=1, longest=LONGEST_SUMMARY)
    check.moment("/occurred_at")
    offence = document.get("offence")
    if offence and not (isinstance(offence, str) and OFFENCE.fullmatch(offence)):
        check.fault("/offence", "is not an offence code")
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
    about="Plays a national collection of crimes that forces leave files for, over SFTP. It reads "
    "a file when its checksum is beside it, and answers with a receipt.",
    prefix="NCU",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="sftp",
    shows=shows,
)
