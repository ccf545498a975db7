"""An entry as POLE JSON: an incident, whom and what it speaks of, and why each is linked.

The shape and the names are those of the police Integration Hub's standard data model, which takes
the NPCC Minimum POLE Data Standards v1.1 as its own: `data` is the root incident, `included` its
persons, objects and locations, a relationship's name is the link reason, and a value of a list is
`LIST_value` (`EOVD_IC1`). What the hub has no name for keeps Fieldbook's, in the same spelling, and
what the law wants told apart (DPA 2018 s.38) stands in `meta` beside each link from the incident.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from field_api.catalogue.rules.entities import Entity, Link, entities, links
from field_api.catalogue.rules.entities.roles import role_of
from field_api.catalogue.rules.forms import Form
from field_api.catalogue.rules.pole.incidents import incident
from field_api.catalogue.rules.pole.limits import pole_faults
from field_api.catalogue.rules.pole.members import Member, members
from field_api.catalogue.rules.pole.officers import officers
from field_api.lib import identifiers

Json = dict[str, Any]


def pole_document(
    *,
    form: Form,
    body: Mapping[str, Any],
    reference: str,
    submission: str,
    occurred_at: datetime | None,
    recorded_at: datetime,
    force: str,
    marking: str,
) -> Json:
    """{data, included, meta}. The same for ever from the same arguments.

    `submission` is the entry's UUID, `force` the number of the national list (34 is
    Northamptonshire), times are aware. Give the body as the reader may have it: what a marking
    keeps back has to be out of it before. Nothing is cut to length or made up: `pole_faults` says
    what the hub would refuse.
    """
    known = entities(form, body)
    drawn = {one.key: members(one, partial(_id, one, submission)) for one in known}
    told = [*links(form, body)]
    _fold_papers(known, told, drawn)
    whole: Json = {"id": f"event.submission.{_number(submission, '')}", "type": "submission"}
    root: Json = {
        "id": f"event.incident.{_number(submission, 'incident')}",
        "type": "incident",
        "attributes": incident(form, body, occurred_at),
        "relationships": {"submission": {"data": [dict(whole)]}},
    }
    _relate(root, known, told, drawn)
    on_duty = list(_on_duty(form, body, submission, root))
    whole["attributes"] = _submission(form, reference, submission, recorded_at, force)
    included = [one.document for several in drawn.values() for one in several]
    return {"data": root, "included": [whole, *included, *on_duty], "meta": {"marking": marking}}


def _submission(
    form: Form, reference: str, submission: str, recorded_at: datetime, force: str
) -> Json:
    return {
        "submissionId": submission,
        "category": form.kind,
        "categorySubcode": str(form.version),
        "customerReferenceNumber": reference,
        "submitTime": recorded_at.isoformat(),
        **({"forceIdentifier": int(force)} if force.isascii() and force.isdecimal() else {}),
        **({"highHarmFlag": "TRUE"} if form.urgent else {}),
    }


def _on_duty(form: Form, body: object, submission: str, root: Json) -> Iterator[Json]:
    for one in officers(form, body):
        key = f"person.{one.reason}.{_number(submission, one.pointer)}"
        kept = root["relationships"].setdefault(one.reason, {"data": []})
        kept["data"].append({"id": key, "type": "officer"})
        yield {"id": key, "type": "officer", "attributes": {"collarNumber": one.number}}


def _id(one: Entity, submission: str, part: str) -> str:
    """`person.victim.713148239`: what it is, how it was spoken of, and a number of its own."""
    kind = {"person": "person", "place": "location", "event": "event"}.get(one.type, "object")
    return f"{kind}.{_reason(one.type, one.role) or part}.{_number(submission, one.key + part)}"


def _number(submission: str, key: str) -> int:
    digest = sha256(f"{submission} {key}".encode(errors="replace")).digest()
    return int.from_bytes(digest[:6])


def _reason(type_: str, role: str) -> str:
    known = role_of(type_, role)
    first, *rest = role.split("-")
    return known.reason or first + "".join(word.capitalize() for word in rest)


def _fold_papers(
    known: tuple[Entity, ...], told: list[Link], drawn: dict[str, tuple[Member, ...]]
) -> None:
    """An arrest summons number is an attribute of its person, not an object."""
    papers = {one.key: one for one in known if one.type == "document"}
    for link in [each for each in told if each.target in papers]:
        number = papers[link.target].attributes.get("number")
        if link.source and link.role == "arrest-summons" and isinstance(number, str):
            drawn[link.source][0].document["attributes"]["asnNumber"] = (
                identifiers.key("asn", number) or number
            )
            drawn.pop(link.target, None)
    told[:] = [each for each in told if each.target in drawn]


def _relate(
    root: Json,
    known: tuple[Entity, ...],
    told: list[Link],
    drawn: Mapping[str, tuple[Member, ...]],
) -> None:
    types = {one.key: one.type for one in known}
    # "Her telephone" is said of her; a second line from the incident would say it was involved.
    hers = {(link.target, link.role) for link in told if link.source}
    for link in told:
        if not link.source and (link.target, link.role) in hers:
            continue
        target = drawn[link.target][0].document
        source = drawn[link.source][0].document if link.source else root
        meta = {} if link.source else {"meta": dict(_told_apart(link))}
        reason = _reason(types[link.target], link.role) or "mentioned"
        kept = source.setdefault("relationships", {}).setdefault(reason, {"data": []})
        kept["data"].append({"id": target["id"], "type": target["type"], **meta})


def _told_apart(link: Link) -> Iterator[tuple[str, str]]:
    for name in ("role", "category", "basis"):
        if value := getattr(link, name):
            yield name, value


__all__ = ["pole_document", "pole_faults"]
