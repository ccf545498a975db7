"""`manage.py reconcile [system] [--since …] [--until …]`: compare with what systems say they hold.

One line for each system. Ends with 1 when one could not be compared.
"""

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError

from field_api.connectors.models import System
from field_api.lib import clock
from field_api.oversight.actions import reconcile
from field_api.oversight.models import Reconciliation
from field_api.oversight.rules.reconciling import LEASE_SECONDS, Run


class Command(BaseCommand):
    help = "Compare what was delivered with what systems say they hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", nargs="?", help="code of one system; all when left out")
        parser.add_argument("--since", help="ISO 8601 with offset; a day ago when left out")
        parser.add_argument("--until", help="ISO 8601 with offset; now when left out")

    def handle(self, **options: str | None) -> None:
        until = _moment(options["until"]) or clock.now()
        since = _moment(options["since"]) or until - timedelta(days=1)
        failed = [
            system.code
            for system in _systems(options["system"])
            if not self._compared(system, since, until)
        ]
        if failed:
            raise CommandError(f"not compared: {', '.join(failed)}")

    def _compared(self, system: System, since: datetime, until: datetime) -> bool:
        try:
            run = reconcile.start(system=system, since=since, until=until)
        except reconcile.Refused as refused:
            self.stdout.write(f"{system.code}: {refused}")
            # Not to be able to list is no failure of today's.
            return not reconcile.lists(system)
        _finish(run)
        self.stdout.write(_line(run))
        return run.state != Run.FAILED.value


def _finish(run: Reconciliation) -> None:
    """Step by step; where a worker is at it, look on for as long as it may take for one step."""
    patience = time.monotonic() + LEASE_SECONDS
    while run.state == Run.RUNNING.value and time.monotonic() < patience:
        if reconcile.step(run.pk) is None:
            time.sleep(0.5)
        else:
            patience = time.monotonic() + LEASE_SECONDS
        run.refresh_from_db()


def _systems(code: str | None) -> list[System]:
    if code is None:
        return list(System.objects.filter(takes_entries=True).order_by("code"))
    found = list(System.objects.filter(code=code))
    if not found:
        raise CommandError(f"there is no system {code!r}")
    return found


def _moment(text: str | None) -> datetime | None:
    try:
        return clock.parse(text) if text else None
    except ValueError as error:
        raise CommandError(str(error)) from None


def _line(run: Reconciliation) -> str:
    if run.state == Run.FAILED.value:
        return f"{run.system.code}: failed, {run.error}"
    if run.state == Run.RUNNING.value:
        return f"{run.system.code}: a worker goes on with it"
    return (
        f"{run.system.code}: {run.ours} of ours, {run.theirs} of theirs, {run.missing} missing, "
        f"{run.unknown} unknown to us, {run.different} different"
    )
