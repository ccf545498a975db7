"""An intelligence system that takes 3x5x2 reports. It does not honour idempotency keys, as many
older systems do not: a report sent twice is there twice, and shows.
"""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

SOURCE_EVALUATIONS = frozenset("123")
ASSESSMENTS = frozenset("ABCDE")
HANDLING = frozenset("PC")
PRIORITIES = frozenset({"high", "medium", "low", "High", "Medium", "Low"})
LONGEST_NARRATIVE = 4000
LONGEST_CONDITIONS = 1000


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.one_of("/source_evaluation", SOURCE_EVALUATIONS, needed=True)
    check.one_of("/priority", PRIORITIES)
    check.moment("/occurred_at")
    check.moment("/obtained_at")
    items = list(check.each("/items"))
    if not items and not check.faults:
        check.fault("/items", "needs at least one item")
    for item in items:
        _check_item(check, item)
    return check.faults


def _check_item(check: Check, item: str) -> None:
    check.text(f"{item}/narrative", shortest=1, longest=LONGEST_NARRATIVE)
    check.one_of(f"{item}/assessment", ASSESSMENTS, needed=True)
    check.one_of(f"{item}/handling", HANDLING, needed=True)
    if check.at(f"{item}/handling") == "C":
        check.text(f"{item}/conditions", shortest=1, longest=LONGEST_CONDITIONS)


PART = Part(
    name="intelligence",
    title="Intelligence",
    about="Plays an intelligence system that takes 3x5x2 reports and gives each record a "
    "handling code. It keeps every copy it is sent.",
    prefix="INT",
    honours_keys=False,
    searches=frozenset({"person", "vehicle", "place", "phone"}),
    check=check,
)
