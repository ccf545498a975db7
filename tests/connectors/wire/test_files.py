"""Documents as files: what a receiver's program, and a spreadsheet, make of them."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.connectors.rules import ConfigRefused
from field_api.connectors.wire.files import FILE_BYTES, faults, file_format
from field_api.connectors.wire.markup import NotXml, parsed
from field_api.connectors.wire.tabular import guarded

CSV = {"format": "csv", "columns": ["crime", "phone", "value"], "records": "crimes"}
XML = {"format": "xml", "root": "crimes", "record": "crime", "records": "crimes"}
XSD = """<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:crimes"
           xmlns="urn:crimes" elementFormDefault="qualified">
  <xs:element name="crimes"><xs:complexType><xs:sequence>
    <xs:element name="crime" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="reference" type="xs:string"/>
      <xs:element name="victim" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
        <xs:element name="born" type="xs:date"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""


def table(payload: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(payload.decode(), newline="")))


def test_rows_stand_under_their_header() -> None:
    to = file_format(CSV)
    crimes = [{"crime": 'A, "quoted"\nline', "value": -5}, {"phone": True, "crime": None}]
    payload = to.written({"crimes": crimes})
    assert table(payload) == [
        ["crime", "phone", "value"],
        ['A, "quoted"\nline', "", "-5"],
        ["", "true", ""],
    ]
    assert payload.endswith(b"\r\n") and to.faults(payload) == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+447700900123",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        " =1",
        "\u00a0@x",
        "'=",
    ],
)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    (_, row) = table(file_format(CSV).written({"crimes": [{"crime": text}]}))
    assert row[0] == f"'{text}"
    (_, exact) = table(
        file_format(CSV | {"exact_cells": True}).written({"crimes": [{"crime": text}]})
    )
    assert exact[0] == text


@given(st.text())
def test_a_guard_can_be_taken_off_without_doubt(text: str) -> None:
    cell = guarded(text)
    assert (cell[1:] if cell.startswith("'") else cell) == text


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"crimes": []},
        {"crimes": [{}], "beside": 1},
        {"crimes": ["row"]},
        {"crimes": [{"crime": ["two", "values"]}]},
        {"crimes": [{"unknown": "column"}]},
        {"crimes": [{"crime": "\x00"}]},
    ],
)
def test_nothing_is_left_out_of_a_table_in_silence(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"crime|unknown|rows"):
        file_format(CSV).written(document)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (b"", "header"),
        (b"crime,phone\r\n", "header"),
        (b"crime,phone,value\r\n", "no row"),
        (b"crime,phone,value\r\na,b\r\n", "2 cells"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * (FILE_BYTES + 1), "longer"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(payload: bytes, text: str) -> None:
    (fault,) = faults(file_format(CSV), payload)
    assert text in fault.text


def test_lists_become_elements_and_nulls_nothing() -> None:
    crime = {"reference": "34/<&>", "victim": [{"born": "1990-12-31"}, {"born": "1991-01-01"}]}
    payload = file_format(XML).written({"crimes": [crime | {"@id": 7, "note": None}]})
    root = parsed(payload)
    assert root.findtext("crime/reference") == "34/<&>"
    assert [each.text for each in root.iterfind("crime/victim/born")] == [
        "1990-12-31",
        "1991-01-01",
    ]
    assert root.find("crime").get("id") == "7"  # type: ignore[union-attr]
    assert root.find("crime/note") is None
    assert file_format(XML).faults(payload) == []


@pytest.mark.parametrize(
    "crime",
    [{"two words": 1}, {"reference": "\x08"}, {"<a>": 1}, {"@a b": 1}, {"a": [[1]]}, {"": 1}],
)
def test_what_xml_cannot_hold_is_a_value_error(crime: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="/crimes/0"):
        file_format(XML).written({"crimes": [crime]})


@pytest.mark.parametrize(
    "payload",
    [
        b'<!DOCTYPE crimes [<!ENTITY a "x">]><crimes>&a;</crimes>',
        b'<!DOCTYPE crimes SYSTEM "http://127.0.0.1:9/x.dtd"><crimes/>',
        b"<!DOCTYPE crimes><crimes/>",
        b"<crimes>",
        b"",
        b"<crimes>" * 5000,
    ],
)
def test_a_document_that_leans_on_others_is_refused(payload: bytes) -> None:
    with pytest.raises(NotXml):
        parsed(payload)
    assert file_format(XML).faults(payload)


@pytest.fixture
def schema(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "crimes.xsd"
    path.write_text(XSD)
    return XML | {"namespace": "urn:crimes", "schema_xsd": str(path), "columns": ["reference"]}


def test_a_schema_s_faults_name_the_member_and_not_its_value(schema: dict[str, Any]) -> None:
    to = file_format(schema)
    crime = {"victim": [{"born": "1990-12-31"}, {"born": "Sample Street"}], "reference": "34/26"}
    (fault,) = to.faults(to.written({"crimes": [crime]}))
    assert fault.pointer == "/crime/victim/1/born"
    assert "Sample" not in fault.text and "date" in fault.text
    assert to.faults(to.written({"crimes": [{"reference": "34/26"}]})) == []
    assert to.faults(b"<crimes/>") and to.faults(b"<other/>")


def test_a_schema_that_would_be_fetched_is_refused(schema: dict[str, Any], tmp_path: Path) -> None:
    include = '<xs:include schemaLocation="{}"/><xs:element name="crimes"'
    top, beside = tmp_path / "crimes.xsd", tmp_path / "beside.xsd"
    first = '<xs:element name="crimes"'
    for location in ("http://127.0.0.1:9/x.xsd", "beside.xsd"):
        top.write_text(XSD.replace(first, include.format(location), 1))
        beside.write_text(XSD.replace(first, include.format("ftp://127.0.0.1:9/y.xsd"), 1))
        with pytest.raises(ConfigRefused, match="includes"):
            file_format(schema)


@pytest.mark.parametrize(
    "config",
    [
        {"format": "csv"},
        {"format": "csv", "columns": []},
        {"format": "csv", "columns": ["a", "a"]},
        {"format": "csv", "columns": ["a"], "records": 1},
        {"format": "xml"},
        {"format": "xml", "root": "two words"},
        {"format": "xml", "root": "crimes", "records": "crimes"},
        {"format": "xml", "root": "crimes", "schema_xsd": "/nowhere.xsd"},
        {"format": ["csv"]},
    ],
)
def test_forms_that_could_never_be_written_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigRefused):
        file_format(config)


def test_a_schema_with_a_document_type_is_refused(schema: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "crimes.xsd").write_text("<!DOCTYPE x>" + XSD.partition("?>")[2])
    with pytest.raises(ConfigRefused):
        file_format(schema)
