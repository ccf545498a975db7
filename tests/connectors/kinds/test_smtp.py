"""Smtp without a server at the other end: settings, the letter, and the paper in it."""

from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, strategies

from field_api.connectors.kinds.smtp import Smtp
from field_api.connectors.rules import ConfigRefused, Outcome
from field_api.connectors.wire import letter, paper
from tests.items import item

HERE = {
    "base_url": "smtps://127.0.0.1:9",
    "sender": "fieldbook@force.example",
    "recipients": ["desk@partner.example"],
}


def document(**other: Any) -> dict[str, Any]:
    return {
        "title": "Note about Sample",
        "reference": "34/26/000123",
        "marking": "OFFICIAL-SENSITIVE",
        "version": 2,
        "dated": "2026-11-22T14:05:09+00:00",
        **other,
    }


def test_the_same_document_gives_the_same_bytes() -> None:
    said = document(note="Ω", who={"surname": "Sample"})
    first, kind = Smtp(HERE, "secret").render(said)
    again, _ = Smtp({**HERE, "sender": "other@force.example"}, "other").render(said)
    assert kind == "message/rfc822"
    assert Smtp(HERE, "secret").validate(first) == []
    assert first == again


def test_a_section_that_has_nothing_to_say_is_left_out() -> None:
    full = {"heading": "What", "rows": [{"label": "Colour", "value": "Blue"}]}
    empty = {"heading": "Who", "rows": []}
    both, alone = (document(sections=some) for some in ([full, empty], [full]))
    assert Smtp(HERE, "secret").render(both) == Smtp(HERE, "secret").render(alone)


def test_the_letter_around_the_paper_names_nobody() -> None:
    payload, _ = Smtp(HERE, "secret").render(document(note="Seen by Example"))
    read = message_from_bytes(payload, policy=default)
    assert read["Subject"] == "[OFFICIAL-SENSITIVE] Fieldbook 34/26/000123, version 2"
    assert read["Date"].datetime.isoformat() == "2026-11-22T14:05:09+00:00"
    (pdf,) = read.iter_attachments()
    assert pdf.get_filename() == "34-26-000123.pdf"
    around = payload.replace(pdf.get_payload().encode(), b"")
    assert b"Sample" not in around
    assert b"Example" not in around


@pytest.mark.parametrize(
    "other",
    [
        {"dated": None},
        {"dated": "2026-11-22T14:05:09"},
        {"dated": "yesterday"},
        {"marking": ""},
        {"note": "x" * paper.LONGEST},
        {"sections": [{"rows": [{"label": "x"}]}]},
        {"sections": "all of it"},
        {"sections": [{"heading": "x", "rows": [{"value": "y"}]}]},
    ],
)
def test_what_cannot_be_a_letter_is_a_value_error(other: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Smtp(HERE, "secret").render(document(**other))


@pytest.mark.parametrize(
    "config",
    [
        {**HERE, "verify": False},
        {**HERE, "base_url": "https://127.0.0.1"},
        {**HERE, "base_url": "smtp://10.0.0.1"},
        {**HERE, "sender": ""},
        {**HERE, "sender": "a@b.example\r\nBcc: c@d.example"},
        {**HERE, "recipients": []},
        {**HERE, "recipients": "desk@partner.example"},
        {**HERE, "recipients": ["desk@partner.example>\r\nDATA"]},
        {**HERE, "recipients": ["Desk <desk@partner.example>"]},
        {**HERE, "recipients": ["żółw@partner.example"]},
        {**HERE, "username": 5},
        {**HERE, "username": "a\r\nb"},
        {**HERE, "ca_file": "/nowhere.pem"},
        {"base_url": "smtps://127.0.0.1"},
    ],
)
def test_settings_that_could_never_work_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        Smtp(config, "secret")


@pytest.mark.parametrize(
    "payload",
    [
        b"{}",
        b"Subject: x\r\n\r\nno end",
        b"Subject: x\n\n",
        "Subject: Ω\r\n\r\n".encode(),
        b"Subject: x\r\n\r\n" + b"x" * 999 + b"\r\n",
        b"Subject: x\r\n\r\n\0\r\n",
        b"Subject: x\r\n\r\n" + b"x\r\n" * 3_000_000,
    ],
)
def test_bytes_that_are_no_letter_are_at_fault(payload: bytes) -> None:
    assert Smtp(HERE, "secret").validate(payload)


def test_the_head_is_the_same_in_every_attempt_and_makes_versions_one_thread() -> None:
    first = item(subject=UUID(int=1), version=1)
    second = item(subject=UUID(int=1), version=2)
    one, two = (letter.head(each, "f@force.example", ["a@b.example"]) for each in (first, second))
    assert one == letter.head(first, "f@force.example", ["a@b.example"])
    read = [message_from_bytes(head + b"\r\n", policy=default) for head in (one, two)]
    assert read[0]["Message-ID"] != read[1]["Message-ID"]
    assert read[0]["References"] == read[1]["References"]


def test_what_looks_like_markup_or_code_stays_text() -> None:
    evil = '#panic("x") *b* $x$ @a <b> `c` \\ // /* "quoted" [x] ~ --- https://x.example'
    assert paper.pdf(document(note=evil)) != paper.pdf(document(note=""))


@pytest.mark.parametrize(
    "text",
    [
        "Siân Ŵŷn, Łódź, Zażółć gęślą jaźń",
        "漢字 😀 علي \ue000",
        "\x00\x07\u202eevil",
        "x" * 5000,
        "\n\n\n",
    ],
)
def test_any_text_makes_a_paper(text: str) -> None:
    assert paper.pdf(document(note=text, title=text, reference=text)).startswith(b"%PDF-")


@given(strategies.text(strategies.characters(exclude_categories=[]), max_size=40))
def test_whatever_is_said_makes_a_paper(text: str) -> None:
    assert paper.pdf(document(note=text)).startswith(b"%PDF-")


def test_what_no_font_has_and_what_is_unseen_is_printed_as_its_number() -> None:
    """Shown by what the compiler is given: the PDF's own text is compressed."""
    said = paper._said(document(note="a\u202eb"))
    assert said["blocks"][0]["rows"][0]["value"] == "a‹U+202E›b"
    assert paper._numbered(["漢a"], {"漢"}) == ["‹U+6F22›a"]


def test_members_without_sections_are_laid_out_under_their_names() -> None:
    blocks = list(
        paper._blocks(
            document(
                summary="Hello",
                flag=True,
                tags=["a", "b"],
                persons=[{"surname": "Sample"}, {"surname": "Example"}],
                deep={"CaseType": {"a": {"b": {"c": "d"}}}},
            )
        )
    )
    assert blocks[0]["rows"] == [
        {"label": "Summary", "value": "Hello"},
        {"label": "Flag", "value": "yes"},
        {"label": "Tags", "value": "a, b"},
    ]
    headings = [(block["heading"], block["level"]) for block in blocks if "heading" in block]
    assert headings[:3] == [("Persons (1 of 2)", 1), ("Persons (2 of 2)", 1), ("Deep", 1)]
    assert ("Case Type", 2) in headings
    assert max(level for _, level in headings) == 3


def test_nothing_goes_to_a_forbidden_address() -> None:
    config = {**HERE, "base_url": "smtps://localhost", "networks": ["10.0.0.0/8"]}
    sent = Smtp(config, "secret").send(item(), deadline=5)
    assert sent.outcome is Outcome.REFUSED


def test_no_secret_is_shown() -> None:
    to = Smtp({**HERE, "username": "fieldbook"}, "very-secret")
    assert "very-secret" not in repr(to) + repr(to._post)
