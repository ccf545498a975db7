"""Reports of fraud for the national centre."""

import csv
import io
import json
from dataclasses import replace

from field_api.catalogue import shipped
from field_api.insights.rules import RETURNS, Record
from field_api.insights.rules.fraud import COLUMNS, fraud_row
from tests.insights.records import GIVEN, record

RETURN = RETURNS["fraud"]
VALID = shipped.example("fraud-report", "valid")


def written(suffix: str, *records: Record) -> str:
    tables = RETURN.tables(records, GIVEN)
    return b"".join(RETURN.form(suffix).write(tables, records, GIVEN)).decode()


def test_as_a_table() -> None:
    columns, row = csv.reader(io.StringIO(written("csv", record("fraud-report")), newline=""))
    assert tuple(columns) == COLUMNS
    found = dict(zip(columns, row, strict=True))
    assert found["force_reference"] == "34/26/000123"
    assert found["nfib_code"] == "NFIB5A"
    assert found["organisation_name"] == "Example Bakery"
    assert found["payments_account_number"] == "00000000"
    assert found["crypto_payments_currency"] == "BTC"
    assert found["evidence_preserved"] == "screenshots; statements; device"
    assert found["payments_confirmed_recall"] == "Yes"


def test_as_a_document() -> None:
    said = json.loads(written("json", record("fraud-report")))
    assert {name: said[name] for name in ("centre", "force", "month")} == {
        "centre": "Report Fraud",
        "force": "34",
        "month": "2026-03",
    }
    (report,) = said["reports"]
    assert report["payments"] == VALID["payments"]
    assert report["victim"]["surname"] == "Sample"
    assert report["amount_lost"] == 8450.5
    assert "incident_ref" not in report


def test_every_field_of_the_form_that_is_part_of_a_report_has_a_column() -> None:
    row = fraud_row("EX-1", VALID)
    assert tuple(row) == COLUMNS
    for name in ("narrative", "impact", "remote_access_tool", "devices_affected", "nfrc_reference"):
        assert str(VALID[name]) in row.values()


def test_a_line_that_leaves_a_part_open_keeps_its_place() -> None:
    paid = [{"amount": 1}, {"amount": 2, "bank": "Example Bank"}]
    row = fraud_row("EX-1", {"payments": paid})
    assert (row["payments_amount"], row["payments_bank"]) == ("1; 2", "; Example Bank")


def test_what_the_centre_cannot_class_is_said() -> None:
    assert RETURN.refused(record("fraud-report"), GIVEN) == []
    strange = record("fraud-report", {"nfib_code": "BLACKMAIL"})
    assert RETURN.refused(strange, GIVEN) == [
        ("nfib_code", "BLACKMAIL is no code of the centre's"),
        ("victim_type", "Nobody is named as victim"),
    ]
    assert RETURN.refused(record("fraud-report", {"surname": "Sample"}), GIVEN) == [
        ("nfib_code", "No kind of fraud was chosen: the centre classes it itself")
    ]
    assert fraud_row("EX-1", {"nfib_code": "BLACKMAIL"})["nfib_code"] == ""


def test_the_centre_is_called_what_the_force_calls_it() -> None:
    assert RETURN.called(GIVEN) == "Fraud and cyber crime, for Report Fraud"
    assert RETURN.called(replace(GIVEN, fraud_centre="Action Fraud")).endswith("Action Fraud")
