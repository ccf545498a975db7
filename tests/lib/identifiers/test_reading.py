"""Identifiers read to one form, are questioned in words, and are never refused."""

import json
from hashlib import sha3_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import identifiers
from field_api.lib.identifiers import keccak
from field_api.lib.identifiers.records import check_letter
from tests.house import tree
from tests.lib.identifiers import vectors

KINDS = sorted(identifiers.READERS)
FORMS = tree.ROOT / "field_api/catalogue/form.schema.json"

# Text of all kinds, and text that nearly is an identifier.
near = st.sampled_from([typed for _, typed, *_ in vectors.READ + vectors.QUESTIONED])
texts = (
    st.text(st.characters(exclude_categories=()), max_size=40)
    | st.text("AB01IOSZ9/.-@:[]+ x", max_size=24)
    | st.builds(
        lambda text, at, put: text[:at] + put + text[at + 1 :],
        near,
        st.integers(0, 20),
        st.text(max_size=2),
    )
)


def test_there_is_a_reader_for_each_identifier_of_the_language_of_forms() -> None:
    field = json.loads(FORMS.read_text())["$defs"]["field"]["properties"]
    assert sorted(field["x-identifier"]["enum"]) == KINDS


@pytest.mark.parametrize(("kind", "typed", "normal", "shown"), vectors.READ)
def test_what_is_right_reads_without_a_word(kind: str, typed: str, normal: str, shown: str) -> None:
    reading = identifiers.read(kind, typed)
    assert (reading.as_typed, reading.normal, reading.shown) == (typed, normal, shown)
    assert reading.warnings == ()
    assert identifiers.key(kind, typed) == normal


@pytest.mark.parametrize(("kind", "typed", "normal", "word"), vectors.QUESTIONED)
def test_what_is_odd_is_questioned_and_kept(
    kind: str, typed: str, normal: str | None, word: str
) -> None:
    reading = identifiers.read(kind, typed)
    assert (reading.as_typed, reading.normal) == (typed, normal)
    assert len(reading.warnings) == 1
    assert word in reading.warnings[0]


@pytest.mark.parametrize("typed", sorted({typed for _, typed, *_ in vectors.QUESTIONED}))
def test_a_warning_never_repeats_the_value(typed: str) -> None:
    said = " ".join(warning for kind in KINDS for warning in identifiers.read(kind, typed).warnings)
    assert len(typed) < 4 or typed not in said


@given(st.sampled_from(KINDS), texts)
def test_any_text_reads_and_its_forms_read_to_the_same(kind: str, text: str) -> None:
    reading = identifiers.read(kind, text)
    assert reading.as_typed == text
    assert reading.normal is not None or reading.shown.strip() == text.strip() or reading.warnings
    if reading.normal is not None:
        assert identifiers.key(kind, reading.shown) == reading.normal
        assert identifiers.key(kind, reading.normal) == reading.normal


@given(st.integers(0, 99), st.integers(0, 9_999_999), st.integers(1, 9), st.integers(0, 8))
def test_a_check_letter_catches_a_wrong_figure(year: int, serial: int, more: int, at: int) -> None:
    right = f"{year:02}{serial:07}"
    wrong = right[:at] + str((int(right[at]) + more) % 10) + right[at + 1 :]
    assert check_letter(right) != check_letter(wrong)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("AB12 CDE", "current"),
        ("A123 BCD", "prefix"),
        ("ABC 123D", "suffix"),
        ("Q123 ABC", "q"),
        ("ABC 123", "dateless"),
        ("AIZ 1234", "northern-ireland"),
        ("123 X 456", "diplomatic"),
        ("12 AB 34", "military"),
        ("123", "trade"),
        ("W-12345 X", "unknown"),
    ],
)
def test_a_mark_tells_its_type(typed: str, kind: str) -> None:
    assert identifiers.read("vrm", typed).facts["type"] == kind


@pytest.mark.parametrize("seen", ["AB12 CDE", "A812 CDE", "ABI2 CDE", "AB1Z-CDE"])
def test_marks_that_a_glance_mistakes_meet_under_one_key(seen: str) -> None:
    assert identifiers.fuzzy(seen) == identifiers.fuzzy("AB12CDE")
    assert identifiers.fuzzy(seen) != identifiers.fuzzy("AB13CDE")


def test_a_misread_mark_tells_what_it_may_be() -> None:
    assert identifiers.read("vrm", "A8I2 CDE").facts["perhaps"] == "AB12 CDE"


@pytest.mark.parametrize(("address", "currency"), vectors.WALLETS)
def test_a_wallet_is_known_by_its_check_sum(address: str, currency: str) -> None:
    reading = identifiers.read("wallet", address)
    assert (reading.facts["currency"], reading.warnings) == (currency, ())
    assert identifiers.key("wallet", reading.shown) == reading.normal


@pytest.mark.parametrize("address", [a for a, _ in vectors.WALLETS[:6]])
def test_a_wrong_character_in_a_wallet_is_noticed(address: str) -> None:
    wrong = address[:-2] + ("d" if address[-2] != "d" else "f") + address[-1]
    assert identifiers.read("wallet", wrong).warnings


def test_keccak_is_the_one_ethereum_uses() -> None:
    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak.keccak256(b"").hex() == empty


@given(st.binary(max_size=300))
def test_keccak_with_the_standards_padding_is_the_standard(message: bytes) -> None:
    assert keccak.keccak256(message, b"\x06") == sha3_256(message).digest()


def test_a_driver_number_is_held_against_the_person() -> None:
    number = "MORGA657054SM9IJ"
    same = {"surname": "Morgan", "dob": "1964-07-05", "sex": "female"}
    assert identifiers.driver_disagrees(number, same) == ()
    assert identifiers.driver_disagrees(number, {}) == ()
    other = {"surname": "Sample", "dob": "1964-07-06", "sex": "male"}
    said = " ".join(identifiers.driver_disagrees(number, other))
    assert all(word in said for word in ("surname", "date of birth", "sex"))
    assert identifiers.driver_disagrees("12345678", other) == ()


def test_mac_and_mc_are_one_in_a_driver_number() -> None:
    number = "MCDON657054SM9IJ"
    assert identifiers.driver_disagrees(number, {"surname": "MacDonald"}) == ()
    assert identifiers.driver_disagrees("O9999657054SM9IJ", {"surname": "O"}) == ()


def test_nothing_typed_is_nothing_said_and_a_page_is_not_combed_through() -> None:
    for kind in KINDS:
        assert identifiers.read(kind, " ").warnings == ()
        assert identifiers.read(kind, "1" * 100_000).normal is None


def test_facts_of_an_account_number_of_the_world() -> None:
    facts = identifiers.read("account-number", "GB29NWBK60161331926819").facts
    assert (facts["bank"], facts["sort_code"], facts["account_number"]) == (
        "NWBK",
        "601613",
        "31926819",
    )
