"""Which of what waits is shown, and in which order: said by the address, kept over decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from field_api.lib import clock
from field_api.submissions.actions.desk import Need, Waiting
from field_api.submissions.risks import Risk, rank

Risks = Mapping[UUID, Risk]

SOON = timedelta(hours=8)
_NEVER = datetime.max.replace(tzinfo=UTC)

URGENCIES = {
    "urgent": _("Urgent or overdue"),
    "overdue": _("Overdue"),
    "soon": _("Overdue, or due within 8 hours"),
}
AGES = {"4": _("4 hours at least"), "24": _("1 day at least"), "72": _("3 days at least")}
RISKS = {"high": _("High"), "medium": _("High or medium")}
NEEDS = {
    Need.APPROVE.value: _("Held back until approved"),
    Need.CONFIRM.value: _("Gone out already"),
    Need.ADMIT.value: _("Set aside"),
}
ORDERS = {
    "due": _("By time limit"),
    "risk": _("By risk"),
    "oldest": _("Oldest first"),
    "newest": _("Newest first"),
}
_KNOWN: Mapping[str, Mapping[str, Any]] = {
    "need": NEEDS,
    "urgency": URGENCIES,
    "age": AGES,
    "risk": RISKS,
    "by": ORDERS,
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """Empty lets everything through, in the queue's own order. `unit` is a unit's id in digits,
    `age` whole hours, `by` the order.
    """

    kind: str = ""
    unit: str = ""
    need: str = ""
    urgency: str = ""
    age: str = ""
    risk: str = ""
    by: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Sieve":
        """What it does not know it leaves out, but for a kind: of that nothing waits."""
        unit = query.get("unit", "")
        known = {
            name: query.get(name, "") for name in _KNOWN if query.get(name, "") in _KNOWN[name]
        }
        return cls(
            kind=query.get("kind", "")[:60],
            unit=unit if unit.isascii() and unit.isdigit() and len(unit) < 10 else "",
            **known,
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was chosen, as names and values of an address."""
        told = ((one.name, getattr(self, one.name)) for one in fields(self))
        return [(name, value) for name, value in told if value]

    @property
    def query(self) -> str:
        """`?kind=note&age=24`; empty where nothing was chosen."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    @property
    def folded(self) -> int:
        """How many choices are made that stand behind the fold."""
        return len(replace(self, kind="").pairs)

    @property
    def weighs(self) -> bool:
        """Whether it asks for the risk of all that waits."""
        return bool(self.risk) or self.by == "risk"

    def of_kind(self, kind: str) -> "Sieve":
        return replace(self, kind=kind)

    def sifted(self, waiting: Sequence[Waiting], risks: Risks) -> list[Waiting]:
        """Those it lets through, in its order; in the order they came in where it names none."""
        now = clock.now()
        passed = [one for one in waiting if self._passes(one, now, risks.get(one.id, Risk.NONE))]
        match self.by:
            case "due":
                return sorted(passed, key=lambda one: one.due or _NEVER)
            case "risk":
                return sorted(passed, key=lambda one: rank(risks.get(one.id, Risk.NONE)))
            case "oldest" | "newest":
                return sorted(passed, key=lambda one: one.since, reverse=self.by == "newest")
        return passed

    def _passes(self, one: Waiting, now: datetime, risk: Risk) -> bool:
        return (
            self.kind in ("", one.kind)
            and self.unit in ("", str(one.unit))
            and self.need in ("", one.need)
            and (not self.age or now - one.since >= timedelta(hours=int(self.age)))
            and (not self.risk or rank(risk) <= rank(Risk(self.risk)))
            and self._presses(one, now)
        )

    def _presses(self, one: Waiting, now: datetime) -> bool:
        match self.urgency:
            case "urgent":
                return one.urgent or one.overdue
            case "overdue":
                return one.overdue
            case "soon":
                return one.due is not None and one.due - now <= SOON
        return True


@dataclass(frozen=True, slots=True)
class Choice:
    """One list of the form that sifts."""

    name: str
    label: Any
    options: list[tuple[str, Any, bool]]


def choices(sieve: Sieve, waiting: Sequence[Waiting]) -> list[Choice]:
    """The lists, with what is chosen; units only where officers of several wait."""
    units = {str(one.unit): one.unit_name for one in sorted(waiting, key=lambda w: w.unit_name)}
    asked: list[tuple[str, Any, Mapping[str, Any]]] = [
        ("urgency", _("Time limit"), URGENCIES),
        ("risk", _("Risk"), RISKS),
        ("age", _("Waiting for"), AGES),
        ("need", _("What it waits for"), NEEDS),
        *([("unit", _("Unit"), units)] if len(units) > 1 or sieve.unit else []),
    ]
    found = [_choice(sieve, name, label, _("All"), known) for name, label, known in asked]
    return [*found, _choice(sieve, "by", _("Order"), _("Urgent and overdue first"), ORDERS)]


def _choice(sieve: Sieve, name: str, label: Any, none: Any, known: Mapping[str, Any]) -> Choice:
    chosen = getattr(sieve, name)
    all_of = {"": none, **known}
    return Choice(name, label, [(code, said, code == chosen) for code, said in all_of.items()])
