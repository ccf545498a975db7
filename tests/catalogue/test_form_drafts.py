"""A form is brought in by one administrator and published, or retired, by another."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from field_api.catalogue import actions
from field_api.catalogue.actions import Unfit, form_drafts
from field_api.catalogue.models import Form, FormDraft
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from tests import make, written
from tests.catalogue.drafting import WHY, admin, approve, note, proposed
from tests.policy.duties import code, leave

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published() -> None:
    written.forms()


def newest() -> int:
    found = form_drafts.newest_of("note")
    assert found is not None
    return found.version


def test_two_administrators_publish_what_one_brought_in() -> None:
    one, other, before = admin(), admin(), newest()
    draft = form_drafts.bring_in(document=note(title="Note, longer", version=99), by=one)
    assert draft.version == before + 1
    tag = actions.tag()
    row = proposed(draft, one)
    assert newest() == before
    assert row.details["saying"] == f"Publish Note, longer, version {before + 1}"
    assert form_drafts.page(row).endswith(f"/desk/forms/drafts/{draft.pk}/")
    approve(row, other)
    assert actions.get("note", before + 1).title == "Note, longer"
    assert actions.tag() != tag
    assert not FormDraft.objects.exists()
    assert form_drafts.page(row).endswith(f"/desk/forms/note/{before + 1}/")
    said = Event.objects.get(subject=row.subject, details__has_key="published")
    assert (said.actor, said.details["second"]) == (one.actor, other.actor)


def test_a_draft_is_brought_in_by_administrators_once() -> None:
    by = admin()
    draft = form_drafts.bring_in(
        document=note(title="Other"), by=by, notices=["survey row 3: text"]
    )
    assert form_drafts.bring_in(document=note(title="Other"), by=by) == draft
    assert draft.notices == ["survey row 3: text"]
    assert code(form_drafts.bring_in, document=note(), by=make.supervisor()) == "above-your-role"
    said = Event.objects.get(details__did="bring-in-form")
    assert (said.actor, said.subject) == (by.actor, f"form:note/{draft.version}")


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({}, "the form"),
        (note(sections=[]), "/sections"),
        (note(), "It changes nothing"),
        (note(version=7), "It changes nothing"),
        (note(kind=["note"]), "/kind"),
        (note(title="a\x00b"), "nothing can be kept with"),
        (note(title="\ud800"), "nothing can be kept with"),
        (note(marking=float("nan")), "nothing can be kept with"),
    ],
    ids=["nothing", "no-sections", "same", "only-the-number", "kind", "nul", "half", "nan"],
)
def test_what_is_no_form_or_changes_nothing_is_not_kept(
    document: dict[str, Any], fault: str
) -> None:
    with pytest.raises(Unfit) as unfit:
        form_drafts.bring_in(document=document, by=admin())
    assert fault in unfit.value.faults[0]
    assert not FormDraft.objects.exists()


def test_a_draft_never_changes() -> None:
    draft = form_drafts.bring_in(document=note(title="Other"), by=admin())
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        FormDraft.objects.filter(pk=draft.pk).update(document=note(title="Another"))


def _altered(draft: FormDraft) -> None:
    """As only whoever owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_formdraft DISABLE TRIGGER USER")
        FormDraft.objects.filter(pk=draft.pk).update(document=note(title="Another"))
        cursor.execute("ALTER TABLE catalogue_formdraft ENABLE TRIGGER USER")


def test_what_changed_since_it_was_proposed_is_not_published() -> None:
    one, other, before = admin(), admin(), newest()
    draft = form_drafts.bring_in(document=note(title="Other"), by=one)
    row = proposed(draft, one)
    _altered(draft)
    assert code(approve, row=row, by=other) == "not-what-was-proposed"
    row.refresh_from_db()
    assert (row.state, newest()) == ("proposed", before)


def test_what_is_thrown_away_is_proposed_no_more() -> None:
    one, other = admin(), admin()
    draft = form_drafts.bring_in(document=note(title="Other"), by=one)
    row = proposed(draft, one)
    assert code(form_drafts.throw_away, draft=draft.pk, by=other) == "not-yours"
    form_drafts.throw_away(draft=draft.pk, by=one)
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert code(approve, row=row, by=other) == "already-decided"
    assert code(form_drafts.throw_away, draft=draft.pk, by=one) == "not-found"
    assert form_drafts.page(row) == ""


def test_throwing_one_away_leaves_what_waits_about_another() -> None:
    one, other = admin(), admin()
    first = form_drafts.bring_in(document=note(title="First"), by=one)
    second = form_drafts.bring_in(document=note(title="Second"), by=other)
    row = proposed(second, other)
    assert code(proposed, draft=first, by=one) == "already-proposed"
    form_drafts.throw_away(draft=first.pk, by=one)
    row.refresh_from_db()
    assert row.state == "proposed"


def test_a_number_that_another_took_is_given_anew() -> None:
    one, other = admin(), admin()
    first = form_drafts.bring_in(document=note(title="First"), by=one)
    second = form_drafts.bring_in(document=note(title="Second"), by=one)
    row = proposed(second, one)
    actions.publish(document=first.document, by=one.login)
    assert code(approve, row=row, by=other) == "overtaken"
    assert code(proposed, draft=second, by=one) == "overtaken"
    again = form_drafts.renumber(draft=second.pk, by=other)
    assert (again.version, again.document["title"]) == (second.version + 1, "Second")
    assert not form_drafts.overtaken(again)


def test_old_drafts_go_unless_somebody_is_asked_about_them() -> None:
    by = admin()
    rows = [form_drafts.bring_in(document=note(title=title), by=by) for title in ("A", "B")]
    proposed(rows[0], by)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE catalogue_formdraft DISABLE TRIGGER USER")
        FormDraft.objects.update(made_at=timezone.now() - form_drafts.KEPT * 1.1)
        cursor.execute("ALTER TABLE catalogue_formdraft ENABLE TRIGGER USER")
    made = form_drafts.bring_in(document=note(title="C"), by=by)
    assert set(FormDraft.objects.all()) == {rows[0], made}


def retiring(version: int, by: Any) -> Proposal:
    digest = Form.objects.get(kind="note", version=version).digest
    given = leave(by, "propose", f"form:note/{version}", digest)
    return form_drafts.propose_retiring(kind="note", version=version, text=WHY, by=by, leave=given)


def test_a_version_is_retired_by_two_as_well() -> None:
    one, other, version = admin(), admin(), newest()
    row = retiring(version, one)
    assert ("note", version) in {named[:2] for named in actions.offered()}
    approve(row, other)
    form = Form.objects.get(kind="note", version=version)
    assert form.retired_by == one.login
    assert actions.get("note", version).version == version
    assert code(retiring, version=version, by=one) == "retired"
    said = Event.objects.get(subject=row.subject, details__has_key="second")
    assert said.details["second"] == other.actor


def test_what_was_never_published_is_not_retired() -> None:
    with pytest.raises(Problem) as refused:
        form_drafts.propose_retiring(
            kind="note", version=999, text=WHY, by=admin(), leave=make.NO_LEAVE
        )
    assert refused.value.code == "not-found"


def test_a_refusal_leaves_the_draft_to_be_mended() -> None:
    one, other = admin(), admin()
    draft = form_drafts.bring_in(document=note(title="Other"), by=one)
    row = proposed(draft, one)
    proposals.refuse(proposal=row.pk, by=other, text="Ask the federation first.")
    assert FormDraft.objects.filter(pk=draft.pk).exists()
    assert form_drafts.waiting_about("note", draft.version) == []
    proposed(draft, one)


def test_only_administrators_see_drafts() -> None:
    form_drafts.bring_in(document=note(title="Other"), by=admin())
    assert FormDraft.objects.visible_to(admin("35")).count() == 1
    assert not FormDraft.objects.visible_to(make.supervisor()).exists()
