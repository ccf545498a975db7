"""Types, languages and slips: whatever stands in a spreadsheet is asked, told of or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.catalogue import lint
from field_api.catalogue.rules import xlsform
from field_api.catalogue.rules.xlsform import Unreadable
from tests.catalogue.sheets import KINDS, SETTINGS, Grid, faults, fields, read


def test_one_language_is_kept_and_the_others_are_named() -> None:
    document, notices = read(
        survey="""
type | name | label::English (en) | label::Welsh (cy) | hint::Welsh (cy)
text | name | Name | Enw | Awgrym
""",
        settings="form_id | default_language\nsample | English (en)",
    )
    assert fields(document)["name"]["title"] == "Name"
    assert "description" not in fields(document)["name"]
    said = "survey: a form has one language now: “English (en)” is kept, not kept: Welsh (cy)"
    assert said in notices


def test_a_language_may_be_asked_for() -> None:
    document, _ = read(
        survey="type | name | label::English (en) | label::Welsh (cy)\ntext | name | Name | Enw",
        settings="form_id | default_language\nsample | Welsh (cy)",
    )
    assert fields(document)["name"]["title"] == "Enw"


def test_other_is_added_as_the_dialect_adds_it() -> None:
    document, _ = read(
        survey="type | name | label\nselect_one kind or_other | kind | Kind",
        choices=KINDS,
        settings=SETTINGS,
    )
    found = fields(document)
    assert found["kind"]["enum"] == ["a", "b-b", "c", "other"]
    assert found["kind_other"]["x-show-when"] == {"kind": ["other"]}


EVERY_TYPE = """
type | name | label | default | calculation | choice_filter | read_only | appearance | constraint
time | at | At | | | | | |
rank kind | best | Best | | | | | |
barcode | tag | Tag | | | | | |
acknowledge | read | Read | | | | | |
dateTime | when | When | now() | | | | |
select_one kind | kind | Kind | a | | region=${kind} | | minimal |
image | signed | Sign | | | | | signature |
decimal | speed | Speed | | | | yes | | . > 0 and . <= 99.5 and . mod 2 = 0
calculate | sum | | | 1 + 1 | | | |
audio | voice | Voice | | | | | |
deviceid | device | | | | | | |
text | Full-Name | | | concat('a') | | | |
note | warning | Stay away | | | | | warn |
"""


def test_every_other_type_is_asked_told_of_or_refused() -> None:
    document, notices = read(survey=EVERY_TYPE, choices=KINDS, settings=SETTINGS)
    found = fields(document)
    assert {name: one["x-widget"] for name, one in found.items()} == {
        "at": "text",
        "best": "checks",
        "tag": "text",
        "read": "boolean",
        "when": "datetime",
        "kind": "choice",
        "signed": "signature",
        "speed": "number",
        "full_name": "text",
    }
    assert found["when"]["x-prefill"] == "now"
    assert (found["speed"]["minimum"], found["speed"]["maximum"]) == (1, 99.5)
    assert document["sections"] == [{"id": "main", "title": "Details", "warn": "Stay away"}]
    said = "\n".join(notices)
    for part in (
        "row 2, column A (type): a time without its day",
        "row 3, column A (type): asked as a list to tick: an order is not kept",
        "row 7, column D (default): not kept: an answer that nobody gave is no evidence",
        "row 7, column F (choice_filter): not kept",
        "row 9, column G (read_only): not kept",
        "row 9, column I (constraint): not kept, a form cannot say it: . mod 2 = 0",
        "row 10, column A (type): Fieldbook asks and calculates nothing",
        "row 11, column A (type): photos and files are added to any entry",
        "row 12, column A (type): Fieldbook keeps who wrote an entry",
        "row 13, column B (name): Full-Name is kept as full_name",
        "row 13, column C (label): no label; shown as “Full-name”",
        "row 13, column E (calculation): not kept",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("survey", "say"),
    [
        ("geoshape | a | A", "survey, row 2, column A (type): Fieldbook cannot ask geoshape;"),
        ("select_one gone | a | A", "row 2, column A (type): there is no list gone on the sheet"),
        ("begin group | a | A\ntext | b | B", "row 2, column A (type): add a row “end_group”"),
        ("text | a | A\nend repeat | |", "row 3, column A (type): nothing was begun"),
        ("begin repeat | a | A\nend group | |", "row 3, column A (type): the repeat of row 2"),
        ("text | a | A\ntext | A | B", "row 3, column B (name): A stands twice"),
        ("text | | A", "row 2, column B (name): give the question a short name"),
        (
            "begin repeat | a | A\nbegin repeat | b | B\ntext | c | C\n" + "end repeat | |\n" * 2,
            "row 3, column A (type): a repeat within a repeat cannot be asked",
        ),
        ("start | a |", "survey: there is no question that could be asked"),
    ],
    ids=range(9),
)
def test_what_cannot_be_asked_is_a_fault_with_its_place(survey: str, say: str) -> None:
    found = faults(survey=f"type | name | label\n{survey}", settings=SETTINGS)
    assert any(say in one for one in found), found


def test_every_fault_is_told_at_once() -> None:
    found = faults(
        survey="""
type | name | label | fieldbook::order | fieldbook::json | fieldbook::widget
text | a | A | first | |
text | b | B | | [1] |
text | c | C | | | radio
begin_repeat | d | D | | |
text | e | E | | |
end_repeat | | | | |
""",
        choices="list_name | name | label\n | a | A\nl | ! | B\nl | c | C\nl | c | D",
        settings="form_title\nSample",
        fieldbook_policy="""
setting | value | label
urgent | perhaps |
colour | red |
json | {{ | title
""",
        fieldbook_prompts="field | say | shorter_than\nz | Say more | 5\na | Say more | five",
        fieldbook_opens="kind | when | say | copy\nnote | ${z} = 'a' | Write a note | text",
    )
    places = [one.split(":")[0] for one in found]
    assert places == [
        "choices, row 2, column A (list_name)",
        "choices, row 3, column B (name)",
        "choices, row 5, column B (name)",
        "settings, row 2, column form_id",
        "fieldbook_policy, row 2, column B (value)",
        "fieldbook_policy, row 3, column A (setting)",
        "survey, row 2, column D (fieldbook",
        "survey, row 3, column E (fieldbook",
        "survey, row 4, column F (fieldbook",
        "fieldbook_prompts, row 2, column A (field)",
        "fieldbook_prompts, row 3, column C (shorter_than)",
        "fieldbook_opens, row 2, column B (when)",
        "fieldbook_policy, row 4, column B (value)",
    ]


def test_columns_and_sheets_that_are_not_read_are_named() -> None:
    _, notices = read(
        survey="type | name | label | media::image | bind::type\ntext | a | A | a.png | int",
        choices="list_name | name | label | region\nl | a | A | north",
        settings=SETTINGS,
        entities="list_name\nx",
    )
    for part in (
        "survey: the column media::image is not read",
        "survey: the column bind::type is not read",
        "choices: the column region is not read",
        "entities: this sheet is not read",
    ):
        assert any(one.startswith(part) for one in notices), part


WORDS = """
type name label required relevant constraint default appearance parameters list_name value text
integer note select_one rank begin_group end_group begin_repeat end_repeat range image geopoint
a b kind yes no ${a} = 'yes' ( ) not( and or 5 -1 1.5 start=x or_other fieldbook::json
fieldbook::order fieldbook::widget fieldbook::entity fieldbook::at-most {"items":null} = ; :: |
{"x-widget":[]} 999999999999 setting say when copy contains field json urgent review_roles
label::Welsh
""".split()
cells = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.text(max_size=5)
grids = st.lists(st.lists(cells, max_size=6), max_size=6)


@given(
    st.fixed_dictionaries(
        {"survey": grids},
        optional=dict.fromkeys(
            ("choices", "settings", "fieldbook_policy", "fieldbook_prompts", "fieldbook_opens"),
            grids,
        ),
    )
)
def test_whatever_stands_in_the_cells_is_read_or_refused(sheets: dict[str, Grid]) -> None:
    heads = [["type", "name", "label", "relevant", "fieldbook::json", "constraint"]]
    for survey in (sheets["survey"], heads + sheets["survey"]):
        try:
            document, _ = xlsform.document_of({**sheets, "survey": survey}, "sample")
        except Unreadable as refused:
            assert refused.faults
        else:
            lint.faults(document)
