"""A number that is questioned is a place to look, and proves nothing."""

from typing import Any

import pytest

from field_api.intelligence.rules import Known, Verdict, compare, keys


def proving(type_: str, **attributes: Any) -> set[tuple[str, str]]:
    found = keys.exact(type_, attributes).values()
    hints = {keys.DOUBTFUL, keys.PLACE, keys.ORGANISATION, keys.NAMED}
    return {tuple(key) for some in found for key in some if key.kind not in hints}


def both(type_: str, one: dict[str, Any], other: dict[str, Any] | None = None) -> Verdict | None:
    found = compare(Known.typed(type_, one), Known.typed(type_, other or one))
    return found.verdict if found else None


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("vehicle", {"vrm": "AB1Z CDE"}),
        ("phone", {"number": "07700 900"}),
        ("person", {"pnc_id": "81/34Z"}),
        ("account", {"sort_code": "00-00-00", "account_number": "00000000"}),
        ("online", {"handle": "@birdie"}),
        ("place", {"text": "Allotments, plot 12", "postcode": "NN1 1AA"}),
    ],
)
def test_what_is_questioned_proves_nothing(type_: str, attributes: dict[str, str]) -> None:
    assert proving(type_, **attributes) == set()
    assert both(type_, attributes) != Verdict.SAME


def test_it_is_still_shown_to_be_judged() -> None:
    assert both("vehicle", {"vrm": "AB1Z CDE"}) == Verdict.POSSIBLE
    reasons = compare(*[Known.typed("phone", {"number": "07700 900"})] * 2)
    assert reasons and reasons.reasons == ("Same number, which reads oddly",)


def test_one_name_on_two_platforms_is_two() -> None:
    here, there = ({"handle": "@birdie", "platform": name} for name in ("Example Chat", "Games"))
    assert both("online", here, there) is None
    assert both("online", here, {"handle": "Birdie", "platform": "example  chat"}) == Verdict.SAME


def test_a_plot_is_not_the_house_of_its_number() -> None:
    house = {"text": "12 Example Street", "postcode": "NN1 1AA"}
    plot = {"text": "Allotments, plot 12", "postcode": "NN1 1AA"}
    assert both("place", house, plot) is None
    assert both("place", house, {"text": "12 Example St, NN1 1AA"}) == Verdict.SAME


@pytest.mark.parametrize(("here", "there"), [("M", "F"), ("male", "F")])
def test_one_name_and_birthday_but_not_one_sex_is_for_a_person_to_judge(
    here: str, there: str
) -> None:
    twin = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    assert both("person", {**twin, "sex": here}, {**twin, "sex": here}) == Verdict.SAME
    assert both("person", {**twin, "sex": here}, {**twin, "sex": there}) == Verdict.POSSIBLE
    # Not known speaks for neither.
    assert both("person", {**twin, "sex": here}, {**twin, "sex": "U"}) == Verdict.SAME
