"""`manage.py verify` as an operator runs it."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
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
    events = Event.objects.count()
    assert capsys.readouterr() == (
        "3 entries verified in 2 notebooks\n"
        f"0 events verified under 0 checkpoints, {events} not yet sealed\n",
        "",
    )
    ledger.seal()
    call_command("verify", json=True)
    told = {"entries": 3, "erased": 0, "notebooks": 2, "bad": 0}
    tree = {"events": events, "checkpoints": 1, "unsealed": 0}
    assert json.loads(capsys.readouterr().out) == told | tree


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
    assert json.loads(said.out).items() >= {"entries": 3, "erased": 0, "bad": 1}.items()
    assert said.err == (
        f"notebook {first.notebook.serial}, entry 2 ({second.pk}): its receipt is not ours\n"
    )
