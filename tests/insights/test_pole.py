"""Every kind as POLE JSON."""

import json

import pytest

from field_api.connectors.sandbox.systems import PARTS
from field_api.insights.rules import RETURNS
from tests.catalogue import bodies
from tests.insights.records import GIVEN, record

RETURN = RETURNS["pole"]


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_every_kind_is_told_whole(kind: str) -> None:
    one = record(kind)
    tables = RETURN.tables([one, one], GIVEN)
    (first, second) = json.loads(b"".join(RETURN.form("").write(tables, [one, one], GIVEN)))
    assert first == second
    assert PARTS["integration-hub"].check(first) == []
    assert first["meta"] == {"marking": "OFFICIAL-SENSITIVE"}
    shown = {row["Id"] for row in tables["pole"].rows}
    assert shown == {each["id"] for each in first["included"]}
    assert all(row["Reference"] == "34/26/000123" for row in tables["pole"].rows)


def test_a_preview_names_nobody() -> None:
    rows = RETURN.tables([record("crime-report")], GIVEN)["pole"].rows
    assert "Sample" not in str(rows)
    assert any("victim" in row["Link reasons"] for row in rows)


def test_what_the_hub_would_refuse_is_said() -> None:
    body = {"text": "Spoke to her.", "persons": [{"surname": "S" * 60, "role": "witness"}]}
    (refused,) = RETURN.refused(record("note", body), GIVEN)
    assert "surname" in refused[0].casefold()
    assert "35" in refused[1]


def test_a_month_without_entries_is_an_empty_array() -> None:
    assert json.loads(b"".join(RETURN.form("").write({}, [], GIVEN))) == []
