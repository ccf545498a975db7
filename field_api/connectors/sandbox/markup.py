"""The page of a sandbox system as HTML. Everything that came from outside goes through `e`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape as e
from typing import Any

from field_api.connectors.sandbox.people import Person, Register, Vehicle
from field_api.connectors.sandbox.storage import ACCEPTED, PENDING, Entry
from field_api.connectors.sandbox.switches import switch, token_field
from field_api.connectors.sandbox.validity import Part

_LABELS = {
    "dob": "Date of birth",
    "fieldbook_id": "Fieldbook’s id",
    "lat": "Latitude",
    "lon": "Longitude",
    "vrm": "Number plate",
}


def overview(
    part: Part,
    *,
    fault: Mapping[str, Any],
    form_token: str,
    problem: str,
    door: str,
    total: int,
    entries: Sequence[Entry],
    searches: Sequence[tuple[str, dict[str, Any], int]],
) -> str:
    return _page(
        part,
        part.title,
        _problem(problem)
        + f'<p class="lead">{e(part.about)}</p>'
        + _door(door)
        + switch(fault, form_token)
        + _held(part, total, entries)
        + _searches(searches),
    )


def entry(part: Part, entry: Entry, form_token: str) -> str:
    facts = {
        "Received": _time(entry.received_at),
        "Version": str(entry.version),
        "Bytes": f"{len(entry.body):,}",
        "Key": _code(entry.key),
        "SHA-256": _code(entry.sha256),
    }
    heading = f"<h2>Entry {e(entry.reference)}{_state(entry)}</h2>"
    if entry.erased_at:
        gone = f"<p>What it said was erased on request, {_time(entry.erased_at)}.</p>"
        return _page(part, entry.reference, _back() + heading + gone)
    return _page(
        part,
        entry.reference,
        _back()
        + heading
        + _decision(entry, form_token)
        + _facts(facts, "about facts")
        + _content(part, entry)
        + "<details><summary>Exactly as it was received</summary>"
        + f"<pre>{e(entry.body.decode(errors='replace'))}</pre></details>",
    )


def known(part: Part, register: Register) -> str:
    people = "".join(_person(person) for person in register.people)
    vehicles = "".join(_vehicle(vehicle) for vehicle in register.vehicles)
    body = _back() + "<h2>What it knows</h2><p>Nobody here exists: every name, number and address "
    body += "is invented. Ask for any of them to see how an answer comes back.</p>"
    if vehicles:
        body += f'<h3>Vehicles</h3><ul class="known">{vehicles}</ul>'
    return _page(part, "What it knows", f'{body}<h3>People</h3><ul class="known">{people}</ul>')


def nothing(part: Part) -> str:
    return _page(part, "Not held", f"{_back()}<h2>Not held</h2><p>There is no such entry here.</p>")


def _page(part: Part, title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{e(title)} – {e(part.title)} sandbox</title>"
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"></head>'
        f'<body class="{part.name}"><header><p class="notice"><strong>Sandbox</strong> – synthetic '
        f"data – plays {_article(part.title)} system</p>"
        f'<h1><a href="/">{e(part.title)}</a></h1></header><main>{body}</main>'
        "<footer><p>Part of Fieldbook, for trying connectors. Nothing here is real, and nothing "
        "real belongs here.</p></footer></body></html>"
    )


def _article(title: str) -> str:
    name = title.lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {e(name)}"


def _back() -> str:
    return '<p><a href="/">← All entries</a></p>'


def _problem(problem: str) -> str:
    return f'<p class="problem" role="alert">{e(problem)}</p>' if problem else ""


def _door(door: str) -> str:
    return f"<p>Entries come in at {_code(door)}.</p>" if door else ""


def _decision(entry: Entry, form_token: str) -> str:
    if entry.state != PENDING:
        faults = "".join(
            f"<li>{_code(fault['field'])} {e(fault['message'])}</li>" for fault in entry.faults
        )
        return f"<ul>{faults}</ul>" if faults else ""
    return (
        '<form class="card decision" method="post" action="/decisions">'
        f'{token_field(form_token)}<input type="hidden" name="key" value="{e(entry.key)}">'
        '<div class="limits"><label>Why, if it is rejected<input name="message" maxlength="200">'
        '</label><label>Which field, such as /summary<input name="field" maxlength="200"></label>'
        '</div><button name="do" value="accepted">Accept it</button> '
        '<button name="do" value="rejected">Reject it</button></form>'
    )


def _state(entry: Entry) -> str:
    if entry.erased_at:
        return ' <span class="badge">erased</span>'
    if entry.state == ACCEPTED:
        return ""
    word = "waits for a decision" if entry.state == PENDING else "rejected"
    return f' <span class="badge">{word}</span>'


def _content(part: Part, entry: Entry) -> str:
    if (document := part.shows(entry.body)) is None:
        return ""
    said = _value(document)
    if part.paper(entry.body) is not None:
        said += f'<p><a href="/entries/{e(entry.reference)}/paper.pdf">Open the paper</a></p>'
    return f'<section class="card"><h3>What it says</h3>{said}</section>'


def _held(part: Part, total: int, entries: Sequence[Entry]) -> str:
    heading = "No entries yet" if not total else f"{total:,} {'entry' if total == 1 else 'entries'}"
    if total > len(entries):
        heading += f", the newest {len(entries)} shown"
    times_seen = Counter(entry.key for entry in entries)
    items = "".join(_item(part, entry, double=times_seen[entry.key] > 1) for entry in entries)
    listed = (
        f'<ol class="entries">{items}</ol>' if items else "<p>What is sent here shows here.</p>"
    )
    return f'<section aria-labelledby="held"><h2 id="held">{heading}</h2>{listed}</section>'


def _item(part: Part, entry: Entry, *, double: bool) -> str:
    badge = ' <span class="badge">held more than once under one key</span>' if double else ""
    facts = {
        "Received": _time(entry.received_at),
        "Version": str(entry.version),
        "Key": _code(entry.key),
        "SHA-256": _code(entry.sha256),
    }
    link = f'<a href="/entries/{e(entry.reference)}">{e(entry.reference)}</a>'
    ours = ((part.shows(entry.body) if entry.body else None) or {}).get("reference")
    if isinstance(ours, str):
        link += f' <span class="ours">{e(ours)}</span>'
    return f'<li class="card"><h3>{link}{_state(entry)}{badge}</h3>{_facts(facts)}</li>'


def _searches(searches: Sequence[tuple[str, dict[str, Any], int]]) -> str:
    rows = "".join(
        f"<li>{_time(asked_at)} <b>{e(_question(question))}</b> – "
        f"{results} found. {e(str(question.get('purpose', '')))}</li>"
        for asked_at, question, results in searches
    )
    listed = f'<ol class="searches">{rows}</ol>' if rows else "<p>Nobody has asked anything.</p>"
    return (
        '<section aria-labelledby="asked"><h2 id="asked">Last searches</h2>'
        f'{listed}<p><a href="/known">People and vehicles you can ask for</a></p></section>'
    )


def _question(question: Mapping[str, Any]) -> str:
    criteria = [str(value) for value in question["criteria"].values() if value]
    return f"{question['kind']} {' '.join(criteria)}"


def _person(person: Person) -> str:
    about = ", ".join(filter(None, [person.dob, person.pnc_id, person.address]))
    return f"<li><b>{e(person.name)}</b> {e(about)}{_warnings(person)}</li>"


def _vehicle(vehicle: Vehicle) -> str:
    about = f"{vehicle.colour} {vehicle.make} {vehicle.model}"
    return f"<li><b>{e(vehicle.vrm)}</b> {e(about)}{_warnings(vehicle)}</li>"


def _warnings(found: Person | Vehicle) -> str:
    labels = [warning.told()["label"] for warning in found.warnings]
    return "".join(f' <span class="badge">{e(label)}</span>' for label in labels)


def _facts(facts: Mapping[str, str], look: str = "facts") -> str:
    pairs = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())
    return f'<dl class="{look}">{pairs}</dl>'


def _value(value: Any) -> str:
    """Any JSON value, laid out: members as a description list, lists as numbered parts."""
    if isinstance(value, dict):
        pairs = (f"<div><dt>{_label(k)}</dt><dd>{_value(v)}</dd></div>" for k, v in value.items())
        return f'<dl class="value">{"".join(pairs)}</dl>'
    if isinstance(value, list):
        if not value:
            return '<span class="none">none</span>'
        return f'<ol class="value">{"".join(f"<li>{_value(item)}</li>" for item in value)}</ol>'
    if value is None or value == "":
        return '<span class="none">not given</span>'
    if isinstance(value, bool):
        return "yes" if value else "no"
    return e(str(value))


def _label(name: str) -> str:
    return _LABELS.get(name) or e(name.replace("_", " ").capitalize())


def _code(text: str) -> str:
    return f"<code>{e(text)}</code>"


def _time(moment: str) -> str:
    """`2026-11-22 14:05:09 UTC` from ISO 8601."""
    return f'<time datetime="{e(moment)}">{e(moment[:19].replace("T", " "))} UTC</time>'
