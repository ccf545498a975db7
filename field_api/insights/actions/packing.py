"""A quarter's pack for a community's panel: who may draw it, and that it was drawn."""

from django.db import transaction
from django.utils import timezone

from field_api.connectors.actions import papers
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.insights.actions.scrutiny import Scrutiny, of_force
from field_api.insights.models import Residents
from field_api.insights.rules import packs
from field_api.insights.rules.dimensions import YES
from field_api.insights.rules.packs import Pack, Quarter
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

DRAWING = frozenset({Role.INSPECTOR, Role.FORCE_ADMIN, Role.AUDITOR})
QUARTERS = 8
TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


def may_draw(officer: Officer) -> bool:
    return bool(officer.roles() & DRAWING)


def quarters() -> list[Quarter]:
    """Those that have ended, the newest first: a pack is drawn of a whole one, for two of which
    one is the beginning of the other could be taken from each other."""
    found = [Quarter.of(timezone.localdate(clock.now())).before]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found


@transaction.atomic
def draw(*, officer: Officer, quarter: Quarter, form: str) -> bytes:
    """The pack of their own force as `pdf` or `csv`. A disclosure (DPA 2018 s.62(1)(d)), of counts.

    Raises Problem 403 for who may not draw it, 422 for a quarter that has not ended or is too long
    ago, and for another form.
    """
    if not may_draw(officer):
        raise Problem(403, "forbidden", "An inspector, an auditor or who looks after the force may")
    if quarter not in quarters() or form not in TYPES:
        raise Problem(422, "no-such-pack", "There is no such pack")
    found = of_force(officer.force_id, quarter.first, quarter.last)
    pack = packed(officer.force.name, quarter, found)
    ledger.record(
        act=Act.DISCLOSURE,
        actor=officer.actor,
        subject="insight:searches",
        purpose=f"community scrutiny {quarter}",
        recipient=officer.actor,
        details={"searches": found.total, "file": form},
    )
    if form == "csv":
        return "".join(packs.lines(pack)).encode()
    return papers.pdf(packs.paper(pack, clock.iso(clock.now())))


def packed(force: str, quarter: Quarter, found: Scrutiny) -> Pack:
    return Pack(
        force=force,
        quarter=quarter,
        total=found.total,
        few=found.few,
        tables=tuple(found.tables.values()),
        find=found.find_rate,
        finds=found.shares_by("linked", YES),
        rates=found.rates,
        residents=_said(found.residents),
        squares=found.squares.counts if found.squares else {},
        squares_hidden=found.squares.hidden if found.squares else 0,
    )


def _said(table: Residents | None) -> str:
    return f"{table.source}, of {table.as_of}, version {table.version}" if table else ""
