"""What the story's officers write: the catalogue's golden examples, all of them made up."""

import json
from copy import deepcopy
from functools import cache
from typing import Any

from django.apps import apps

Body = dict[str, Any]

KINDS = ("note", "stop-search", "intelligence-report")


@cache
def _example(kind: str) -> Body:
    folder = apps.get_app_config("catalogue").path
    with open(f"{folder}/examples/{kind}.valid.json", encoding="utf-8") as file:
        document: Body = json.load(file)
    body: Body = document["body"]
    return body


def body(kind: str, mark: str = "") -> Body:
    """A valid body of this kind. `mark` goes into its free text, to tell entries apart."""
    made = deepcopy(_example(kind))
    if kind == "note":
        made["text"] = f"{made['text']} {mark}".strip()
    elif kind == "stop-search":
        made["grounds"] = f"{made['grounds']} {mark}".strip()
    else:
        made["items"][0]["narrative"] = f"{made['items'][0]['narrative']} {mark}".strip()
    return made
