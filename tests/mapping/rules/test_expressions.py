"""What an expression may be, and what it may cost."""

import json
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.mapping.rules import expressions
from field_api.mapping.rules.expressions import Run, Unreadable
from field_api.mapping.rules.functions import Told

ENTRY = {
    "a": {"b": "text", "n": 7, "f": 1.5, "no": None, "yes": True, "empty": ""},
    "rows": [{"k": "x", "n": 2}, {"k": "y", "n": 1}, {"n": 3}],
    "words": ["b", "a"],
}


def run(text: str, entry: Any = ENTRY, **maps: dict[str, Any]) -> Any:
    return Run(maps).evaluate(expressions.read(text, maps), entry)


NAMES = some.sampled_from(["a", "b", "n", "no", "rows", "words", "k", "@", "`1`", "'x'", "*"])
ONE = some.recursive(
    NAMES,
    lambda inner: some.one_of(
        some.tuples(inner, some.sampled_from([".", " | ", " || ", " && ", " == "]), inner).map(
            "".join
        ),
        inner.map(lambda text: f"[{text}, a]"),
        inner.map(lambda text: f"{{x: {text}}}"),
        inner.map(lambda text: f"{text}[*].k"),
        inner.map(lambda text: f"{text}[?n > `1`]"),
        inner.map(lambda text: f"{text}[]"),
        inner.map(lambda text: f"{text}[0:2]"),
        inner.map(lambda text: f"!({text})"),
        inner.map(lambda text: f"type({text})"),
        inner.map(lambda text: f"not_null({text}, a.b)"),
    ),
    max_leaves=6,
)


@given(ONE)
def test_within_bounds_it_says_what_jmespath_says(text: str) -> None:
    try:
        wanted = jmespath.search(text, ENTRY)
    except Exception:
        return  # what JMESPath refuses, or trips over, is looked at below
    assert run(text) == wanted


@given(some.text(alphabet="ab.*[]{}()|&!@?:,'\"`01<>= \\\u00e9", max_size=40))
def test_what_is_no_expression_is_refused_and_raises_nothing_else(text: str) -> None:
    try:
        expressions.read(text, {})
    except Unreadable:
        pass


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a.", "no JMESPath"),
        ("", "no JMESPath"),
        ("(" * 900 + "a" + ")" * 900, "no JMESPath"),
        ("a" * 2001, "2000 characters"),
        (" | ".join(["a"] * 60), "40 deep"),
        ("nope(a)", "no function nope"),
        ("upper(a, b)", "upper takes 1 values, not 2"),
        ("coalesce()", "coalesce takes 1 values, not 0"),
        ("lookup('other', a)", "one of the value maps"),
        ("lookup(a, a)", "one of the value maps"),
        ("date(a, '%A')", "%Y %m %d"),
        ("date(a, b)", "%Y %m %d"),
        ("`1e999`", "JSON"),
        ("`99999999999999999999`", "JSON"),
        ('`"\\ud800"`', "JSON"),
    ],
)
def test_what_could_never_work_is_refused_before_it_is_kept(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        expressions.read(text, {"sex": {}})


DOUBLED = "|".join(["[@,@]"] * 30)


@pytest.mark.parametrize(
    "text",
    [
        DOUBLED,
        "|".join(["[@,@][]"] * 30),
        "|".join(["{a: @, b: @}"] * 30),
        "|".join(["join('', [@, @])"] * 30).replace("@, @", "a.b || @, a.b || @", 1),
        "|".join(["[@,@]"] * 12) + " | [@ == @, @ == @, @ == @, @ == @, @ == @, @ == @]",
        "|".join(["[@,@]"] * 12) + " | [contains(@, @[0]), contains(@, @[1]), contains(@, @)]",
        "pad('x', `100000`, 'y') | [@,@,@,@,@,@,@,@] | [@,@,@,@]",
        "&a",
        "rows[*].to_string(&k)",
    ],
)
def test_what_is_too_heavy_ends(text: str) -> None:
    with pytest.raises((Told, jmespath.exceptions.JMESPathTypeError)):
        run(text)


def test_a_full_list_is_far_from_the_bounds() -> None:
    many = {"rows": [{"k": "x" * 500, "n": n} for n in range(100)]}
    assert len(run("rows[?n >= `50`].{a: upper(k), n: n}", many)) == 50


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a.b", "text"),
        ("a.b.c", None),
        ("a.no || 'none'", "none"),
        ("a.empty || 'none'", "none"),
        ("a.n || 'none'", 7),
        ("z || `0`", 0),
        ("'b' < a.n", None),
        ("a.yes < a.n", None),
    ],
)
def test_small_cases_where_a_short_cut_could_differ(text: str, wanted: Any) -> None:
    assert run(text) == wanted


SEX = {"M": "1", "F": "2", "U": None, "true": "J", "7": "seven"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("upper(a.b)", "TEXT"),
        ("lower('ÄB')", "äb"),
        ("trim('  x ')", "x"),
        ("truncate(a.b, `3`)", "te…"),
        ("truncate(a.b, `4`)", "text"),
        ("truncate(a.b, `0`)", ""),
        ("pad(a.n, `3`, '0')", "007"),
        ("pad('1234', `3`, '0')", "1234"),
        ("date('2026-03-01', '%d/%m/%Y')", "01/03/2026"),
        ("date('2026-07-01T23:30:00Z', '%Y-%m-%dT%H:%M:%SZ')", "2026-07-01T23:30:00Z"),
        ("local_date('2026-07-01T23:30:00Z', '%d.%m.%Y %H:%M')", "02.07.2026 00:30"),
        ("local_date('2026-01-01T23:30:00+01:00', '%H:%M')", "22:30"),
        ("lookup('sex', 'F')", "2"),
        ("lookup('sex', 'U')", None),
        ("lookup('sex', a.yes)", "J"),
        ("lookup('sex', a.n)", "seven"),
        ("coalesce(a.no, a.empty, a.n)", 7),
        ("coalesce(a.no)", None),
        ("to_string(a.yes)", "true"),
        ("[upper(z), lower(z), trim(z), truncate(z, `1`), pad(z, `1`, ' ')]", [None] * 5),
        ("[date(z, '%Y'), local_date(z, '%Y'), lookup('sex', z)]", [None] * 3),
    ],
)
def test_the_functions_of_our_own(text: str, wanted: Any) -> None:
    assert run(text, sex=SEX) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "lookup('sex', 'X')",
        "date('yesterday', '%Y')",
        "truncate(a.b, `-1`)",
        "pad(a.b, `1000000`, ' ')",
        "pad(a.b, `9`, 'xx')",
    ],
)
def test_what_a_function_can_not_do_is_told_without_the_value(text: str) -> None:
    with pytest.raises(Told) as told:
        run(text, sex=SEX)
    assert not any(value in str(told.value) for value in ("X", "yesterday", "text"))


def test_an_object_is_not_told_as_text() -> None:
    with pytest.raises(jmespath.exceptions.JMESPathTypeError):
        run("to_string(a)")


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers(-9, 9) | some.text(max_size=3),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner),
        max_leaves=20,
    )
)
def test_a_weight_counts_every_value(value: Any) -> None:
    written = json.dumps(value)
    assert 1 <= expressions.weight(value, 10_000) <= len(written)
