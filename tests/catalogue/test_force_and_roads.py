"""Use of force, traffic offences and collisions: the values of their national standards."""

import pytest

from field_api.catalogue import rules
from tests.catalogue import bodies
from tests.catalogue.bodies import every, fields, labels, told_of

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
    assert told_of("use-of-force", tactics=again) == []


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
    assert told_of("traffic-offence", nip_applies=True) == [("/nip_given", "required")]
    assert told_of("traffic-offence", nip_applies=False) == []


def test_speeding_needs_a_speed_and_a_limit() -> None:
    assert told_of("traffic-offence", speed_offence=True) == [
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
    assert told_of("collision", injury=True) == [("/casualties", "required")]
    assert told_of("collision", injury=False) == []


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
