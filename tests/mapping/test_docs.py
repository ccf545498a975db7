"""The worked example of docs/mapping.md works, and its tables are complete."""

import json
import re
from pathlib import Path

from field_api.mapping import python, urls
from field_api.mapping.rules import template
from field_api.mapping.rules.functions import Functions, functions

PAGE = (Path(python.__file__).parents[3] / "docs" / "mapping.md").read_text("utf-8")
BLOCKS = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_makes_what_the_page_says() -> None:
    document, entry, wanted = (json.loads(block) for block in BLOCKS)
    (maps,) = re.findall(r"value map `(\{.*?\})`", PAGE)
    assert template.compiled(document, json.loads(maps)).make(entry) == (wanted, [])


def test_every_function_of_our_own_is_on_the_page() -> None:
    ours = Functions.FUNCTION_TABLE.keys() - functions.Functions.FUNCTION_TABLE.keys()
    assert {name for name in ours if f"`{name}(" not in PAGE} == set()


def test_every_address_is_on_the_page() -> None:
    ends = {str(route.pattern).rpartition("/")[2] for route in urls.api_urlpatterns}
    assert {end for end in ends if end != "<int:id>" and end not in PAGE} == set()
