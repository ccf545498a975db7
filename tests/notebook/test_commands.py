"""`manage.py verify` as an operator runs it."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from tests import handset
from tests.notebook.entries import chain

pytestmark = pytest.mark.django_db

FORGED = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE notebook_receipt DISABLE TRIGGER USER;
UPDATE notebook_receipt SET body = 'forged' WHERE entry_id = %s
"""


def test_what_verifies_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    chain(handset.of(), 2)
    chain(handset.of(), 1)
    call_command("verify")
    assert capsys.readouterr() == ("3 entries verified in 2 notebooks\n", "")
    call_command("verify", json=True)
    assert json.loads(capsys.readouterr().out) == {"entries": 3, "erased": 0, "bad": 0}


def test_the_first_bad_entry_is_named_and_the_status_is_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chain(handset.of(), 2)
    first, second, _ = chain(handset.of(), 3)
    with connection.cursor() as cursor:
        cursor.execute(FORGED, [second.pk])
    with pytest.raises(SystemExit) as ended:
        call_command("verify", json=True)
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(said.out) == {"entries": 3, "erased": 0, "bad": 1}
    assert said.err == (
        f"notebook {first.notebook.serial}, entry 2 ({second.pk}): its receipt is not ours\n"
    )
