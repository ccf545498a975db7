"""Signatures drawn over an entry: what exactly was shown to who signed. Pure."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from field_api.catalogue.rules.faults import Problem
from field_api.catalogue.rules.forms import Document, Form, label, pointer


def shown(schema: Document, body: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the answers without signatures, as canonical JSON: what was signed.

    Members sorted, no blanks, no escapes but those JSON demands (RFC 8785; numbers as a form holds
    them are written alike by both sides).
    """
    fields = schema["properties"]
    answers = {
        name: value
        for name, value in body.items()
        if fields.get(name, {}).get("x-widget") != "signature"
    }
    text = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def signed_otherwise(form: Form, body: Mapping[str, Any]) -> Iterator[Problem]:
    """A question for each signature that was given over other answers than these."""
    given = [
        name
        for name, spec in form.schema["properties"].items()
        if spec["x-widget"] == "signature" and name in body
    ]
    for name in given:
        if body[name]["shown"] != shown(form.schema, body):
            said = f"{label(form, [name])}: given over other answers than these"
            yield Problem(pointer([name]), "signed-otherwise", said)
