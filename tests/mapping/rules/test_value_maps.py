"""Value maps as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.mapping.rules import value_maps
from field_api.mapping.rules.value_maps import Unreadable

TEXT = some.text(alphabet="aZ0 ,;\"'=+-@é\n", max_size=6)
MAPS = some.dictionaries(
    some.from_regex("[a-z][a-z0-9_]{0,5}", fullmatch=True),
    some.dictionaries(TEXT, TEXT.map(lambda text: text or None), min_size=1, max_size=4),
    max_size=3,
)


@given(MAPS)
def test_what_is_written_is_read_back(maps: value_maps.Maps) -> None:
    assert value_maps.read(value_maps.written(maps)) == maps


def test_a_spreadsheets_page_is_read() -> None:
    page = "\ufeffmap,ours,theirs\r\nsex,M,1\r\nsex,U,\r\n\r\n"
    assert value_maps.read(page) == {"sex": {"M": "1", "U": None}}


def test_nothing_in_it_is_a_formula() -> None:
    page = value_maps.written({"m": {"=1+1": "@SUM(A1)", "-": "'x"}})
    cells = [cell for line in page.splitlines()[1:] for cell in line.split(",")[1:]]
    assert cells == ["'=1+1", "'@SUM(A1)", "'-", "''x"]


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("", "line 1"),
        ("a,b,c\n", "line 1"),
        ("map,ours,theirs\nsex,M\n", "line 2: three columns"),
        ("map,ours,theirs\nsex,M,1\nsex,M,2\n", "line 3: M stands twice"),
        ('map,ours,theirs\n"sex,M,1', "no CSV"),
        ("map,ours,theirs\n" + "a,b,c\n" * 10_001, "10000 rows"),
    ],
)
def test_a_page_that_can_not_be_taken_says_where(page: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        value_maps.read(page)


@pytest.mark.parametrize(
    ("maps", "at"),
    [
        ([], "/value_maps"),
        ({"sex": "M"}, "/value_maps"),
        ({"Sex": {}}, "/value_maps/Sex"),
        ({"sex": {"M": ["1"]}}, "/value_maps/sex/M"),
        ({"sex": {"M": "1" * 301}}, "/value_maps/sex/M"),
        ({"sex": {str(n): "1" for n in range(10_001)}}, "/value_maps"),
    ],
)
def test_what_is_no_value_map_is_told(maps: object, at: str) -> None:
    assert [fault.pointer for fault in value_maps.faults(maps)] == [at]
