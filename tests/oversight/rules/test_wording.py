"""What a mail says, for every kind of alarm."""

from datetime import UTC, datetime
from typing import Any

from field_api.oversight.rules import wording
from field_api.oversight.rules.alarms import What
from field_api.oversight.rules.wording import Told

AT = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
DETAILS: dict[What, dict[str, Any]] = {
    What.LAG: {"seconds": 290, "budget": 300, "open": 12},
    What.DEAD_LETTERS: {"count": 3, "states": {"rejected": 3}},
    What.BREAKER: {"seconds": 400},
    What.CERTIFICATE: {"name": "client_cert of fieldbook.example", "ends_on": "2026-04-01"},
    What.LATE: {"count": 2},
    What.STALLED: {"seconds": 7300},
    What.RECONCILIATION: {"count": 5},
    What.SEALING: {"seconds": 90},
    What.GLASS: {"unreviewed": 2, "overdue": 1},
    What.LOST: {"count": 3},
    What.RECORD: {"what": "altered", "count": 2},
}


def told(what: What, level: int = 90, **other: Any) -> Told:
    stated: dict[str, Any] = {"raised_at": AT, "cleared_at": None, "details": DETAILS[what]}
    return Told(what=what, level=level, **stated | other)


def test_every_kind_of_alarm_has_a_sentence() -> None:
    for what in What:
        line = wording.line(told(what), "Europe/London")
        assert line.startswith("90 %: ") and line.endswith("(since 01 Mar 14:05)"), line


def test_times_are_those_of_the_force() -> None:
    summer = told(What.LATE, raised_at=datetime(2026, 7, 1, 14, 5, tzinfo=UTC))
    assert "01 Jul 15:05" in wording.line(summer, "Europe/London")


def test_the_worst_stands_first_and_what_is_over_last() -> None:
    over = told(What.BREAKER, 100, cleared_at=AT)
    body = wording.body("Records", [over, told(What.LATE, 50), told(What.LAG, 100)], "-", "UTC")
    found = [line for line in body.splitlines() if line.startswith("- ")]
    assert [line[2:5] for line in found] == ["100", "50 ", "Ove"]


def test_a_subject_is_one_line_whatever_a_system_is_called() -> None:
    subject = wording.subject("Records\r\nBcc: someone", [told(What.LAG)])
    assert "\n" not in subject and "\r" not in subject
    assert "(90 %)" in subject
    assert "2 alerts" in wording.subject("Records", [told(What.LAG), told(What.LATE)])
    assert wording.subject("Records", [told(What.LAG, cleared_at=AT)]).endswith("over")


def test_durations_are_in_the_unit_a_person_would_take() -> None:
    spans = (45, 150, 7200, 200_000)
    assert [wording.duration(s) for s in spans] == ["45 s", "2 min", "2 h", "2 days"]
