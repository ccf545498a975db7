"""How the entry and its entities belong together, as far as the form says so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from field_api.catalogue.rules.entities.joins import Link
from field_api.catalogue.rules.entities.reading import Found, found, records
from field_api.catalogue.rules.entities.roles import ASSESSMENT, role_of
from field_api.catalogue.rules.entities.slots import slots
from field_api.catalogue.rules.forms import Form, pointer

# Said of the one person a form is about: "Her telephones", "Places she goes to".
_OF_THE_SUBJECT = {
    ("phone", "personal-telephone"),
    ("online", "personal"),
    ("account", "holder"),
    ("vehicle", "driver-of"),
    ("place", "frequented"),
}
# STATS19 2024, casualty class. A pedestrian's vehicle is the one that hit them.
_ABOARD = {"1": "driver-of", "2": "passenger-of"}
_MOST = 1_000


def links(form: Form, body: Mapping[str, Any]) -> tuple[Link, ...]:
    """The entry to every entity it names, then entities to each other. Never raises.

    A telephone, an e-mail address or an address that a person's own fields gave hangs on the
    person alone. Nothing is concluded: two rows beside each other are no link, unless the form
    says that one drives, holds or goes to the other.
    """
    read = found(form, body)
    between = (*_owned(read), *_of_the_subject(form, read), *_drivers(read), *_papers(read))
    aboard = _casualties(read, body) if form.kind == "collision" else ()
    return (*_from_entry(read), *dict.fromkeys((*between, *aboard)))


def _from_entry(read: Sequence[Found]) -> Iterator[Link]:
    for one in read:
        if not one.owner:
            whom = one.entity
            yield Link("", whom.key, whom.role, whom.category, whom.basis)


def _between(source: Found, target: Found, code: str) -> Link:
    """Whether somebody is a suspect or a victim sits on the entry's own link to them."""
    opinion = target.opinion or source.opinion
    basis = ASSESSMENT if opinion else role_of(target.entity.type, code).basis
    return Link(source.entity.key, target.entity.key, code, "", basis)


def _owned(read: Sequence[Found]) -> Iterator[Link]:
    by_key = {one.entity.key: one for one in read}
    for one in read:
        if one.owner:
            yield _between(by_key[one.owner], one, one.owned_as)


def _of_the_subject(form: Form, read: Sequence[Found]) -> Iterator[Link]:
    """The subject of a form is the first person it asks for outside a list, if filled in."""
    asked = [one for one in slots(form) if one.type == "person" and not one.within]
    subject = next((one for one in read if asked and one.slot == asked[0]), None)
    if subject is None:
        return
    for one in read:
        if (one.entity.type, one.entity.role) in _OF_THE_SUBJECT and not one.owner:
            yield _between(subject, one, one.entity.role)


def _drivers(read: Sequence[Found]) -> Iterator[Link]:
    """A group `driver` drives the vehicle of its record: of its row, or the form's own."""
    for one in read:
        if one.entity.type == "person" and one.slot.grouped and one.slot.name == "driver":
            for other in read:
                if other.entity.type == "vehicle" and other.record == one.record:
                    yield _between(one, other, "driver-of")


def _papers(read: Sequence[Found]) -> Iterator[Link]:
    """A document named in a person's row is that person's."""
    rows = {one.entity.key: one for one in read if one.entity.type == "person"}
    for one in read:
        if one.entity.type == "document" and one.record in rows:
            yield _between(rows[one.record], one, one.entity.role)


def _casualties(read: Sequence[Found], body: object) -> Iterator[Link]:
    """`vehicle` counts the form's vehicles from 1."""
    by_key = {one.entity.key: one for one in read}
    for path, row in records(body, ("casualties",)):
        who, vehicle = by_key.get(pointer(path)), by_key.get(_vehicle(row.get("vehicle")))
        how = row.get("casualty_class")
        if who and vehicle and isinstance(how, str) and how in _ABOARD:
            yield _between(who, vehicle, _ABOARD[how])


def _vehicle(number: object) -> str:
    """The key of the form's nth vehicle; "" of what is no count."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= _MOST:
        return ""
    return pointer(("vehicles", number - 1))
