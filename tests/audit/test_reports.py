"""What names a person, what was handed to whom, and what is processed: with what is not found."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from field_api.audit.actions import disclosures, subject_access
from field_api.audit.rules.finding import Terms
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from tests import handset, make, written
from tests.audit.rows import days, question
from tests.submissions.desk import INTEL, sent, text

pytestmark = pytest.mark.django_db


def said(words: str) -> UUID:
    """An entry of somebody's that says this."""
    written.forms()
    item = {"narrative": words, "assessment": "A", "handling": "P"}
    return sent(handset.of(), INTEL, items=[item])


def handed(submission: UUID, system: str = "records") -> Event:
    subject = f"submission:{submission}"
    return Event.objects.create(act="disclosure", actor="house", subject=subject, recipient=system)


def test_all_that_names_a_person_and_who_had_it(auditor: Officer) -> None:
    ours = said("Ada O’Brién was by the bandstand, 07700 900123.")
    said("Mr Murray was there too, and nobody else at all.")
    handed(ours)
    reader = make.supervisor()
    make.signed_in(reader).get(f"/api/v1/submissions/{ours}")
    asked = question(reader, criteria={"surname": "O'Brien"})
    question(reader, criteria={"surname": "Murray"})
    found = subject_access.report(by=auditor, terms=Terms(surname="o'brien"), request="SAR 7")
    (held,) = found["held"]
    assert (held["submission"], held["where"]) == (str(ours), ["/items/0/narrative"])
    assert [one["recipient"] for one in found["disclosed"]] == ["records"]
    assert [one["actor"] for one in found["opened"]] == [reader.actor]
    assert [one["id"] for one in found["asked"]] == [asked.pk]
    assert any("erased" in one for one in found["not_found"])
    told = Event.objects.get(actor=auditor.actor, act="consultation")
    assert told.purpose == "DPA 2018 s.45 SAR 7"
    assert told.details["returned"] == [f"submission:{ours}"]


def test_a_phone_is_found_however_it_is_spelt(auditor: Officer) -> None:
    ours = said("He rang from +44 7700-900123 and hung up at once.")
    found = subject_access.report(by=auditor, terms=Terms(phone="07700 900 123"), request="")
    assert [one["submission"] for one in found["held"]] == [str(ours)]


def test_another_forces_record_is_not_theirs_to_search(auditor: Officer) -> None:
    said("Ada Elsewhere was by the bandstand all day long.")
    elsewhere = make.officer(posted=make.unit("Audit", of=make.force("35")), role=Role.AUDITOR)
    terms = Terms(surname="Elsewhere")
    assert subject_access.report(by=elsewhere, terms=terms, request="")["held"] == []
    assert len(subject_access.report(by=auditor, terms=terms, request="")["held"]) == 1


@pytest.mark.parametrize(
    "terms",
    [Terms(), Terms(given_name="Ada"), Terms(dob="1988-05-04"), Terms(surname="A" * 101)],
    ids=["none", "given", "birth", "long"],
)
def test_too_little_to_go_by_is_refused(auditor: Officer, terms: Terms) -> None:
    with pytest.raises(Problem, match="terms"):
        subject_access.report(by=auditor, terms=terms, request="")


def test_disclosures_of_one_submission_or_of_a_time(auditor: Officer) -> None:
    ours = said("Nothing of note was to be seen by the bandstand.")
    one, two = handed(ours), handed(ours, "intelligence")
    handed(uuid4())
    report = disclosures.report(by=auditor, subject=f"submission:{ours}")
    assert [row["id"] for row in report["disclosed"]] == [one.pk, two.pk]
    now = clock.now()
    since, until = now - days(1), now + days(1)
    report = disclosures.report(by=auditor, recipient="intelligence", since=since, until=until)
    assert [row["id"] for row in report["disclosed"]] == [two.pk]
    assert report["by_recipient"] == [{"recipient": "intelligence", "count": 1}]
    with pytest.raises(Problem, match="terms"):
        disclosures.report(by=auditor, recipient="records")


def test_another_forces_disclosures_are_not_shown(auditor: Officer) -> None:
    ours = said("Nothing of note was to be seen by the bandstand.")
    handed(ours)
    elsewhere = make.officer(posted=make.unit("Audit", of=make.force("35")), role=Role.AUDITOR)
    for who, count in ((auditor, 1), (elsewhere, 0)):
        found = disclosures.report(by=who, subject=f"submission:{ours}")
        assert len(found["disclosed"]) == count


def test_the_record_of_processing_follows_forms_routes_and_tables(auditor: Officer) -> None:
    written.forms()
    written.systems()
    found = disclosures.processing(by=auditor)
    kinds = {one["kind"]: [to["code"] for to in one["recipients"]] for one in found["kinds"]}
    assert kinds["stop-search"] == ["records", "stop-search"]
    tables = {one["table"]: one["kept"] for one in found["tables"]}
    assert tables["notebook.Content"]
    assert "audit.Swept" not in tables


def test_reports_are_printed_and_say_what_they_lack(browser: Client) -> None:
    ours = said("Ada Findable was by the bandstand all day long.")
    handed(ours)
    page = "/desk/audit/reports/"
    answer = text(
        browser.post(page, {"verb": "subject", "surname": "Findable", "request": "SAR 9"})
    )
    for words in ("request SAR 9", "/items/0/narrative", "Disclosed: 1", "cannot find"):
        assert words in answer
    assert "bandstand" not in answer
    empty = browser.post(page, {"verb": "subject", "given_name": "Ada"})
    assert empty.status_code == 422
    assert "Give a surname, a number plate, a phone or a postcode" in text(empty)
    answer = text(browser.post(page, {"verb": "handed", "subject": f"submission:{ours}"}))
    assert "records 1" in answer


def test_the_api_answers_as_the_pages_do(auditor: Officer) -> None:
    ours = said("Ada Findable was by the bandstand all day long.")
    handed(ours)
    client = make.signed_in(auditor)
    held = client.post("/api/v1/audit/subject-access", {"surname": "Findable"}).json()["held"]
    assert [one["submission"] for one in held] == [str(ours)]
    asked = {"subject": f"submission:{ours}"}
    assert len(client.post("/api/v1/audit/disclosures", asked).json()["disclosed"]) == 1
    assert client.get("/api/v1/audit/processing").json()["kinds"]
    page = client.post("/api/v1/audit/events", {"act": "disclosure"}).json()
    assert ([one["recipient"] for one in page["events"]], page["after"]) == (["records"], None)
    assert client.get("/api/v1/audit/findings?state=all").json() == {"findings": []}
    assert client.get("/api/v1/audit/findings?state=odd").status_code == 400
    supervisor = make.signed_in(make.supervisor())
    for door in ("events", "subject-access", "disclosures"):
        assert supervisor.post(f"/api/v1/audit/{door}", {}).status_code == 403
