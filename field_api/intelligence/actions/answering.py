"""What this force's own entries say to a question: one of the systems that are asked.

By need to know of whoever asks, as when they write (`recognising`). Of an entry that is not theirs
nothing is told, nor counted: that there is one is what a handling group keeps.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import OperationalError, connection, transaction

from field_api.connectors.rules import Answer, Declined, NoAnswer, TimedOut
from field_api.connectors.rules.asking import Asking
from field_api.identity.models import Officer
from field_api.intelligence.actions import documents
from field_api.intelligence.actions.finding import Candidate, candidates
from field_api.intelligence.actions.looks import looked
from field_api.intelligence.actions.sight import Shown
from field_api.intelligence.rules import Known, keys
from field_api.lib import clock, wall
from field_api.policy import actions as policy
from field_api.policy.rules import Action

NAME = "entries"
MOST = 20
_CANCELLED = "57014"  # SQLSTATE query_canceled: the deadline, for nobody else cancels

Criteria = Mapping[str, Any]


def answer(kind: str, criteria: Criteria, asking: Asking, deadline: float) -> Answer:
    """One record for each mention, those of the likest first. Raises Declined for an officer it
    does not know, TimedOut, NoAnswer for a kind of question entries say nothing of.
    """
    wanted = [Known.typed(type, said) for type, said in _sought(kind, criteria) if said]
    if not wanted:
        raise NoAnswer("answers no questions of this kind")
    if deadline <= 0:
        raise TimedOut("no time was left")
    officer = Officer.objects.filter(login=asking.officer, is_active=True).first()
    if officer is None:
        raise Declined("is told who asks, or tells nothing")
    try:
        return _within(officer, wanted, asking, deadline)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == _CANCELLED:
            raise TimedOut("was not found in time") from error
        raise


def _within(officer: Officer, wanted: list[Known], asking: Asking, deadline: float) -> Answer:
    """Behind both walls, in one transaction whose statements end with the deadline."""
    with wall.nothing():
        wall.admit(officer.pk)
        with transaction.atomic():
            with connection.cursor() as cursor:
                told = f"{max(int(deadline * 1000), 1)}ms"
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [told])
            found = _found(officer, wanted)
            looked(
                officer=officer,
                subject=f"query:{asking.flow}",
                purpose=asking.purpose,
                shown=found,
                details={"asked": len(wanted)},
            )
            titles = documents.titles()
            return Answer([_record(one, titles) for one in found])


def _found(officer: Officer, wanted: Iterable[Known]) -> list[Shown]:
    actor = policy.actor_of(officer)
    some: list[Candidate] = [
        each for known in wanted for each in candidates(actor, known, Action.RECOGNISE, most=MOST)
    ]
    mentions = {one.mention.pk: one for each in some for one in each.shown}
    return list(mentions.values())[:MOST]


def _sought(kind: str, criteria: Criteria) -> list[tuple[str, dict[str, Any]]]:
    """What entries may say of it, by type: a telephone is also somebody's."""
    said = {name: value for name, value in criteria.items() if value}
    match kind:
        case "person":
            return [("person", said)]
        case "driver":
            renamed = {"driver_number": said.pop("number")} if "number" in said else {}
            return [("person", said | renamed)]
        case "vehicle":
            return [("vehicle", said)]
        case "place":
            return [("place", _renamed(said, {"address": "text", "postcode": "postcode"}))]
        case "phone":
            number = said.get("number")
            return [("phone", {"number": number}), ("person", {"phone": number})]
        case "online":
            mail = _renamed(said, {"email": "address"})
            return [("email", mail), ("person", _renamed(said, {"email": "email"})),
                    ("online", {name: said[name] for name in said if name != "email"})]  # fmt: skip
        case "property":
            serial = said.get("serial") or said.get("frame")
            things = [("property", {"serial": serial} if serial else {})]
            return [*things, ("phone", _renamed(said, {"imei": "imei"}))]
    return []


def _renamed(said: Criteria, names: Mapping[str, str]) -> dict[str, Any]:
    return {ours: said[theirs] for theirs, ours in names.items() if theirs in said}


def _record(one: Shown, titles: documents.Titles) -> dict[str, Any]:
    """`ref` is the mention's own: two people of one entry are two."""
    record, at = one.record, one.record.occurred_at
    values = {name: _value(name, said) for name, said in one.known.attributes.items()}
    values |= {"entry": f"{titles.get(record.kind, record.kind)} {record.reference}"}
    values |= {"role": one.mention.role} if one.mention.role else {}
    return {
        "ref": f"{record.reference}/{one.mention.key}",
        "type": one.mention.type,
        "as_of": clock.iso(at) if at else "",
        "handling": documents.marking((one,)),
        "values": {name: said for name, said in values.items() if said not in ("", [])},
        "warnings": [],
    }


def _value(name: str, said: Any) -> Any:
    texts = keys.texts({name: said}, name)
    if texts:
        return texts[0] if len(texts) == 1 else texts
    return said if isinstance(said, int | float) else ""
