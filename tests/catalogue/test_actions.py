from threading import Barrier, Thread
from typing import Any
from unittest import mock

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from field_api.catalogue import actions, shipped
from field_api.catalogue.models import Form
from field_api.ledger.models import Event
from tests.catalogue import bodies

pytestmark = pytest.mark.django_db


def publish(version: int = 1, *, by: str = "34-1001", **changes: Any) -> Form:
    return actions.publish(document={**bodies.document(version=version), **changes}, by=by)


@pytest.fixture(autouse=True)
def empty() -> None:
    """As a table before the first migration of a force."""
    if Form.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE catalogue_form DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM catalogue_form")
            cursor.execute("ALTER TABLE catalogue_form ENABLE TRIGGER USER")


def test_what_is_published_can_be_read_with() -> None:
    publish()
    form = actions.get("note", 1)
    assert (form.kind, form.version, form.title) == ("note", 1, "Note")
    assert form.document == bodies.document()


def test_publishing_is_recorded() -> None:
    form = publish()
    (event,) = Event.objects.all()
    assert (event.act, event.actor, event.subject) == ("decision", "officer:34-1001", "form:note/1")
    assert event.details == {"published": form.digest}


def test_publishing_the_same_again_changes_nothing() -> None:
    assert publish() == publish(by="34-1002")
    assert Form.objects.get().published_by == "34-1001"
    assert Event.objects.count() == 1


def test_a_version_is_not_published_with_other_content() -> None:
    publish()
    with pytest.raises(actions.AlreadyPublished, match="note is at version 1"):
        publish(title="Another")


def test_an_older_version_does_not_come_after_a_newer_one() -> None:
    publish(3)
    with pytest.raises(actions.AlreadyPublished, match="note is at version 3"):
        publish(2)


def test_what_is_no_form_is_not_published() -> None:
    with pytest.raises(actions.Unfit) as refused:
        publish(marking="SECRET", urgent="yes")
    assert refused.value.faults == ["/marking: enum", "/urgent: type"]
    assert not Form.objects.exists()


def test_what_is_shipped_is_published_once_however_often_it_is_asked() -> None:
    shipped_ones = [f"{one['kind']}/{one['version']}" for one in shipped.documents()]
    assert [str(form) for form in actions.publish_builtin()] == shipped_ones
    assert actions.publish_builtin() == []
    assert set(Form.objects.values_list("published_by", flat=True)) == {"fieldbook"}


def test_a_forces_own_newer_version_is_left_in_place() -> None:
    publish(9, title="Note, as we write it")
    actions.publish_builtin()
    assert [str(form) for form in Form.objects.filter(kind="note")] == ["note/9"]


def test_the_newest_version_on_offer_is_current() -> None:
    for version in (1, 2, 3):
        publish(version)
    actions.retire(kind="note", version=3, by="34-1001")
    assert [form.version for form in actions.current_forms()] == [2]


def test_an_entry_in_a_retired_version_is_still_read() -> None:
    publish()
    actions.retire(kind="note", version=1, by="34-1001")
    assert actions.current_forms() == []
    assert actions.get("note", 1).version == 1


def test_retiring_is_recorded_once() -> None:
    publish()
    for by in ("34-1001", "34-1002"):
        actions.retire(kind="note", version=1, by=by)
    assert Form.objects.get().retired_by == "34-1001"
    assert Event.objects.count() == 2


def test_what_was_never_published_cannot_be_retired() -> None:
    with pytest.raises(actions.NoSuchForm):
        actions.retire(kind="note", version=1, by="34-1001")


@pytest.mark.parametrize(
    ("kind", "version"),
    [("note", 2), ("crime", 1), ("no\x00te", 1), ("\ud800", 1), ("note", -1), ("note", 10**30)],
)
def test_a_form_nobody_published_is_said_to_be_so(kind: str, version: int) -> None:
    publish()
    with pytest.raises(actions.NoSuchForm):
        actions.get(kind, version)


@pytest.mark.parametrize("version", ["1", {}, [], None, 1.0, True])
def test_a_version_that_is_no_number_is_no_form(version: Any) -> None:
    publish()
    with pytest.raises(actions.NoSuchForm):
        actions.get("note", version)


@pytest.mark.django_db(transaction=True)
def test_a_committed_form_is_compiled_once() -> None:
    publish()
    first = actions.get("note", 1)
    with CaptureQueriesContext(connection) as asked:
        assert actions.get("note", 1) is first
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_a_publishing_rolled_back_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(title="Never published")
        actions.get("note", 1)
        raise RuntimeError
    publish()
    assert actions.get("note", 1).title == "Note"


@pytest.mark.django_db(transaction=True)
def test_no_more_is_kept_than_was_meant_to_be() -> None:
    with mock.patch.object(actions.forms, "_KEPT", 2):
        for version in range(1, 5):
            publish(version)
            actions.get("note", version)
        assert list(actions.forms._COMPILED) == [("note", 3), ("note", 4)]


@pytest.mark.django_db(transaction=True)
def test_hosts_that_migrate_at_once_publish_once() -> None:
    start, failures = Barrier(4), []

    def host() -> None:
        start.wait()
        try:
            actions.publish_builtin()
        except DatabaseError as error:
            failures.append(error)
        finally:
            connection.close()

    hosts = [Thread(target=host) for _ in range(4)]
    for one in hosts:
        one.start()
    for one in hosts:
        one.join()
    assert not failures
    assert Form.objects.count() == len(list(shipped.documents())) == Event.objects.count()
