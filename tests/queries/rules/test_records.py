import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_api.queries.rules import records
from field_api.queries.rules.records import Record, Warning

# On a busy machine one example can take long; that is no finding.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(raw: object) -> Record | None:
    return records.read(raw, system="rms", system_name="Records")


def test_a_record_is_read_as_the_sandbox_gives_it() -> None:
    raw = {
        "ref": "RMS-000123",
        "type": "person",
        "as_of": "2026-11-01T10:00:00+00:00",
        "handling": "P",
        "values": {"name": "Daniel Okafor"},
        "warnings": [{"code": "vi", "label": "Violent", "advice": "Two up", "on": "2025-03-02"}],
    }
    record = read(raw)
    assert record is not None
    assert record.as_of == "2026-11-01T10:00:00.000000Z"
    assert record.warnings == (Warning("VI", "Violent", "Two up", "2025-03-02"),)


def test_a_warning_without_a_code_is_kept_under_its_label() -> None:
    record = read({"values": {}, "warnings": [{"label": "Dog"}, "Bites", {}, None]})
    assert record is not None
    assert [warning.code for warning in record.warnings] == ["DOG", "BITES"]


def test_what_is_no_record_is_none() -> None:
    for raw in (None, [], "x", {}, {"values": []}):
        assert read(raw) is None


def test_a_wrong_moment_is_no_moment() -> None:
    for value in (None, "", "yesterday", "2026-11-01", "2026-11-01T10:00:00", 7):
        assert records.moment(value) == ""


_text = st.text(st.sampled_from("aé☂\0\ud800\udc00\\u{"), max_size=8)
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _text,
    lambda inner: st.lists(inner) | st.dictionaries(_text, inner),
    max_leaves=8,
)


@patiently
@given(_json)
def test_whatever_a_system_sends_can_be_stored(value: Any) -> None:
    text = json.dumps(records.storable(value), allow_nan=False, ensure_ascii=False)
    assert "\0" not in text
    assert "\\u0000" not in text.replace("\\\\", "")
    text.encode()
    assert records.storable(records.storable(value)) == records.storable(value)


@patiently
@given(st.dictionaries(st.sampled_from(["ref", "type", "as_of", "warnings", "values"]), _json))
def test_no_answer_breaks_the_reading(raw: dict[str, Any]) -> None:
    read(raw)
