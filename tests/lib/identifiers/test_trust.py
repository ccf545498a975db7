"""What two may be taken for one by, and what joins nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.lib import identifiers


@pytest.mark.parametrize(
    ("kind", "text", "normal"),
    [
        ("vrm", "ab12 cde", "AB12CDE"),
        ("vrm", "Q123 ABC", "Q123ABC"),
        # Foreign: no British mark, and no less a mark.
        ("vrm", "M-AB 1234", "MAB1234"),
        ("vin", "examp1e0000000001", "EXAMP1E0000000001"),
        ("phone", "07700 900123", "+447700900123"),
        ("phone", "+44 (0)7700 900123", "+447700900123"),
        # What the normal form puts right is no question any more.
        ("imei", "49-015420-323751", "490154203237518"),
        ("account-number", "1234567", "01234567"),
        ("what3words", "filled count soap", "filled.count.soap"),
        ("email", "Ada.Sample@Example.org", "ada.sample@example.org"),
        ("pnc-id", "81/34U", "1981/0000034U"),
        ("cro", "065656/91H", "065656/91H"),
        ("asn", "11/01ZD/01/448754K", "1101ZD0100000448754K"),
        ("nino", "ab 12 34 56 c", "AB123456C"),
        ("driver-number", "MORGA 657054 SM9IJ", "MORGA657054SM9IJ"),
        ("passport", "123456789", "123456789"),
        ("nhs-number", "943 476 5919", "9434765919"),
        ("account-number", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        (
            "wallet",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        ),
        # A shortened link hides where it leads, and is one link.
        ("url", "HTTPS://bit.ly/x", "https://bit.ly/x"),
        ("ip-address", "8.8.8.8:443", "8.8.8.8"),
        ("uprn", "000000199356", "199356"),
    ],
)
def test_what_names_one_thing(kind: str, text: str, normal: str) -> None:
    assert identifiers.sure(kind, text) == normal


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("vrm", "AB1Z CDE"),  # misread
        ("vrm", "AB1"),  # perhaps a part of one
        ("vrm", "12345"),  # a trader's
        ("vin", "12345"),
        ("phone", "07700 900"),
        ("phone", "999"),
        ("phone", ""),
        ("imei", "490154203237519"),
        ("email", "ada@example"),
        ("pnc-id", "81/34Z"),
        ("cro", "65656/91A"),
        ("asn", "11/01ZD/01/448754Z"),
        ("nino", "GB123456C"),
        ("driver-number", "MORGA699054SM9IJ"),
        ("nhs-number", "943 476 5918"),
        ("passport", "X1"),
        ("sort-code", "00-00-00"),  # typed to fill a field
        ("account-number", "00000000"),
        ("account-number", "GB00 WEST 1234 5698 7654 32"),
        ("wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
        ("url", "localhost"),
        ("ip-address", "192.168.1.1"),
    ],
)
def test_what_is_questioned_joins_nobody(kind: str, text: str) -> None:
    assert identifiers.sure(kind, text) is None


@settings(max_examples=30)
@given(st.sampled_from(sorted(identifiers.READERS)), st.text(max_size=40))
def test_what_is_sure_is_the_normal_form_and_stays_sure(kind: str, text: str) -> None:
    found = identifiers.sure(kind, text)
    assert found in (None, identifiers.key(kind, text))
    assert found is None or identifiers.sure(kind, found) == found


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("12 Example Street", "12"),
        ("12a Example Street, Exampleton", "12A"),
        ("Flat 3, 12 Example Street", "FLAT 3 12"),
        ("Allotments, plot 12", ""),
        ("50 m before Sample Lane", ""),
        ("Rose Cottage", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_a_house_is_a_number_before_a_street(text: str, house: str) -> None:
    assert identifiers.house(text) == house
