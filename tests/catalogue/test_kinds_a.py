"""Forms for the street and newer versions of the first three: sources, and what opens what."""

from datetime import UTC, datetime
from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from tests.catalogue import bodies
from tests.catalogue.bodies import every, fields, labels

KINDS = ("collision", "crime-report", "incident-update", "traffic-offence", "use-of-force")
NEWER = ("intelligence-report", "note", "stop-search")
FORMS = {f"{one['kind']}/{one['version']}": one for one in shipped.documents()}

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)

Spec = dict[str, Any]


@pytest.mark.parametrize("kind", [*KINDS, *NEWER])
def test_every_field_says_where_it_comes_from(kind: str) -> None:
    silent = [
        name
        for name, spec in every(bodies.newest(kind)["schema"])
        if not {"x-source", "x-required-by"} & spec.keys()
    ]
    assert silent == []


@pytest.mark.parametrize("kind", [*KINDS, *NEWER])
def test_what_names_a_person_is_sensitive(kind: str) -> None:
    personal = {"surname", "given_names", "dob", "address", "phone", "email", "vrm", "place"}
    open_ones = [
        name
        for name, spec in every(bodies.newest(kind)["schema"])
        if name.split(".")[-1] in personal and spec["x-marking"] != "OFFICIAL-SENSITIVE"
    ]
    assert open_ones == []


@pytest.mark.parametrize("kind", NEWER)
def test_an_entry_written_in_version_1_fits_version_2(kind: str) -> None:
    first, second = (FORMS[f"{kind}/{number}"]["schema"] for number in (1, 2))
    assert first["required"] == second["required"]
    assert first.get("allOf") == second.get("allOf")
    before = dict(every(first))
    after = dict(every(second))
    assert before.keys() < after.keys()
    for name, spec in before.items():
        said = {code for code in spec.get("enum", ()) if code not in after[name]["enum"]}
        assert (spec["type"], said) == (after[name]["type"], set()), name


OPENS = [
    (kind, other)
    for kind in (*KINDS, *NEWER)
    for other in bodies.newest(kind).get("opens", ())
    if other["kind"] in bodies.KINDS
]


@pytest.mark.parametrize(("kind", "other"), OPENS, ids=lambda each: str(each)[:40])
def test_what_is_carried_into_another_form_fits_there(kind: str, other: Spec) -> None:
    here, there = fields(kind), fields(other["kind"])
    for theirs, ours in other["copy"].items():
        if "." in theirs + ours:
            continue  # see tests/catalogue/test_arrest.py
        assert here[ours]["x-widget"] in SAME[there[theirs]["x-widget"]], theirs
        assert set(here[ours].get("enum", ())) <= set(there[theirs].get("enum", ())), theirs
        assert here[ours].get("maxLength", 0) <= there[theirs].get("maxLength", 0), theirs


SAME = {
    "text": {"text"},
    "textarea": {"text", "textarea"},
    "datetime": {"datetime"},
    "date": {"date"},
    "place": {"place"},
    "number": {"number"},
    "boolean": {"boolean"},
    "choice": {"choice", "radio"},
    "radio": {"choice", "radio"},
    "repeat": {"repeat"},
}


def test_force_and_worry_at_a_search_open_their_own_records() -> None:
    opened = [(one["kind"], one["when"]) for one in bodies.newest("stop-search")["opens"]]
    assert opened == [
        ("use-of-force", {"handcuffs_or_force_used": [True]}),
        ("arrest", {"outcome": ["bu-arrest"]}),
        ("public-protection-notice", {"safeguarding_concern": [True]}),
        ("public-protection-notice", {"under_18": [True]}),
    ]


def test_a_search_carries_both_ethnicities_into_a_notice_each_as_itself() -> None:
    both = {name: name for name in ("self_defined_ethnicity", "officer_defined_ethnicity")}
    for one in bodies.newest("stop-search")["opens"]:
        if one["kind"] == "public-protection-notice":
            assert both.items() <= one["copy"].items()


# --- crime ----------------------------------------------------------------------------------------


def test_a_crime_needs_words_and_nothing_else() -> None:
    """The POLE minimum is asked for and never stops a report."""
    assert list(shipped.example("crime-report", "minimal")) == ["narrative"]


def test_a_short_account_of_how_it_was_done_is_asked_about() -> None:
    """NPCC POLE 5.1: at least 20 characters, 300 at most."""
    form = bodies.form("crime-report")
    body = {"narrative": "Shed forced.", "mo": "Hasp levered off"}
    assert bodies.told("crime-report", body) == []
    assert [one.pointer for one in rules.warnings(form, body, NOW)] == ["/mo"]
    assert fields("crime-report")["mo"]["maxLength"] == 300


def test_fraud_worry_and_domestic_abuse_open_their_own_records() -> None:
    opened = {one["kind"]: one["when"] for one in bodies.newest("crime-report")["opens"]}
    assert opened == {
        "domestic-abuse": {"domestic_abuse": [True]},
        "public-protection-notice": {"vulnerable_person": [True]},
        "fraud-report": {"fraud": [True]},
    }


def test_the_five_strands_are_verified_and_local_ones_are_not() -> None:
    spec = fields("crime-report")["hate_strands"]
    verified = set(labels(spec)) - set(spec["x-seed-values"])
    assert verified == {"race", "religion", "sexual-orientation", "disability", "transgender"}


def test_an_organisation_is_never_a_person() -> None:
    """NPCC POLE 5.2."""
    organisation = fields("crime-report", "victims")["organisation"]["x-entity"]
    assert organisation["type"] == "organisation"


def test_an_offence_is_a_code_of_the_national_list() -> None:
    assert fields("crime-report")["offence"]["x-list"] == "cjs-offences"
    assert fields("traffic-offence", "offences")["code"]["x-list"] == "cjs-offences"
