"""The pages about a kind's policy, its routes, and what a system calls our codes."""

from typing import Any

import pytest
from django.test import Client

from field_api.catalogue import actions as catalogue
from field_api.catalogue.models import FormDraft
from field_api.connectors.models import System
from field_api.delivery.actions import routes
from field_api.delivery.actions.routes import Terms
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.mapping import actions as mapping
from field_api.mapping.models import Mapping
from field_api.policy.models import Proposal
from tests import make, written

pytestmark = pytest.mark.django_db

POLICY = "/desk/forms/note/policy/"
ROUTE = "/desk/forms/note/routes/records/"
VALUES = "/console/systems/records/values/stop-search/"


@pytest.fixture
def lead() -> Officer:
    written.forms()
    return make.officer(role=Role.FORCE_ADMIN)


@pytest.fixture
def desk(lead: Officer) -> Client:
    return make.at_desk(lead)


@pytest.fixture
def records() -> System:
    made = make.system()
    mapping.install(system=made, kind="note", call="records")
    return made


def said(desk: Client, path: str) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def asked(**changed: Any) -> dict[str, Any]:
    stands = {
        "mode": "sample",
        "percent": "10",
        "within_hours": "168",
        "roles": ["supervisor", "inspector"],
        "marking": "OFFICIAL",
        "retention_group": "4",
        "send_back": "missing-detail: A detail is missing",
        "reject": "duplicate: Written twice",
    }
    return {**stands, **changed}


def test_a_policy_stands_as_the_newest_version_has_it(desk: Client, records: System) -> None:
    page = said(desk, POLICY)
    assert 'value="sample" checked' in page
    assert 'name="percent" inputmode="numeric" value="10"' in page
    assert "Records" in page
    assert "Not told" in page
    assert "nothing written before is read anew" in page


def test_a_changed_policy_is_a_draft_in_which_nothing_else_differs(desk: Client) -> None:
    answer = desk.post(POLICY, asked(mode="before", within_hours="", roles=["intel", "inspector"]))
    made = FormDraft.objects.get()
    assert answer.headers["Location"] == f"/desk/forms/drafts/{made.pk}/"
    (newest,) = [form for form in catalogue.current_forms() if form.kind == "note"]
    assert made.document["review"] == {
        "mode": "before",
        "percent": 100,
        "within_hours": None,
        "roles": ["inspector", "intel"],
        "by_author": False,
    }
    assert made.document["schema"] == newest.schema
    assert made.version == newest.version + 1
    assert "propose it to a second person" in said(desk, answer.headers["Location"])


def test_a_share_is_raised_by_an_officers_record(desk: Client) -> None:
    closer = {"first": "5", "returned_percent": "20", "returned_days": "90"}
    assert desk.post(POLICY, asked(**closer)).status_code == 302
    review = FormDraft.objects.get().document["review"]
    assert {name: str(review[name]) for name in closer} == closer
    page = desk.post(POLICY, asked(percent="0", **closer)).content.decode()
    assert 'name="returned_days" inputmode="numeric" value="90"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"returned_percent": "20"}, "its days are given together"),
        ({"first": "0"}, "An officer’s first of this kind"),
        ({"percent": "0"}, "Share read, in 100"),
        ({"mode": "never"}, "When somebody reads it"),
        ({"roles": []}, "Who reads it"),
        ({"roles": ["officer"]}, "Who reads it"),
        ({"reject": "nonsense"}, "Why it may be rejected. Line 1 is not a short code"),
    ],
    ids=["half", "first", "percent", "mode", "nobody", "anybody", "reasons"],
)
def test_what_is_no_policy_is_refused_and_stays_typed(
    desk: Client, changed: dict[str, Any], words: str
) -> None:
    answer = desk.post(POLICY, asked(send_back="other: Typed anew", **changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "other: Typed anew" in page
    assert FormDraft.objects.count() == 0


def test_a_route_is_proposed_seen_and_begun(desk: Client, lead: Officer, records: System) -> None:
    assert "Mapping version 1 is in use" in said(desk, ROUTE)
    terms = {"ordering": "latest_wins", "deliver_by_seconds": "600", "when_late": "end"}
    proposing = terms | {"verb": "begin", "text": "They ask for it.", "otp": make.code(lead)}
    assert desk.post(ROUTE, proposing).status_code == 302
    row = Proposal.objects.get()
    other = make.officer(role=Role.FORCE_ADMIN)
    second = make.at_desk(other)
    page = said(second, ROUTE)
    assert "Tell Records of note" in page
    assert "600 seconds" in page
    assert ROUTE in said(second, f"/desk/persons/{row.pk}/")
    deciding = {"verb": "approve", "otp": make.code(other)}
    assert second.post(f"/desk/persons/{row.pk}/", deciding).status_code == 302
    assert routes.terms_of("note", records) == Terms("latest_wins", 600, "end")
    assert "As it stands" in said(desk, ROUTE)
    assert "Told</span>" in said(desk, POLICY)
    ending = {"verb": "end", "text": "They want it no more.", "otp": make.code(lead)}
    assert desk.post(ROUTE, ending).status_code == 302
    assert "told of nothing more" in said(second, ROUTE)


def test_a_route_that_makes_no_sense_is_refused(desk: Client, records: System) -> None:
    terms = {"ordering": "strict", "when_late": "end", "verb": "begin"}
    answer = desk.post(ROUTE, terms)
    assert answer.status_code == 422
    assert "What ends when it is late needs a limit." in answer.content.decode()
    without = desk.post(ROUTE, terms | {"when_late": "tell", "text": "Why not."})
    assert (without.status_code, Proposal.objects.count()) == (403, 0)


def test_what_stands_in_the_way_is_said(desk: Client) -> None:
    make.system(partner="probation", clearance="OFFICIAL")
    page = said(desk, "/desk/forms/stop-search/routes/records/")
    assert "No mapping of this kind is in use for it" in page
    assert "No running agreement with probation" in page
    assert "It may hold OFFICIAL alone" in page
    assert "It is never told: " in page
    assert "Propose it" not in page


def test_a_table_says_which_codes_have_no_word(desk: Client) -> None:
    made = make.system()
    Mapping.objects.create(
        system=made,
        kind="stop-search",
        version=1,
        engine="jmespath",
        document={"ethnicity": "lookup('theirs', body.self_defined_ethnicity)"},
        value_maps={"theirs": {"W1": "White", "W4": "W5", "NS": None}, "odd": {"x": "y"}},
        state="active",
    )
    page = said(desk, VALUES)
    assert "<td>W5</td>" in page
    assert "left out" in page
    assert "Without a word for" in page
    assert '<span class="reference">W2</span>' in page.split("Without a word")[1]
    assert "no field for" in page


def test_a_developers_mapping_says_which_tables_it_has(desk: Client) -> None:
    made = make.system()
    mapping.install(system=made, kind="stop-search", call="stop-search")
    page = said(desk, VALUES)
    assert "ethnicity_published" in page
    assert "its tables change with a release" in page
    assert "Checked" in page or "Unverified" in page


def test_there_may_be_no_table(desk: Client) -> None:
    made = make.system()
    assert "No mapping of this kind is in use" in said(desk, VALUES)
    mapping.install(system=made, kind="note", call="records")
    at = "/console/systems/records/values/note/"
    assert "says of no table" in said(desk, at)
    assert desk.post(at).status_code == 404
    assert desk.get("/console/systems/none/values/note/").status_code == 404
    assert desk.get("/console/systems/records/values/none/").status_code == 404


@pytest.mark.parametrize("path", [POLICY, ROUTE])
def test_only_administrators_see_them(lead: Officer, records: System, path: str) -> None:
    assert make.at_desk(make.supervisor()).get(path).status_code == 404


def test_a_mapping_is_made_from_the_form_where_nobody_wrote_one(
    desk: Client, records: System
) -> None:
    path = "/desk/forms/use-of-force/routes/records/"
    assert "Make a mapping from the form" in said(desk, path)
    assert desk.post(path, {"verb": "map"}).status_code == 302
    page = said(desk, path)
    assert "Mapping version 1 is in use" in page
    assert "Make a mapping" not in page
    assert desk.post(path, {"verb": "map"}).status_code == 409


def test_the_page_says_where_a_form_keeps_its_entries(desk: Client, records: System) -> None:
    page = said(desk, "/desk/forms/prevent-referral/routes/records/")
    assert "goes to counter-terrorism-policing, and not to" in page
    assert "Make a mapping" not in page
    assert "Propose it to a second person" not in page


@pytest.mark.parametrize("path", ["none/policy/", "none/routes/records/", "note/routes/none/"])
def test_there_is_nothing_to_see(desk: Client, records: System, path: str) -> None:
    assert desk.get(f"/desk/forms/{path}").status_code == 404
