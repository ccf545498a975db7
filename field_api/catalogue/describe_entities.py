"""Whom and what each kind speaks of, and every role with what the law tells apart, as Markdown."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.catalogue.rules import compiled
from field_api.catalogue.rules.entities import Slot, slots
from field_api.catalogue.rules.entities.roles import ROLES, Role, role_of

_FEW = 3


def spoken_of(document: Mapping[str, Any]) -> Iterator[str]:
    """A table of the entities a form gives; nothing of a form that names none."""
    found = slots(compiled(document))
    if not found:
        return
    yield from ("", "### Whom and what it speaks of", "")
    yield "| Where | What | Role | Category | Basis |"
    yield "| --- | --- | --- | --- | --- |"
    for slot in found:
        yield f"| {' | '.join(_cells(slot))} |"


def _cells(slot: Slot) -> Iterator[str]:
    where = "".join(f"{name}[]." for name in slot.within)
    yield f"`{where}{slot.name}`" if slot.name else f"`{where.removesuffix('.')}`"
    yield slot.type
    if len(slot.roles) > _FEW:
        yield from (f"one of {len(slot.roles)}, by `{slot.role_in}`", "by role", "by role")
        return
    roles = [role_of(slot.type, code) for code in slot.roles]
    yield ", ".join(f"`{role.code}`" for role in roles)
    yield _each(role.category for role in roles)
    yield _each(role.basis for role in roles)


def _each(values: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, values)))


def roles() -> Iterator[str]:
    """The table of roles, after all kinds."""
    yield from ("", "## Roles", "")
    yield from _ABOUT
    yield ""
    yield "| What | Role | Called | Category | Basis | linkReason |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for role in ROLES.values():
        yield f"| {' | '.join(_row(role))} |"


def _row(role: Role) -> Iterator[str]:
    yield from (role.type, f"`{role.code}`", role.label, role.category, role.basis)
    mark = "" if role.verified or not role.reason else " *unverified*"
    yield f"`{role.reason}`{mark}" if role.reason else ""


_ABOUT = """\
Who is a suspect, a victim or a witness is told apart (Data Protection Act 2018 s.38(3)), and so is
a fact from a personal assessment (s.38(2)). Both sit on the link between an entry and a person: the
same person may be a victim here and a suspect there. Nobody is `convicted` by a form. An entry that
calls itself opinion is an assessment throughout. `linkReason` is the name of the police Integration
Hub's data model, where it has one; what it has none for goes over under our own.""".splitlines()
