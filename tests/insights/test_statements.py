"""What a page asks of the database: no more for a whole force's months than for an empty one, and
who may go where once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib import clock
from tests import make
from tests.insights import figures
from tests.insights.figures import ago

pytestmark = pytest.mark.django_db

# A dozen are every page's: session, officer, code, rights where they are asked for, units, forms.
MOST = {"": 21, "quality/": 20, "time/": 22, "searches/": 30, "health/": 18}


def asked(who: Officer, page: str) -> list[str]:
    client = make.at_desk(who)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return [each["sql"] for each in captured]


def work(system: System, days: range) -> None:
    for unit in (make.unit(), make.unit("Night", parent=make.unit())):
        for back in days:
            figures.work(unit, ago(back), entries=3, reviewed=2, first_right=1)
            figures.work(unit, ago(back), kind="stop-search", entries=3)
            figures.deliveries(system, unit, ago(back), accepted=3, fields=30)


@pytest.mark.parametrize("page", MOST)
def test_a_page_takes_so_many_statements_however_much_it_shows(page: str) -> None:
    inspector, system = make.officer(role=Role.INSPECTOR), make.system()
    work(system, range(1))
    little = asked(inspector, f"/insight/{page}")
    work(system, range(1, 20))
    assert len(asked(inspector, f"/insight/{page}")) == len(little) <= MOST[page]


def test_navigation_asks_once_what_somebody_may_do() -> None:
    statements = asked(make.supervisor(), "/insight/quality/")
    postings = [one for one in statements if 'FROM "identity_posting"' in one]
    assert len(postings) == 5, "at the gate, at the page, for units twice, for the navigation"


def test_a_right_that_has_ended_is_gone_with_the_next_request() -> None:
    who = make.officer(role=Role.FORCE_ADMIN)
    client = make.at_desk(who)
    assert 'href="/desk/administration/"' in client.get("/insight/").content.decode()
    made = who.postings.get()
    made.role = Role.AUDITOR.value
    made.save()
    assert 'href="/desk/administration/"' not in client.get("/insight/").content.decode()
    made.ends_on = clock.now().date()
    made.starts_on = made.ends_on
    made.save()
    assert client.get("/insight/").status_code == 302
