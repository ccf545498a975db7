"""The page of a sandbox system as HTML. Everything that came from outside goes through `e`."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape as e
from typing import Any

from field_api.connectors.sandbox.people import Person, Register, Vehicle
from field_api.connectors.sandbox.storage import Entry
from field_api.connectors.sandbox.validity import Part

_KINDS = (
    ("slow", "Answers slowly", "Waits before every answer."),
    ("status", "Answers an error", "Takes nothing and answers with a status."),
    (
        "hang_after_accept",
        "Takes the entry, then never answers",
        "The worst one: the sender cannot know.",
    ),
    ("reset", "Breaks the connection", "Resets it before reading what is sent."),
    ("down", "Is down", "Resets every connection at once. This page stays."),
)
_STATUSES = (
    (500, "500 its own fault"),
    (502, "502 bad gateway"),
    (503, "503 busy"),
    (504, "504 gateway timeout"),
    (429, "429 too many"),
    (401, "401 credentials refused"),
    (422, "422 content refused"),
)
_LABELS = {
    "dob": "Date of birth",
    "fieldbook_id": "Fieldbook’s id",
    "lat": "Latitude",
    "lon": "Longitude",
    "vrm": "Number plate",
}
_AREAS = (("all", "everything"), ("entries", "new entries"), ("search", "searches"))


def overview(
    part: Part,
    *,
    fault: Mapping[str, Any],
    form_token: str,
    problem: str,
    total: int,
    entries: Sequence[Entry],
    searches: Sequence[tuple[str, dict[str, Any], int]],
) -> str:
    return _page(
        part,
        part.title,
        _problem(problem)
        + f'<p class="lead">{e(part.about)}</p>'
        + _faults(fault, form_token)
        + _held(total, entries)
        + _searches(searches),
    )


def entry(part: Part, entry: Entry) -> str:
    facts = {
        "Received": _time(entry.received_at),
        "Version": str(entry.version),
        "Bytes": f"{len(entry.body):,}",
        "Key": _code(entry.key),
        "SHA-256": _code(entry.sha256),
    }
    return _page(
        part,
        entry.reference,
        _back()
        + f"<h2>Entry {e(entry.reference)}</h2>"
        + _facts(facts, "about facts")
        + f'<section class="card"><h3>What it says</h3>{_value(json.loads(entry.body))}</section>'
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


def _faults(fault: Mapping[str, Any], form_token: str) -> str:
    hidden = f'<input type="hidden" name="form_token" value="{e(form_token)}">'
    if fault:
        return (
            '<section class="card on" aria-labelledby="faults"><h2 id="faults">A fault is on</h2>'
            f"<p>{_said(fault)}</p>"
            f'<form method="post" action="/faults">{hidden}'
            '<button name="do" value="off">Switch it off</button></form></section>'
        )
    return (
        '<section class="card" aria-labelledby="faults"><h2 id="faults">Everything works</h2>'
        "<details><summary>Make something go wrong</summary>"
        f'<form method="post" action="/faults">{hidden}{_kinds()}{_limits()}'
        '<button name="do" value="on">Switch the fault on</button></form></details></section>'
    )


def _kinds() -> str:
    radios = "".join(
        f'<label class="choice"><input type="radio" name="what" value="{value}" required>'
        f"<span><b>{e(label)}</b> {e(hint)}</span></label>"
        for value, label, hint in _KINDS
    )
    return f"<fieldset><legend>What should go wrong?</legend>{radios}</fieldset>"


def _limits() -> str:
    return (
        '<div class="limits">'
        + _choice("on", "Where", _AREAS)
        + _choice("status", "Status", _STATUSES)
        + _number("latency_ms", "Wait, in milliseconds", 0, 120_000, "3000")
        + _number("percent", "How often, in per cent", 1, 100, "100")
        + _number("count", "For how many calls", 1, 1_000_000)
        + _number("seconds", "For how many seconds", 1, 86_400)
        + '</div><p class="hint">Leave the last two empty and it stays on until switched off.</p>'
    )


def _number(name: str, label: str, low: int, high: int, value: str = "") -> str:
    return (
        f'<label class="{name}">{label}<input type="number" inputmode="numeric" name="{name}" '
        f'min="{low}" max="{high}" value="{value}"></label>'
    )


def _choice(name: str, label: str, options: Iterable[tuple[Any, str]]) -> str:
    listed = "".join(f'<option value="{value}">{e(text)}</option>' for value, text in options)
    return f'<label class="{name}">{label}<select name="{name}">{listed}</select></label>'


def _said(fault: Mapping[str, Any]) -> str:
    """`Answers 503 on new entries, for 3 more calls.`"""
    what = []
    if fault["latency_ms"]:
        what.append(f"waits {fault['latency_ms']:,} ms")
    if fault["status"]:
        what.append(f"answers {fault['status']}")
    flags = ("hang_after_accept", "reset", "down")
    what += [label.lower() for flag, label, _ in _KINDS if flag in flags and fault[flag]]
    text = " and ".join(what) or "does nothing"
    if not fault["down"]:
        text += f" on {dict(_AREAS)[fault['on']]}"
    if fault["probability"] < 1:
        text += f", {fault['probability']:.0%} of the time"
    if fault["count"] is not None:
        text += f", for {fault['count']:,} more call{'s' if fault['count'] != 1 else ''}"
    if fault["seconds"] is not None:
        text += f", for {fault['seconds']:g} more seconds"
    return e(f"{text[0].upper()}{text[1:]}.")


def _held(total: int, entries: Sequence[Entry]) -> str:
    heading = "No entries yet" if not total else f"{total:,} {'entry' if total == 1 else 'entries'}"
    if total > len(entries):
        heading += f", the newest {len(entries)} shown"
    times_seen = Counter(entry.key for entry in entries)
    items = "".join(_item(entry, double=times_seen[entry.key] > 1) for entry in entries)
    listed = (
        f'<ol class="entries">{items}</ol>' if items else "<p>What is sent here shows here.</p>"
    )
    return f'<section aria-labelledby="held"><h2 id="held">{heading}</h2>{listed}</section>'


def _item(entry: Entry, *, double: bool) -> str:
    badge = ' <span class="badge">held more than once under one key</span>' if double else ""
    facts = {
        "Received": _time(entry.received_at),
        "Version": str(entry.version),
        "Key": _code(entry.key),
        "SHA-256": _code(entry.sha256),
    }
    link = f'<a href="/entries/{e(entry.reference)}">{e(entry.reference)}</a>'
    ours = json.loads(entry.body).get("reference")
    if isinstance(ours, str):
        link += f' <span class="ours">{e(ours)}</span>'
    return f'<li class="card"><h3>{link}{badge}</h3>{_facts(facts)}</li>'


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
