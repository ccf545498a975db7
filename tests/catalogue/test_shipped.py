"""The forms that come with Fieldbook: fit to publish, true to the law and to published lists."""

from collections.abc import Iterator
from typing import Any

import pytest

from field_api.catalogue import lint, shipped
from field_api.catalogue.actions import digest
from field_api.connectors.sandbox.systems import stop_search as register
from tests.catalogue import bodies

CASES = [(kind, case) for kind in bodies.KINDS for case in shipped.broken(kind)]
NAMES = [f"{kind}: {case['breaks']}" for kind, case in CASES]


def properties(kind: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = bodies.document(kind)["schema"]["properties"]
    return found


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_it_is_fit_to_publish(kind: str) -> None:
    assert lint.faults(bodies.document(kind)) == []


@pytest.mark.parametrize("kind", bodies.KINDS)
@pytest.mark.parametrize("name", ["valid", "minimal"])
def test_its_examples_have_no_problem(kind: str, name: str) -> None:
    assert bodies.told(kind, shipped.example(kind, name)) == []


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_its_minimal_example_holds_only_what_is_required(kind: str) -> None:
    body = shipped.example(kind, "minimal")
    for name in body:
        without = {other: body[other] for other in body if other != name}
        assert (f"/{name}", "required") in bodies.told(kind, without)


@pytest.mark.parametrize(("kind", "case"), CASES, ids=NAMES)
def test_one_broken_rule_is_one_problem(kind: str, case: dict[str, object]) -> None:
    body = bodies.broken(kind, case)
    assert bodies.told(kind, body) == [(case["pointer"], case["code"])]


def test_a_search_record_never_needs_a_name() -> None:
    """PACE Code A 4.3A."""
    assert not {"surname", "given_names", "dob", "address"} & set(
        shipped.example("stop-search", "minimal")
    )


def test_an_unattended_vehicle_has_no_ethnicity() -> None:
    """PACE 1984 s.3(6)(a)(v)."""
    body = shipped.example("stop-search", "minimal")
    del body["self_defined_ethnicity"], body["officer_defined_ethnicity"]
    assert bodies.told("stop-search", {**body, "search_type": "vehicle", "unattended": True}) == []


@pytest.mark.parametrize("power", ["pace-s6", "sentencing-s342e"])
def test_a_power_without_suspicion_or_authorisation_asks_for_neither(power: str) -> None:
    body = {**shipped.example("stop-search", "minimal"), "power": power}
    del body["grounds"]
    assert bodies.told("stop-search", body) == []


@pytest.mark.parametrize("power", ["cjpoa-s60", "public-order-s11", "terrorism-s47a"])
def test_an_authorised_power_asks_for_its_authorisation_instead_of_grounds(power: str) -> None:
    body = {**shipped.example("stop-search", "minimal"), "power": power}
    del body["grounds"]
    assert bodies.told("stop-search", body) == [("/authorisation_ref", "required")]


def test_published_values_are_spelled_as_published() -> None:
    """data.police.uk, to the character: even the stray space in section 34B."""
    fields = properties("stop-search")
    for name, published in PUBLISHED.items():
        assert list(verified(fields[name])) == published, name


def verified(spec: dict[str, Any]) -> Iterator[str]:
    """The labels checked against what is published."""
    seeds = spec.get("x-seed-values", ())
    yield from (label for code, label in spec["x-labels"].items() if code not in seeds)


def test_no_field_asks_who_the_source_is() -> None:
    inner = properties("intelligence-report")["items"]["items"]["properties"]
    names = {*properties("intelligence-report"), *inner}
    assert {name for name in names if "source" in name} == {"source_kind", "source_evaluation"}


PUBLISHED = {
    "search_type": ["Person search", "Vehicle search", "Person and Vehicle search"],
    "power": [
        "Misuse of Drugs Act 1971 (section 23)",
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Police and Criminal Evidence Act 1984 (section 6)",
        "Criminal Justice and Public Order Act 1994 (section 60)",
        "Firearms Act 1968 (section 47)",
        "Psychoactive Substances Act 2016 (s36(2))",
        "Psychoactive Substances Act 2016 (s37(2))",
        "Poaching Prevention Act 1862 (section 2)",
        "Criminal Justice Act 1988 (section 139B)",
        "Wildlife and Countryside Act 1981 (section 19)",
        "Environmental Protection Act 1990 (section 34B )",
        "Aviation Security Act 1982 (section 27(1))",
        "Deer Act 1991 (section 12)",
        "Public Stores Act 1875 (section 6)",
        "Customs and Excise Management Act 1979 (section 163)",
        "Hunting Act 2004 (section 8)",
        "Protection of Badgers Act 1992 (section 11)",
        "Crossbows Act 1987 (section 4)",
        "Conservation of Seals Act 1970 (section 4)",
        "Sporting Events Act 1985 (section 7)",
    ],
    "object_of_search": [
        "Controlled drugs",
        "Offensive weapons",
        "Stolen goods",
        "Article for use in theft",
        "Evidence of offences under the Act",
        "Anything to threaten or harm anyone",
        "Articles for use in criminal damage",
        "Firearms",
        "Psychoactive substances",
        "Fireworks",
        "Game or poaching equipment",
        "Goods on which duty has not been paid etc.",
        "Crossbows",
        "Evidence of wildlife offences",
        "Seals or hunting equipment",
        "Detailed object of search unavailable",
    ],
    "gender": ["Male", "Female", "Other"],
    "age_range": ["under 10", "10-17", "18-24", "25-34", "over 34"],
    "outcome": [
        "A no further action disposal",
        "Arrest",
        "Community resolution",
        "Summons / charged by post",
        "Khat or Cannabis warning",
        "Penalty Notice for Disorder",
        "Caution (simple or conditional)",
    ],
    "self_defined_ethnicity": [
        "White - English/Welsh/Scottish/Northern Irish/British",
        "White - Irish",
        "White - Gypsy or Irish Traveller",
        "White - Any other White background",
        "Mixed/Multiple ethnic groups - White and Black Caribbean",
        "Mixed/Multiple ethnic groups - White and Black African",
        "Mixed/Multiple ethnic groups - White and Asian",
        "Mixed/Multiple ethnic groups - Any other Mixed/Multiple ethnic background",
        "Asian/Asian British - Indian",
        "Asian/Asian British - Pakistani",
        "Asian/Asian British - Bangladeshi",
        "Asian/Asian British - Chinese",
        "Asian/Asian British - Any other Asian background",
        "Black/African/Caribbean/Black British - Caribbean",
        "Black/African/Caribbean/Black British - African",
        "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background",
        "Other ethnic group - Arab",
        "Other ethnic group - Any other ethnic group",
        "Other ethnic group - Not stated",
    ],
}

# What has been published stays as it is. A change is a new file with the next version.
DIGESTS = {
    "arrest/1": "0d7c5393611d4ae3defa507ef9018e00",
    "collision/1": "7674d1bdbca7b844dddd3b96b0400ac4",
    "crime-report/1": "f362ab67dba559e3c17ef84c3e24b934",
    "crime-report/2": "9f5aa299b12d7db23a9ef9873d8fe0be",
    "domestic-abuse/1": "1faa8023164d7b86daa6a4a3c6eb55d6",
    "domestic-abuse/2": "761a039ddb23de7b30c27f2a43220a44",
    "exploitation-concern/1": "2682b2aafb9da8ceb5adb4ed25a30bec",
    "exploitation-concern/2": "bc7c9e818d61fe4a1a245c62c0f71f6e",
    "fraud-report/1": "5f18961de4b163485fed96def2b06704",
    "fraud-report/2": "0b9b8ab51a93d8b8f5817e2d90bb5ec1",
    "incident-update/1": "6c24be56f468feed32e714397e144320",
    "intelligence-report/1": "0aef934541c02396a46f40baa7a356cf",
    "intelligence-report/2": "f9341d42621086321049a1eaf7f49c1d",
    "missing-person/1": "0a038fd06a8b259ebb8b5694403b238c",
    "missing-person/2": "2d0d4dbb99ac10fb709b89b1c72f3c5b",
    "note/1": "8996f760c5d6f2b2af02b1fce0a3f6e4",
    "note/2": "de7c7959c933d81eabf0e13cd71d2c63",
    "prevent-referral/1": "8f08381a1237ad533bdaf227cf36a803",
    "prevent-referral/2": "37e2df4cad28469d3544b7aa3f70fd34",
    "protect-advice/1": "318c1af1a5a349b8d93cbd9030e8ad3c",
    "public-protection-notice/1": "3cd05bd848e07f539ab73e12dc0a3e21",
    "public-protection-notice/2": "e5e1c733f5857ee9121316a326e6d79e",
    "source-record/1": "d81b5f6b5466a324347b779e3818ea05",
    "statement/1": "b4fd248000a172935f5e7bc412301485",
    "statement-rear/1": "89a7cfc4ef96a11a858e99a71ae632f6",
    "statement-rear/2": "7aa9b709b987f0cb48dd6c2e295bad27",
    "stop-search/1": "3d2d7655c381e8cc8c78c8ed251a1a3f",
    "stop-search/2": "f5a4db5d7c63771e585d31f1762a649f",
    "stop-search/3": "5c5928ecf09759e45357e6ea47ca9fb7",
    "traffic-offence/1": "9b43476c105db9a557fb12607eeddd9c",
    "use-of-force/1": "819e7b57d79fe2ef3691557648b6ca09",
}


def test_a_published_version_is_never_edited() -> None:
    """A version that is added is added here; one that stands here may not change."""
    standing = {f"{one['kind']}/{one['version']}": digest(one)[:32] for one in shipped.documents()}
    assert standing == DIGESTS


NOT_PUBLISHED = {"White - Roma"}
"""Counted since the census of 2021; the register is told the nearest value it knows."""


def test_the_register_we_ship_to_try_against_knows_every_label() -> None:
    """The sandbox keeps lists of its own, as a register in service would."""
    for name, theirs in {
        "search_type": register.SEARCH_TYPES,
        "power": register.POWERS,
        "object_of_search": register.OBJECTS,
        "self_defined_ethnicity": register.SELF_DEFINED,
        "gender": register.GENDERS,
        "age_range": register.AGE_RANGES,
        "outcome": register.OUTCOMES,
    }.items():
        known = set(properties("stop-search")[name]["x-labels"].values()) - NOT_PUBLISHED
        assert known == set(theirs), name
