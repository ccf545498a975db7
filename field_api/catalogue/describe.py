"""A form as Markdown, for people who agree on forms rather than fill them in. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from field_api.catalogue.describe_entities import roles, spoken_of
from field_api.catalogue.rules.wording import MODES, WIDGETS

Spec = Mapping[str, Any]

_BOUNDS = (
    ("minLength", "from"),
    ("maxLength", "to"),
    ("minimum", "from"),
    ("maximum", "to"),
    ("maxItems", "to"),
)
_FEW = 3
_MODES = {mode: said[0].lower() + said[1:] for mode, said in MODES.items()}


def page(documents: Iterable[Spec]) -> str:
    """docs/kinds.md."""
    lines = [*_HEAD]
    for document in documents:
        lines += ["", *_form(document)]
    lines += roles()
    return "\n".join(lines) + "\n"


_HEAD = """# What may be written

Written by `python3 manage.py kinds_doc` from `field_api/catalogue/forms/`; a test keeps it current.
The language of forms is `field_api/catalogue/form.schema.json`; worked examples, all synthetic, are
in `field_api/catalogue/examples/`.

Required is only what a law asks for, which is then named, or what the form cannot do without.
*Unverified* values were not checked against their source: a force checks them before use.
Every field is read by people and systems cleared for its marking: O is OFFICIAL, O-S is
OFFICIAL-SENSITIVE.""".splitlines()


def _form(document: Spec) -> Iterator[str]:
    schema, review = document["schema"], document["review"]
    yield f"## {document['title']} (`{document['kind']}`, version {document['version']})"
    yield from ("", document["summary"], "")
    yield f"- Marking: {document['marking']}"
    yield f"- Review: {_review(review)}"
    yield f"- Retention: review group {document['retention_group']}"
    yield f"- Sent first: {'yes' if document['urgent'] else 'no'}"
    if "group" in document:
        yield f"- Read only by the handling group `{document['group']}`"
    if "routes_only" in document or "group" in document:
        only = document.get("routes_only", ())
        yield f"- Sent only to: {', '.join(f'`{one}`' for one in only) or 'nobody'}"
    if "files" in document:
        yield f"- No photos or files: {document['files']['instead']}"
    for other in document.get("opens", ()):
        yield f"- Opens `{other['kind']}` when {_when(other['when'])}: {other['say']}"
    yield f"- Sent back for: {_reasons(document['send_back'])}"
    yield f"- Rejected for: {_reasons(document['reject'])}"
    for section in document["sections"]:
        yield from ("", f"### {section['title']}")
        for words in ("warn", "help"):
            if words in section:
                yield from ("", section[words])
        here = {
            name: spec
            for name, spec in schema["properties"].items()
            if spec["x-section"] == section["id"]
        }
        yield from ("", *_table(here, "", frozenset(schema["required"])))
    yield from _lists(schema["properties"], "")
    yield from spoken_of(document)


def _review(review: Spec) -> str:
    mode = _MODES[review["mode"]].format(percent=review["percent"])
    if review["mode"] == "none":
        return mode
    limit = f", within {review['within_hours']} hours" if review["within_hours"] else ""
    return f"{mode}{limit}, by {' or '.join(review['roles'])}, never by its author"


def _reasons(reasons: Iterable[Spec]) -> str:
    return "; ".join(f"{reason['label']} (`{reason['code']}`)" for reason in reasons)


def _table(fields: Mapping[str, Spec], above: str, required: frozenset[str]) -> Iterator[str]:
    yield "| Field | Label | Kind | Asked when | Required | Marking | Source |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, spec in sorted(fields.items(), key=lambda field: field[1]["x-order"]):
        mark = "O-S" if spec["x-marking"].endswith("SENSITIVE") else "O"
        asked = (_kind(spec), _shown(spec), _required(spec, name in required))
        cells = (f"`{above}{name}`", spec["title"], *asked, mark, spec.get("x-source", ""))
        yield f"| {' | '.join(cells)} |"
        if spec["x-widget"] == "repeat":
            inner = spec["items"]
            rows = _table(inner["properties"], f"{name}[].", frozenset(inner.get("required", ())))
            yield from list(rows)[2:]


def _kind(spec: Spec) -> str:
    bounds = [
        f"{words} {spec[key]}" for key, words in _BOUNDS if key in spec and "x-list" not in spec
    ]
    named = [f"`{spec[key]}`" for key in ("x-identifier", "x-list") if key in spec]
    unit = [spec["x-unit"]] if "x-unit" in spec else []
    unverified = " *unverified*" if "x-seed" in spec else ""
    return " ".join((WIDGETS[spec["x-widget"]], *named, *bounds, *unit)) + unverified


def _shown(spec: Spec) -> str:
    return _when(spec.get("x-show-when", {}))


def _when(wanted: Spec) -> str:
    return " and ".join(
        f"{name} is {' or '.join(map(_value, values))}" if len(values) <= _FEW else f"by {name}"
        for name, values in wanted.items()
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def _required(spec: Spec, always: bool) -> str:
    reason = spec.get("x-required-by") or spec.get("x-structural")
    if not reason:
        return f"asked for: {spec['x-asked']}" if "x-asked" in spec else ""
    return f"{'always' if always else 'at times'}: {reason}"


def _lists(fields: Mapping[str, Spec], above: str) -> Iterator[str]:
    """Every code list, after the tables that name it."""
    for name, spec in sorted(fields.items(), key=lambda field: field[1]["x-order"]):
        listed = spec["items"] if spec["x-widget"] == "checks" else spec
        if "enum" in listed:
            yield from ("", f"**`{above}{name}`**", "")
            yield from _codes(listed, frozenset(spec.get("x-seed-values", ())))
        if spec["x-widget"] == "repeat":
            yield from _lists(spec["items"]["properties"], f"{name}[].")


def _codes(listed: Spec, seeds: frozenset[str]) -> Iterator[str]:
    for code in listed["enum"]:
        mark = " *unverified*" if code in seeds else ""
        yield f"- `{code}` {listed['x-labels'][code]}{mark}"
