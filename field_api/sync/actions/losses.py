"""Handsets that are out of hand with work on them that exists nowhere else."""

from datetime import timedelta

from field_api.lib import clock
from field_api.oversight.rules.alarms import LOST, Finding, What, of_steps
from field_api.sync.actions.minted import expected
from field_api.sync.models import Minted

_TOLD = timedelta(days=30)
_MOST = 100


def findings() -> list[Finding]:
    """One for each handset reported lost in the last thirty days with entries that never came.

    Over once they came, or somebody trusts the handset again. Counts only: whose it is stands on
    the handset's page.
    """
    lost = Minted.objects.filter(device__lost_at__gt=clock.now() - _TOLD)
    found = []
    for row in expected(lost)[:_MOST]:
        count = row.minted_through - row.held
        level = of_steps(count, LOST)
        found.append(Finding(None, What.LOST, level, str(row.pk), {"count": count}))
    return found
