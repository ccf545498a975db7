"""Spellings, limits and cells: what is decided without a database."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.audit.actions import searching
from field_api.audit.rules import cells, finding, likeness, usual
from field_api.audit.rules.finding import Terms
from field_api.audit.rules.likeness import Detail
from field_api.audit.rules.words import ADVICE, LABELS, STANDS, Concluded, Noticed
from field_api.ledger.models import Event
from field_api.lib import clock

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=40)
NASTY = st.one_of(TEXT, st.sampled_from(FORMULA).flatmap(lambda sign: TEXT.map(sign.__add__)))
FIELDS = [name for name in searching.COLUMNS if name not in ("id", "at")]


@pytest.mark.parametrize("field", FIELDS)
@given(value=NASTY)
def test_no_exported_field_is_a_formula(field: str, value: str) -> None:
    said = {"details": {"criteria": {"surname": value}}} if field == "details" else {field: value}
    event = Event(id=1, at=clock.now(), **{"act": "access"} | said)
    document = searching.shown(event)
    line = cells.line([document[name] for name in searching.COLUMNS])
    assert line.count('"') >= 2 * len(searching.COLUMNS)
    (row,) = csv.reader(io.StringIO(line, newline=""))
    cell = row[searching.COLUMNS.index(field)]
    assert not cell.lstrip().startswith(FORMULA)
    assert "\0" not in cell
    if field != "details":
        assert cell.removeprefix("'") == value.replace("\0", "").removeprefix("'")


def test_few_days_have_no_limit_and_a_few_many_do_not_move_it() -> None:
    assert usual.limit([3] * (usual.ENOUGH_DAYS - 1)) is None
    assert usual.limit([3] * 100) == usual.LEAST
    busy = [20, 22, 24, 26, 28] * 10
    assert usual.limit(busy) == usual.limit([*busy, *[300] * 2, 24])  # an average would double


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"address": "1 Sample Street, nn1 1aa"}, (Detail.POSTCODE, "nn11aa")),
        ({"keeper": {"address": ["Flat 2", "NN11AA"]}}, (Detail.POSTCODE, "nn11aa")),
        ({"phone": "+44 7700 900123"}, (Detail.PHONE, "07700900123")),
        ({"narrative": "Called 07700-900-123 twice"}, (Detail.PHONE, "07700900123")),
        ({"name": "SAMPLE, Alex"}, (Detail.SURNAME, "sample")),
        ({"keeper": "Alex O'Brién"}, (Detail.SURNAME, "obrien")),
        ({"vehicles": [{"vrm": "xx00 xxx"}]}, (Detail.VRM, "xx00xxx")),
    ],
    ids=["address", "list", "phone", "narrative", "comma", "accent", "vrm"],
)
def test_details_are_found_in_any_spelling(body: object, detail: tuple[Detail, str]) -> None:
    assert detail in likeness.found([body])


@pytest.mark.parametrize(
    ("terms", "body", "where"),
    [
        (Terms(surname="Ray"), {"name": "Murray"}, []),
        (Terms(surname="Ray"), {"name": "Ray, Ada", "note": "Mr RAY"}, ["/name", "/note"]),
        (Terms(surname="van Dyk"), {"people": [{"name": "Ada van Dyk"}]}, ["/people/0/name"]),
        (Terms(surname="O'Brien"), {"note": "with O’Brién."}, ["/note"]),
        (Terms(vrm="FB26DEM"), {"a/b": "a Ford, FB26 DEM"}, ["/a~1b"]),
        (Terms(phone="07700 900123"), {"note": "+447700900123"}, ["/note"]),
        (Terms(surname="Ray", dob="1988-05-04"), {"name": "Ray"}, []),
        (Terms(surname="Ray", dob="1988-05-04"), {"n": "Ray", "d": "1988-05-04"}, ["/d", "/n"]),
    ],
    ids=["part", "words", "two-words", "accent", "plate", "phone", "not-all", "all"],
)
def test_a_body_says_all_of_the_terms_or_nothing(
    terms: Terms, body: object, where: list[str]
) -> None:
    assert finding.places(body, terms) == where


def test_all_that_can_be_noticed_or_concluded_has_words() -> None:
    assert set(LABELS) == set(ADVICE) == set(Noticed)
    assert set(STANDS) == set(Concluded)


def test_a_number_or_a_postcode_that_was_asked_for_may_be_an_officers_own() -> None:
    assert likeness.asked("phone", {"number": "+44 7700 900123"}) == [(Detail.PHONE, "07700900123")]
    assert likeness.asked("place", {"address": "1 Example Road", "postcode": "NN1 1AA"}) == [
        (Detail.POSTCODE, "nn11aa")
    ]
    assert likeness.asked("online", {"handle": "@jsample"}) == []
    born = {"surname": "Sample", "given_names": "Jo", "dob": "1990-01-31"}
    assert likeness.asked("driver", born) == [(Detail.BORN, "sample|19900131")]
    assert likeness.asked("driver", {"number": "07700900123"}) == []  # no telephone
