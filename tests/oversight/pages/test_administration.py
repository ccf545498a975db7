"""The page that leads to all that is set, and the settings of systems, which two people change."""

import json
from typing import Any

import pytest
from django.test import Client

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.oversight.actions import system_settings as settings
from field_api.oversight.actions.system_settings import OPERATORS, PLAIN, Wanted
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from tests import make
from tests.policy import sharing
from tests.policy.duties import WHY, code, leave

pytestmark = pytest.mark.django_db

AT = "/desk/administration/"
SYSTEMS = f"{AT}systems/"


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def other(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def records(db: None) -> System:
    return connectors.register(
        code="records",
        name="Records",
        kind="rest_json",
        config={"base_url": "http://127.0.0.1:9", "signing_ref": "env:SIGNING"},
        secret_ref="env:RECORDS_TOKEN",
        questions_in_flight=3,
    )


def wanted(code: str = "records", config: dict[str, Any] | None = None, **plain: Any) -> Wanted:
    system = System.objects.filter(code=code).first() or System(name="Custody")
    stands = {name: getattr(system, name) for name in PLAIN} | {"answers_queries": []}
    given = {"base_url": "http://127.0.0.1:9"} if config is None else config
    return Wanted(code, "rest_json", stands | plain, given)


def proposed(what: Wanted, by: Officer) -> Proposal:
    given = leave(by, "propose", f"system:{what.code}", settings.digest_of(what))
    return settings.propose(wanted=what, text=WHY, by=by, leave=given)


def approve(row: Proposal, by: Officer) -> Proposal:
    given = leave(by, "approve", f"proposal:{row.pk}")
    return proposals.approve(proposal=row.pk, by=by, leave=given)


@pytest.mark.parametrize("role", [one for one in Role if one != Role.FORCE_ADMIN], ids=str)
def test_the_pages_are_for_administrators(records: System, role: Role) -> None:
    browser = make.at_desk(sharing.ours(role))
    elsewhere = (302,) if role in (Role.OFFICER, Role.AUDITOR) else (404,)
    for at in (AT, SYSTEMS, f"{SYSTEMS}new/", f"{SYSTEMS}records/"):
        assert browser.get(at).status_code in elsewhere


def test_one_page_leads_to_all_and_says_how_it_stands(chief: Officer, records: System) -> None:
    page = make.at_desk(chief).get(AT).content.decode()
    for where in (
        f"{AT}units/",
        f"{AT}import/officers/",
        SYSTEMS,
        "/desk/people/",
        "/desk/people/groups/",
        "/desk/people/force",
        "/desk/agreements/",
        "/desk/forms/",
        "/desk/lists/",
        "/desk/persons/",
        "/console/",
        "/insight/time/assumptions/",
    ):
        assert f'href="{where}"' in page, where
    assert "1 open, 0 closed" in page and "1 registered, 0 stopped" in page


def test_settings_change_by_two_and_what_no_page_shows_stays(
    chief: Officer, other: Officer, records: System
) -> None:
    row = proposed(wanted(max_in_flight=4, config={"base_url": "http://127.0.0.1:10"}), chief)
    assert System.objects.get().max_in_flight == 16
    approve(row, other)
    after = System.objects.get()
    assert after.max_in_flight == 4
    assert after.config == {"base_url": "http://127.0.0.1:10", "signing_ref": "env:SIGNING"}
    assert (after.secret_ref, after.questions_in_flight) == ("env:RECORDS_TOKEN", 3)
    event = Event.objects.filter(subject="system:records", act="alteration").latest("id")
    assert event.actor == chief.actor and set(event.details["fields"]) == {
        "config",
        "max_in_flight",
    }


def test_a_new_system_has_its_secret_where_no_page_chooses(chief: Officer, other: Officer) -> None:
    approve(proposed(wanted("custody", name="Custody"), chief), other)
    made = System.objects.get()
    assert (made.name, made.secret_ref) == ("Custody", "file:/run/secrets/custody")


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_no_file_and_no_secret_is_named_at_a_page(
    chief: Officer, records: System, name: str
) -> None:
    """Else whoever sets the address has any secret of the house sent there."""
    what = wanted(config={"base_url": "http://127.0.0.1:9", name: "env:SECRET_KEY"})
    given = {"wanted": what, "text": WHY, "by": chief, "leave": make.NO_LEAVE}
    assert code(settings.propose, **given) == "settings-invalid"


@pytest.mark.parametrize(
    "wrong",
    [
        {"config": {"base_url": "http://10.0.0.1"}},
        {"config": {"base_url": "http://127.0.0.1:9", "nonsense": 1}},
        {"clearance": "SECRET"},
        {"answers_queries": ["horoscope"]},
        {"name": "n" * 81},
    ],
    ids=["address", "setting", "clearance", "question", "name"],
)
def test_what_could_never_work_is_refused_before_it_is_proposed(
    chief: Officer, records: System, wrong: dict[str, Any]
) -> None:
    given = {"wanted": wanted(**wrong), "text": WHY, "by": chief, "leave": make.NO_LEAVE}
    assert code(settings.propose, **given) == "settings-invalid"
    assert not Proposal.objects.exists()


def test_a_proposal_that_was_overtaken_is_not_done(
    chief: Officer, other: Officer, records: System
) -> None:
    row = proposed(wanted(max_in_flight=4), chief)
    System.objects.update(config={"base_url": "http://127.0.0.1:11"})
    assert code(approve, row=row, by=other) == "overtaken"
    assert System.objects.get().max_in_flight == 16


def test_the_second_is_another_administrator_of_another_force_where_there_is_one(
    chief: Officer, other: Officer, records: System
) -> None:
    row = proposed(wanted(max_in_flight=4), chief)
    assert code(approve, row=row, by=chief) == "own-proposal"
    far = sharing.theirs(Role.FORCE_ADMIN)
    assert code(approve, row=row, by=other) == "above-your-role"
    approve(row, far)
    assert System.objects.get().max_in_flight == 4


def test_a_system_is_changed_at_its_page_and_read_by_the_second(
    chief: Officer, other: Officer, records: System
) -> None:
    desk, at = make.at_desk(chief), f"{SYSTEMS}records/"
    page = desk.get(at).content.decode()
    assert "env:RECORDS_TOKEN" in page and "env:SIGNING" not in page
    posted = form(desk, max_in_flight=5, otp=make.code(chief))
    assert desk.post(at, posted).status_code == 302
    row = Proposal.objects.get()
    page = make.at_desk(other).get(at).content.decode()
    assert "<del>16</del> <ins>5</ins>" in page and WHY in page
    approve(row, other)
    assert System.objects.get().max_in_flight == 5


def form(desk: Client, **other: Any) -> dict[str, Any]:
    """What a browser posts of the page as it stands."""
    shown = desk.get(f"{SYSTEMS}records/").context["form"]
    asked = {field.name: field.value() for field in shown}
    asked["config"] = json.dumps(shown.initial["config"])
    filled = {name: value for name, value in asked.items() if value not in (None, False)}
    return filled | {"text": WHY, "verb": "propose"} | other


def test_what_stands_already_is_not_proposed_and_a_faulty_form_says_what(
    chief: Officer, records: System
) -> None:
    desk, at = make.at_desk(chief), f"{SYSTEMS}records/"
    same = desk.post(at, form(desk, otp=make.code(chief)))
    assert same.status_code == 409 and "stands like that already" in same.content.decode()
    faulty = desk.post(at, form(desk, max_in_flight="none", config="[1]"))
    page = faulty.content.decode()
    assert faulty.status_code == 422 and "Most at once" in page and "JSON" in page


def test_a_system_is_registered_at_a_page(chief: Officer, other: Officer, records: System) -> None:
    desk = make.at_desk(chief)
    blank = {k: v for k, v in form(desk).items() if k != "config"}
    posted = blank | {"code": "custody", "kind": "rest_json", "name": "Custody"}
    answer = desk.post(f"{SYSTEMS}new/", posted | {"otp": make.code(chief)})
    assert answer.status_code == 302
    page = make.at_desk(other).get(f"{SYSTEMS}custody/").content.decode()
    assert "Register Custody" in page and "file:/run/secrets/custody" in page
    approve(Proposal.objects.get(), other)
    assert desk.get(SYSTEMS).content.decode().count("custody") >= 1
    taken = desk.post(f"{SYSTEMS}new/", posted | {"otp": make.code(chief)})
    assert taken.status_code == 422
    assert desk.get(f"{SYSTEMS}nowhere/").status_code == 404
