"""The fault switch of a sandbox system's page as HTML."""

from collections.abc import Iterable, Mapping
from html import escape as e
from typing import Any

_KINDS = (
    ("slow", "Answers slowly", "Waits before every answer."),
    ("status", "Answers an error", "Takes nothing and answers with a status."),
    (
        "hang_after_accept",
        "Takes the entry, then never answers",
        "The worst one: the sender cannot know.",
    ),
    ("pending", "Decides later", "Takes the entry; accept or reject it on its own page."),
    ("drip", "Drips its answer", "One byte at a time, for a minute."),
    ("oversize", "Says far too much", "Megabytes after its answer."),
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
_AREAS = (("all", "everything"), ("entries", "new entries"), ("search", "searches"))


def token_field(form_token: str) -> str:
    return f'<input type="hidden" name="form_token" value="{e(form_token)}">'


def switch(fault: Mapping[str, Any], form_token: str) -> str:
    hidden = token_field(form_token)
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
    what += [label.lower() for flag, label, _ in _KINDS if fault.get(flag) is True]
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
