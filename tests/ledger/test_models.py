import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_event SET actor = 'officer:99-9999'",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
    ],
)
def test_the_ledger_refuses_to_forget(attack: str) -> None:
    written = ledger.record(act=Act.ACCESS, actor="officer:34-1001", subject="device:1")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)
    assert Event.objects.get(pk=written.pk).actor == "officer:34-1001"


def test_an_unknown_act_is_refused() -> None:
    with pytest.raises(IntegrityError, match="ledger_act_is_one_we_know"):
        Event.objects.create(act="peeking", actor="officer:34-1001", subject="device:1")


def test_the_ledger_has_no_foreign_keys() -> None:
    assert not [field for field in Event._meta.get_fields() if field.is_relation]
