import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from field_api.catalogue import actions
from tests.catalogue import bodies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped() -> None:
    actions.publish_builtin()


def publish(path: Path, document: object, by: str = "34-1001") -> str:
    said = StringIO()
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    call_command("publish_forms", str(path), by=by, stdout=said)
    return said.getvalue()


def test_a_force_publishes_its_own_version(tmp_path: Path) -> None:
    said = publish(tmp_path / "note.json", bodies.document(version=9))
    assert said == "Published: note/9\n"


def test_a_form_with_faults_is_refused_with_every_fault(tmp_path: Path) -> None:
    spoiled = {**bodies.document(version=2), "marking": "SECRET", "urgent": 1}
    with pytest.raises(CommandError, match=r"(?s)is no form.*/marking: enum.*/urgent: type"):
        publish(tmp_path / "note.json", spoiled)


@pytest.mark.parametrize("text", ["{", '"form"'])
def test_what_is_no_document_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match=r"note\.json"):
        publish(tmp_path / "note.json", text)


def test_a_published_number_is_not_used_again(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="note is at version"):
        publish(tmp_path / "note.json", {**bodies.document(), "title": "Another"})


def test_somebody_must_have_decided_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--by"):
        publish(tmp_path / "note.json", bodies.document(version=2), by="")


def test_what_is_shipped_is_published_without_further_words() -> None:
    said = StringIO()
    call_command("publish_forms", stdout=said)
    # The fixture published the forms.
    assert said.getvalue() == "Published: cjs-offences/1\nPublished: warning-markers/1\n"
