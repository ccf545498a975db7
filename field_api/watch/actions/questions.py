"""Questions that officers ask, compared as they are asked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from field_api.identity import actions as identity
from field_api.identity.models import Officer
from field_api.lib import clock, sql
from field_api.watch.actions import looking_back, screening
from field_api.watch.models import Asked
from field_api.watch.rules.matching import asked as keys_asked


def screen_query(
    *, id: UUID, officer: Officer, kind: str, criteria: Mapping[str, Any], place: str = ""
) -> int:
    """Compare one question with the watch list, and keep its keys for listings to come. How many
    hits. Belongs into the transaction that keeps the question, within `feed.work()`.

    Takes as long for what is listed covertly as for what is listed openly, and says nothing of
    either: who asks hears by an alert, if at all.
    """
    held = keys_asked(kind, criteria)
    if not held:
        return 0
    unit = identity.home_units([officer])[officer.pk]
    row = Asked(
        id=id,
        force_id=unit.force_id,
        unit=unit,
        officer=officer,
        asked_at=clock.now(),
        place=place[:200],
        held=sorted(held),
    )
    sql.insert([row], once=True)
    return screening.screen([looking_back.asked(row, officer, unit, held, looked_back=False)])
