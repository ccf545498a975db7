"""Crime, incident, use of force, traffic and collision: the values of their national standards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from tests.catalogue import bodies

KINDS = ("collision", "crime-report", "incident-update", "traffic-offence", "use-of-force")
NEWER = ("intelligence-report", "note", "stop-search")
FORMS = {f"{one['kind']}/{one['version']}": one for one in shipped.documents()}

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)

Spec = dict[str, Any]


def fields(kind: str, repeat: str = "") -> dict[str, Spec]:
    found: dict[str, Spec] = bodies.newest(kind)["schema"]["properties"]
    return found[repeat]["items"]["properties"] if repeat else found


def labels(spec: Spec) -> dict[str, str]:
    listed = spec["items"] if spec["x-widget"] == "checks" else spec
    found: dict[str, str] = listed["x-labels"]
    return found


def every(schema: Spec, at: str = "") -> Iterator[tuple[str, Spec]]:
    for name, spec in schema["properties"].items():
        yield f"{at}{name}", spec
        if spec["x-widget"] == "repeat":
            yield from every(spec["items"], f"{at}{name}[].")


def with_(kind: str, **answers: Any) -> list[tuple[str, str]]:
    return bodies.told(kind, {**shipped.example(kind, "minimal"), **answers})


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
        ("public-protection-notice", {"safeguarding_concern": [True]}),
        ("public-protection-notice", {"under_18": [True]}),
    ]


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


# --- use of force ---------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["location_types", "impact_factors", "reasons", "outcomes"])
def test_use_of_force_values_are_spelled_as_published(field: str) -> None:
    spec = fields("use-of-force")[field]
    seeds = spec.get("x-seed-values", ())
    assert [label for code, label in labels(spec).items() if code not in seeds] == FORCE[field]


def test_tactics_are_told_in_order_each_with_whether_it_worked() -> None:
    spec = fields("use-of-force")["tactics"]
    assert (spec["minItems"], list(spec["items"]["properties"])[:2]) == (1, ["tactic", "effective"])
    again = [{"tactic": "tactical-communications", "effective": False}] * 2
    assert with_("use-of-force", tactics=again) == []


def test_what_was_recalled_is_marked_so() -> None:
    assert fields("use-of-force")["conduct"]["x-seed"] == "unverified"
    assert "18-34" not in fields("use-of-force")["age_band"]["x-seed-values"]
    assert "aep-fired" in fields("use-of-force", "tactics")["tactic"]["x-seed-values"]


def test_nobody_reads_force_before_it_counts() -> None:
    assert bodies.form("use-of-force").review.mode is rules.Mode.NONE


# --- traffic --------------------------------------------------------------------------------------


def test_a_notice_of_intended_prosecution_is_asked_for_by_its_law() -> None:
    spec = fields("traffic-offence")["nip_given"]
    assert spec["x-required-by"] == "Road Traffic Offenders Act 1988 s.1(1)"
    assert with_("traffic-offence", nip_applies=True) == [("/nip_given", "required")]
    assert with_("traffic-offence", nip_applies=False) == []


def test_speeding_needs_a_speed_and_a_limit() -> None:
    assert with_("traffic-offence", speed_offence=True) == [
        ("/speed", "required"),
        ("/limit", "required"),
    ]


def test_a_reply_is_direct_speech_and_may_be_signed() -> None:
    assert list(fields("traffic-offence", "reply")) == ["speaker", "words"]
    assert fields("traffic-offence")["signature"]["x-widget"] == "signature"


# --- collision ------------------------------------------------------------------------------------


def test_severities_are_those_of_stats19() -> None:
    three = {"1": "Fatal", "2": "Serious", "3": "Slight"}
    assert labels(fields("collision")["severity"]) == three
    assert labels(fields("collision", "casualties")["severity"]) == three
    assert labels(fields("collision", "casualties")["injury_severity"]) == {
        "1": "Fatal",
        "5": "Very Serious",
        "6": "Moderately Serious",
        "7": "Less Serious",
        "3": "Slight",
    }


@pytest.mark.parametrize(
    ("repeat", "field", "codes"),
    [
        ("", "junction_detail", "0 13 16 17 18"),
        ("", "pedestrian_crossing", "0 11 12 13 14 15 16 17"),
        ("", "hazards", "0 11 12 13 14 15 16 17 18 19 20 21"),
        ("", "speed_limit", "20 30 40 50 60 70"),
        ("", "light", "1 4 5 6 7"),
        ("", "attended", "1 2"),
        ("vehicles", "journey_purpose", "1 2 6 7 8 9"),
        ("vehicles", "manoeuvre", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 19 20"),
        ("vehicles", "direction_from", "0 1 2 3 4 5 6 7 8"),
        ("casualties", "casualty_class", "1 2 3"),
        ("casualties", "casualty_sex", "1 2"),
        ("casualties", "pedestrian_location", "1 2 3 4 5 6 7 8 9 10"),
    ],
)
def test_codes_are_those_of_2024(repeat: str, field: str, codes: str) -> None:
    assert list(labels(fields("collision", repeat)[field])) == codes.split()


def test_a_published_placeholder_is_never_an_answer() -> None:
    offered = {
        label.lower()
        for _, spec in every(bodies.newest("collision")["schema"])
        for label in spec.get("x-labels", {}).values()
    }
    assert not {one for one in offered if "data missing" in one or "self rep" in one}


def test_somebody_hurt_is_a_casualty() -> None:
    assert with_("collision", injury=True) == [("/casualties", "required")]
    assert with_("collision", injury=False) == []


def test_what_a_driver_must_give_names_its_law() -> None:
    rows = fields("collision", "vehicles")
    assert rows["details_given"]["x-source"] == "Road Traffic Act 1988 s.170(2)"
    assert rows["insurance_shown"]["x-source"] == "Road Traffic Act 1988 s.170(5)"


FORCE = {
    "location_types": [
        "Street/Highway",
        "Public transport",
        "Retail",
        "Open ground",
        "Licensed premises",
        "Sports/event stadia",
        "Hospital/A&E (non MH)",
        "Mental health setting",
        "Police vehicle with cage",
        "Police vehicle without cage",
        "Dwelling",
        "Police station (not custody)",
        "Custody block",
        "Ambulance",
        "Other",
    ],
    "impact_factors": [
        "Possession of a weapon",
        "Alcohol",
        "Drugs",
        "Mental health",
        "Prior knowledge",
        "Size/gender/build",
        "Acute behavioural disorder",
        "Crowd",
        "Other",
    ],
    "reasons": [
        "Protect self",
        "Protect public",
        "Protect subject",
        "Protect other officers",
        "Prevent offence",
        "Secure evidence",
        "Effect search",
        "Effect arrest",
        "Method of entry",
        "Remove handcuffs",
        "Prevent harm",
        "Prevent escape",
        "Other",
    ],
    "outcomes": [
        "Made off/escaped",
        "Arrested",
        "Hospitalised",
        "Detained - Mental Health Act",
        "Fatality",
        "Other",
        "No further action",
    ],
}
