"""What officers of the demonstration are to know when it opens: two alerts, a day's worth."""

from collections.abc import Sequence
from datetime import timedelta

from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn
from backend.story import looking, seed, wallets
from field_api.alerts import actions as alerts
from field_api.alerts.actions import Cause, Saying, Whom
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import clock

WRITER, INSPECTOR = 1, 3  # by their place among the story's people

LASTS = timedelta(hours=12)

VAN = {
    "what": "White Transit, stolen tools, heading for Wellingborough",
    "words": "Two men loaded tools into it at Sixfields. Ladder on the roof, nearside rear light "
    "out. Registration mark not seen.",
    "advice": "Stop and search (PACE s.1). One of them is said to carry a claw hammer.",
}
BRIEFING = {
    "what": "Briefing moved to 21:30, Room 2",
    "words": "Tonight only. Bring your radio batteries.",
    "advice": "",
}


def brought_about(boxes: Sequence[Sandbox]) -> list[SignIn]:
    """The demonstration, its people told something: once a day, however often it is begun."""
    signed = seed.seed(boxes)
    inspector = Officer.objects.get(login=signed[INSPECTOR].login)
    _issue(VAN, Priority.HIGH, inspector)
    _issue(BRIEFING, Priority.ROUTINE, inspector)
    looking.looked_for(inspector)
    wallets.reported(Officer.objects.get(login=signed[WRITER].login), inspector)
    return signed


def _issue(said: dict[str, str], priority: Priority, by: Officer) -> None:
    unit = seed.home(by)
    until = clock.now() + LASTS
    saying = Saying(**said, priority=priority, valid_until=until, marking="OFFICIAL")
    once = Cause("demo", once=f"{today()} {said['what']}")
    alerts.raise_(saying=saying, to=[Whom(unit=unit)], by=by, unit=unit, cause=once)
