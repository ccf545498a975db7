"""/insight/health/: how soon entries get there, what became of them, what handsets still hold."""

from datetime import timedelta
from typing import Any

import pytest

from field_api.identity.models import Posting
from field_api.insights.actions import standing
from field_api.lib import clock
from field_api.oversight.models import Alert
from field_api.sync.models import Minted
from tests import handset, make, written
from tests.insights import figures
from tests.insights.figures import ago
from tests.insights.test_overview import said
from tests.submissions.desk import example

pytestmark = pytest.mark.django_db

PAGE = "/insight/health/"


def charts(who: Any, query: str = "") -> dict[str, Any]:
    return dict(make.at_desk(who).get(PAGE + query).context["figures"])


def test_half_and_most_are_read_from_the_histograms_of_all_systems() -> None:
    figures.deliveries(make.system("records"), tapped=(2.0,) * 19, accepted=19)
    figures.deliveries(make.system("upload"), tapped=(3000.0,) * 2, accepted=2)
    who = make.supervisor()
    (label, figure), (other, slow) = [
        (label, [float(each) for each in row])
        for label, row in charts(who)["From the tap to a yes: half, with 5 % and 95 %"].table
    ]
    assert (label, other) == ("Records", "Upload")
    assert 1.6 <= figure[0] * 60 <= 3.2
    assert 1638 <= slow[0] * 60 <= 3277
    assert figure[1] <= figure[0] <= figure[2]
    assert "From the tap to a yes 2" in said(who, page=PAGE)


def test_what_became_of_deliveries_is_of_the_days_and_units_chosen() -> None:
    system = make.system("records")
    figures.deliveries(system, accepted=7, refused=2, dead=1, waiting=3)
    figures.deliveries(system, day=ago(40), accepted=500)
    figures.deliveries(system, make.unit("Roads"), accepted=900)
    became = charts(make.supervisor())["What became of deliveries"]
    assert became.columns == ("accepted", "refused", "with a person", "under way")
    assert became.table == (("Records", ("7", "2", "1", "3")),)


def test_a_system_left_alone_is_counted_for_as_long_as_it_was_within_the_days() -> None:
    records, other = make.system("records"), make.system("other")
    figures.deliveries(records, accepted=1)
    now = clock.now()

    def opened(system: Any, ago: timedelta, lasted: timedelta | None, **more: Any) -> None:
        raised = now - ago
        cleared = None if lasted is None else raised + lasted
        Alert.objects.create(
            system=system, what="breaker", level=50, raised_at=raised, cleared_at=cleared, **more
        )

    opened(records, timedelta(days=2), timedelta(minutes=30))
    opened(records, timedelta(minutes=10), None)
    opened(records, timedelta(days=60), timedelta(hours=1))
    opened(other, timedelta(days=2), timedelta(hours=9))
    found = standing.left_alone(ago(27), figures.today())
    assert (found[records.pk].times, found[records.pk].open) == (2, True)
    assert found[records.pk].seconds == pytest.approx(40 * 60, abs=30)
    assert "Systems left alone 2 40 min in all; 1 at this moment" in said(
        make.supervisor(), page=PAGE
    )
    assert standing.left_alone(ago(90), ago(40))[records.pk].times == 1


def test_what_a_handset_said_it_wrote_and_did_not_send_is_counted_for_its_unit() -> None:
    written.forms()
    phone = handset.of()
    phone.push(phone.write("note", example("note")))
    heard = clock.now() - timedelta(hours=3)
    Minted.objects.update_or_create(
        device=phone.device, defaults={"minted_through": 5, "said_at": heard}
    )
    found = standing.unsent([make.unit().pk])
    assert found == standing.Unsent(entries=4, handsets=1, quiet_since=heard)
    assert standing.unsent([make.unit("Roads").pk]) == standing.Unsent(0, 0, None)
    page = said(make.supervisor(), page=PAGE)
    assert "Not sent yet 4 on 1 handsets; the longest unheard of for 3 h" in page
    Posting.objects.update(ends_on=figures.today())
    assert standing.unsent([make.unit().pk]) == standing.Unsent(0, 0, None)


def test_no_officer_and_no_entry_is_named() -> None:
    written.forms()
    phone = handset.of()
    phone.push(phone.write("note", example("note")))
    Minted.objects.update_or_create(
        device=phone.device, defaults={"minted_through": 9, "said_at": clock.now()}
    )
    page = said(make.supervisor(), page=PAGE)
    assert phone.officer.collar_number not in page
    assert phone.officer.surname not in page.replace(make.supervisor().surname, "", 1)
