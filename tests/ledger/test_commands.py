"""`manage.py checkpoint` as an operator runs it."""

import pytest
from django.core.management import call_command

from field_api.ledger import actions as ledger
from tests.ledger.sealed import newest, sealed, write

pytestmark = pytest.mark.django_db


def test_the_newest_note_is_printed_as_it_was_signed(capsys: pytest.CaptureFixture[str]) -> None:
    first = sealed("entry:1")
    old = ledger.latest()
    sealed("entry:2")
    call_command("checkpoint", "--print")
    assert capsys.readouterr().out == ledger.latest() != old
    call_command("checkpoint", size=first.size)
    assert capsys.readouterr().out == old


def test_what_waits_can_be_sealed_first(capsys: pytest.CaptureFixture[str]) -> None:
    write("entry:1")
    with pytest.raises(SystemExit):
        call_command("checkpoint")
    assert capsys.readouterr().err == "there is no such checkpoint\n"
    call_command("checkpoint", "--seal")
    assert newest().size == 1 and capsys.readouterr().out == ledger.latest()
