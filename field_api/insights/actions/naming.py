"""What officers call a field that numbers are about."""

from collections.abc import Iterable

from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules import Form


def called(fields: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """By (kind, pointer) the labels on the way to it, as the newest form has them: `Found,
    Article`. A field that only older versions had goes by its own name."""
    newest: dict[str, Form] = {}
    for form in catalogue.current_forms():
        if form.kind not in newest or form.version > newest[form.kind].version:
            newest[form.kind] = form
    return {(kind, pointer): _label(newest.get(kind), pointer) for kind, pointer in fields}


def _label(form: Form | None, pointer: str) -> str:
    spec = form.schema if form else {}
    parts = []
    for step in pointer.split("/")[1:]:
        if step == "*":
            spec = spec.get("items", {})
            continue
        name = step.replace("~1", "/").replace("~0", "~")
        spec = spec.get("properties", {}).get(name, {})
        parts.append(str(spec.get("title", name))[:80])
    return ", ".join(parts) or pointer


def anywhere(pointer: str) -> str:
    """With `*` for each row of a list, as numbers of fields are kept."""
    return "/".join("*" if step.isdecimal() else step for step in pointer.split("/"))
