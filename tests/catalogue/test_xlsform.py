"""Forms as a business lead writes them in a spreadsheet, with none of our columns or with few."""

from typing import Any

import pytest

from tests.catalogue.sheets import KINDS, SETTINGS, faults, fields, read

KNIFE_SWEEP = """
type | name | label | hint | required | relevant | constraint | appearance | parameters
start | start | | | | | | |
begin group | where | Where and when | | | | | |
note | intro | Record every sweep, also one that finds nothing. | | | | | |
dateTime | swept_at | When was it? | | yes | | . <= now() | |
geopoint | place | Where was it? | Stand at the entrance | yes | | | |
select_one area | area | What kind of place? | | yes | | | |
text | area_which | Which other place? | | | ${area} = 'other' | | |
end group | | | | | | | |
begin group | finds | What was found | | | | | |
select_one yes_no | found | Anything found? | | yes | | | |
begin repeat | items | Items | | | selected(${found}, 'yes') | | |
select_one weapon | weapon | What is it? | | yes | | | minimal |
text | weapon_text | Describe it | | | | string-length(.) <= 500 | multiline |
image | photo | Photo | | | | | |
end repeat | | | | | | | |
range | officers | How many officers? | | | | | | start=1 end=20 step=1
end group | | | | | | | |
"""
KNIFE_CHOICES = """
list_name | name | label
area | park | Park
area | estate | Estate
area | other | Somewhere else
yes_no | yes | Yes
yes_no | no | No
weapon | kitchen_knife | Kitchen knife
weapon | machete | Machete
"""


def knife_sweep() -> tuple[dict[str, Any], list[str]]:
    return read(
        survey=KNIFE_SWEEP,
        choices=KNIFE_CHOICES,
        settings="form_id | form_title | version\nKnife_Sweep | Knife sweep | 2026030101",
    )


def test_a_sheet_without_any_of_our_columns_is_a_form() -> None:
    document, _ = knife_sweep()
    assert (document["kind"], document["version"], document["title"]) == (
        "knife-sweep",
        1,
        "Knife sweep",
    )
    assert document["sections"] == [
        {
            "id": "where",
            "title": "Where and when",
            "help": "Record every sweep, also one that finds nothing.",
        },
        {"id": "finds", "title": "What was found"},
    ]
    found = fields(document)
    assert {name: (one["x-widget"], one["x-section"]) for name, one in found.items()} == {
        "swept_at": ("datetime", "where"),
        "place": ("place", "where"),
        "area": ("radio", "where"),
        "area_which": ("text", "where"),
        "found": ("boolean", "finds"),
        "items": ("repeat", "finds"),
        "officers": ("number", "finds"),
    }
    assert found["area_which"]["x-show-when"] == {"area": ["other"]}
    assert found["items"]["x-show-when"] == {"found": [True]}
    assert (found["officers"]["type"], found["officers"]["maximum"]) == ("integer", 20)
    item = found["items"]["items"]["properties"]
    assert item["weapon"]["x-labels"] == {"kitchen-knife": "Kitchen knife", "machete": "Machete"}
    assert item["weapon_text"]["maxLength"] == 500
    assert {one["x-marking"] for one in found.values()} == {"OFFICIAL-SENSITIVE"}


def test_what_a_sheet_leaves_open_is_assumed_and_told() -> None:
    _, notices = knife_sweep()
    said = "\n".join(notices)
    for part in (
        "survey, row 2, column A (type): Fieldbook keeps who wrote an entry",
        "survey, row 15, column A (type): photos and files are added to any entry",
        "survey, row 5, column E (required): required, so that no entry is empty",
        "survey, row 6, column E (required): asked for and not required: only what the law",
        "choices, row 7, column B (name): kitchen_knife is kept as kitchen-knife",
        "settings, row 2, column A (form_id): Knife_Sweep is kept as knife-sweep",
        "settings, row 2, column C (version): no whole number up to a million",
        "fieldbook_policy: marking is not given; assumed: OFFICIAL-SENSITIVE",
        "fieldbook_policy: review_mode is not given",
        "fieldbook_policy: retention_group is not given",
        "survey: no question says in fieldbook::entity",
    ):
        assert part in said, part
    assert "the group main" not in said
    assert said.count("survey, row 5, column E (required)") == 1


def test_only_what_the_law_requires_is_required() -> None:
    document, _ = read(
        survey="""
type | name | label | required | required_message | fieldbook::required-by | fieldbook::structural
text | what | What | yes | | | Nothing without it
text | power | Power | yes | | PACE 1984 s.3 |
text | phone | Phone | yes | Ask for a number | |
integer | age | Age | yes | | |
""",
        settings=SETTINGS,
    )
    assert document["schema"]["required"] == ["what", "power"]
    found = fields(document)
    assert (found["phone"]["x-asked"], found["age"]["x-asked"]) == (
        "Ask for a number",
        "The form asks for this.",
    )
    assert "x-asked" not in found["power"]


CONDITIONS = """
type | name | label | required | relevant | fieldbook::required-by
select_one yes_no | hurt | Hurt? | yes | | PACE
select_one kind | kind | Kind | | |
text | ask | Ask | {required} | {relevant} | {law}
"""


def conditional(required: str = "", relevant: str = "", law: str = "") -> tuple[Any, list[str]]:
    survey = CONDITIONS.format(required=required, relevant=relevant, law=law)
    document, notices = read(survey=survey, choices=KINDS, settings=SETTINGS)
    return document, [one for one in notices if "relevant" in one or "(required)" in one]


@pytest.mark.parametrize(
    ("relevant", "shown"),
    [
        ("${hurt} = 'yes'", {"hurt": [True]}),
        ("'yes' = ${hurt}", {"hurt": [True]}),
        ("${hurt} != 'yes'", {"hurt": [False]}),
        ("selected(${kind}, 'b_b')", {"kind": ["b-b"]}),
        ("${kind} = “a” or ${kind} = ‘c’", {"kind": ["a", "c"]}),
        ("not(${kind} = 'a')", {"kind": ["b-b", "c"]}),
        ("${kind} != ''", {"kind": ["a", "b-b", "c"]}),
        (
            "(${kind} = 'a' or ${kind}='c') and ${hurt} = 'no'",
            {"kind": ["a", "c"], "hurt": [False]},
        ),
        ("${kind} != 'a' and ${kind} != 'c'", {"kind": ["b-b"]}),
        ("true()", {}),
    ],
)
def test_a_condition_is_kept_as_far_as_a_form_can_say_it(relevant: str, shown: Any) -> None:
    document, said = conditional(relevant=relevant)
    assert (fields(document)["ask"]["x-show-when"], said) == (shown, [])


@pytest.mark.parametrize(
    ("relevant", "why"),
    [
        ("${hurt} = 'yes' or ${kind} = 'a'", "“or” between different questions"),
        ("not(${hurt} = 'yes' and ${kind} = 'a')", "“not” can be said of one question only"),
        ("${kind} = 'a' and ${kind} = 'c'", "it can never hold"),
        ("${kind} = ''", "whether a question was left empty"),
        ("count(${kind}) > 1", "“>” is more than a form can say"),
        ("${ask} = 'x'", "only one-of and yes-or-no questions beside it count, and ask is none"),
    ],
)
def test_what_a_form_cannot_say_is_told_and_always_shown(relevant: str, why: str) -> None:
    document, said = conditional(relevant=relevant)
    assert "x-show-when" not in fields(document)["ask"]
    assert said == [f"survey, row 4, column E (relevant): not kept, always shown: {why}"]


@pytest.mark.parametrize(
    ("relevant", "say"),
    [
        ("${hurt} = 'perhaps'", "hurt has no answer “perhaps”; it has yes, no"),
        ("${nobody} = 'yes'", "there is no question nobody in this survey"),
        ("${hurt} = 'yes", "cannot be read from “'yes” on; look at quotes and braces"),
        ("(${hurt} = 'yes'", "a bracket is not closed"),
        ("${hurt} = 'yes')", "“)” stands where nothing is expected"),
        ("${hurt} =", "ends too early"),
        ("(" * 60 + "${hurt}" + ")" * 60, "too many brackets within one another"),
        ("x" * 5000, "longer than 4000 characters"),
    ],
    ids=range(8),
)
def test_a_slip_in_a_condition_is_a_fault(relevant: str, say: str) -> None:
    survey = CONDITIONS.format(required="", relevant=relevant, law="")
    found = faults(survey=survey, choices=KINDS, settings=SETTINGS)
    assert found == [f"survey, row 4, column E (relevant): {say}"]


@pytest.mark.parametrize(
    ("required", "relevant", "branch", "test"),
    [
        ("${hurt} = 'yes'", "", "then", {"hurt": {"enum": [True]}}),
        ("yes", "${kind} = 'a'", "then", {"kind": {"enum": ["a"]}}),
        ("not(${kind} = 'a')", "", "else", {"kind": {"enum": ["a"]}}),
    ],
)
def test_what_a_law_requires_at_times_is_required_then(
    required: str, relevant: str, branch: str, test: Any
) -> None:
    document, said = conditional(required, relevant, "PACE Code A")
    rule = {"if": {"properties": test, "required": list(test)}, branch: {"required": ["ask"]}}
    assert (document["schema"]["allOf"], said) == ([rule], [])


def test_groups_hand_their_condition_down() -> None:
    document, _ = read(
        survey="""
type | name | label | required | relevant
begin_group | all | All | |
begin_group | one | One | |
select_one yes_no | hurt | Hurt | yes |
end_group | | | |
begin_group | two | Two | | ${hurt} = 'yes'
begin_group | deep | Deep | |
text | how | How | |
end_group | | | |
end_group | | | |
end_group | | | |
""",
        choices=KINDS,
        settings=SETTINGS,
    )
    assert [one["id"] for one in document["sections"]] == ["one", "two"]
    assert fields(document)["how"]["x-show-when"] == {"hurt": [True]}
