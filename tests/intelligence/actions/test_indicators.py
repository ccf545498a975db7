"""In how many reports an indicator stands, of how many forces: what each may be told."""

import pytest

from field_api.identity.rules import Role
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import MentionKey
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.policy.models import Clearance
from field_api.policy.rules import Marking
from tests import make
from tests.handset import Handset
from tests.intelligence import frauds
from tests.submissions.erasing import erased

pytestmark = pytest.mark.django_db


def numbers(found: list[dict[str, object]]) -> tuple[object, ...]:
    """(reports, at least, seen, forces) of the only one."""
    (one,) = found
    return one["reports"], one["at_least"], one["seen"], one["forces"]


def test_an_officer_is_told_what_their_own_unit_wrote(phone: Handset) -> None:
    for _ in range(2):
        frauds.reported(phone)
    frauds.reported(phone, wallet=frauds.OTHER)
    told = frauds.told(make.officer())
    assert numbers(told) == (2, False, 2, 1)
    assert (told[0]["kind"], told[0]["value"]) == ("wallet", frauds.WALLET)
    assert told[0]["advice"]
    looks = Event.objects.filter(act="consultation", purpose="recognition")
    assert len(looks.latest("pk").details["submissions"]) == 2


def test_the_report_being_written_does_not_count_itself(phone: Handset) -> None:
    mine = frauds.reported(phone)
    asked = [intelligence.Asked("money", "wallet", {"address": frauds.WALLET})]
    (found,) = intelligence.recognise(officer=make.officer(), asked=asked, without=mine.pk)
    assert found["indicators"] == []


def test_of_other_units_an_officer_is_told_a_number_and_small_ones_not_exactly(
    phone: Handset,
) -> None:
    elsewhere = frauds.phone(unit="Elsewhere")
    frauds.reported(elsewhere)
    frauds.reported(elsewhere)
    assert numbers(frauds.told(make.officer())) == (1, True, 0, 1)
    frauds.reported(elsewhere)
    assert numbers(frauds.told(make.officer())) == (3, False, 0, 1)


def test_of_another_force_nothing_is_told_without_an_agreement(phone: Handset) -> None:
    for force, count in (("35", 3), ("32", 3)):
        for _ in range(count):
            frauds.reported(frauds.phone(force))
    frauds.reported(phone)
    mine = make.officer()
    assert numbers(frauds.told(mine)) == (1, False, 1, 1)
    frauds.agree("35")
    assert numbers(frauds.told(mine)) == (4, False, 1, 2)
    disclosed = Event.objects.filter(act="disclosure", recipient="force:34").latest("pk")
    assert len(disclosed.details["counted"]) == 3
    frauds.agree("32")
    assert numbers(frauds.told(mine)) == (7, False, 1, 3)
    analyst = make.officer(posted=make.unit("Analysts"), role=Role.INTEL)
    assert numbers(frauds.told(analyst))[2:] == (6, 3)  # reads theirs, is told a number of ours


def test_an_agreement_about_less_lets_no_number_be_told(phone: Handset) -> None:
    for _ in range(3):
        frauds.reported(frauds.phone("35"))
    frauds.agree("35", marking=Marking.OFFICIAL)
    assert frauds.told(make.officer()) == []


def test_what_is_kept_to_a_group_or_is_intelligence_is_not_even_a_number(phone: Handset) -> None:
    elsewhere = frauds.phone(unit="Elsewhere")
    for _ in range(3):
        body = {"online": [{"platform": "Example Chat", "handle": "@x.sample"}]}
        frauds.reported(elsewhere, **body)
    from field_api.intelligence.models import Record  # noqa: PLC0415

    Record.objects.update(groups=["34:secret"])
    assert frauds.told(make.officer()) == []
    Record.objects.update(groups=[], kind="intelligence-report")
    assert frauds.told(make.officer()) == []


def test_what_a_victim_uses_is_no_indicator(phone: Handset) -> None:
    frauds.whole(phone)
    asked = [intelligence.Asked("them", "email", {"address": "pat.sample@example.org"})]
    (found,) = intelligence.recognise(officer=make.officer(), asked=asked)
    assert found["indicators"] == []
    asked = [intelligence.Asked("them", "online", {"url": "HXXPS://safe-account[.]example/log"})]
    (found,) = intelligence.recognise(officer=make.officer(), asked=asked)
    assert [(one["kind"], one["value"]) for one in found["indicators"]] == [
        ("domain", "safe-account[.]example")
    ]


def test_a_list_by_reports_forces_loss_and_the_newest(phone: Handset) -> None:
    frauds.reported(phone, amount_lost=10)
    frauds.reported(phone, amount_lost=10)
    for _ in range(3):
        frauds.reported(phone, wallet=frauds.OTHER, amount_lost=1.4)
    frauds.reported(phone, wallet="once", amount_lost=10**6)
    desk = make.supervisor()

    def listed(order: str) -> list[str]:
        rows = intelligence.listing(officer=desk, order=order)["rows"]
        return [row["value"] for row in rows]

    assert listed("reports") == [frauds.OTHER, frauds.WALLET]
    assert listed("loss") == [frauds.WALLET, frauds.OTHER]
    assert listed("newest") == [frauds.OTHER, frauds.WALLET]
    assert set(listed("forces")) == {frauds.OTHER, frauds.WALLET}
    with pytest.raises(Problem):
        listed("colour")
    assert intelligence.listing(officer=make.officer())["rows"] == []


def test_one_has_its_reports_their_months_and_what_to_tell_the_public(phone: Handset) -> None:
    first = frauds.reported(phone, amount_lost=700)
    frauds.reported(phone, amount_lost=50.6)
    desk = make.supervisor()
    mention = frauds.wallet_of(first).pk
    found = intelligence.indicator(officer=desk, mention=mention, kind="wallet")
    assert (found["loss"], len(found["records"]), found["marking"]) == (
        751,
        2,
        "OFFICIAL-SENSITIVE",
    )
    assert [row["reports"] for row in found["months"]] == [2]
    assert any("0300 123 2040" in sentence for sentence in found["advice"])
    with pytest.raises(Problem):
        intelligence.indicator(officer=desk, mention=mention, kind="url")
    other = make.supervisor(posted=make.unit("There", of=make.force("35")))
    with pytest.raises(Problem):
        intelligence.indicator(officer=other, mention=mention, kind="wallet")


def test_what_is_erased_counts_no_more_and_leaves_no_key(phone: Handset) -> None:
    frauds.reported(phone)
    erased(frauds.reported(phone))
    assert numbers(frauds.told(make.officer())) == (1, False, 1, 1)
    assert MentionKey.objects.filter(kind="wallet").count() == 1


def test_a_field_above_the_reader_is_not_there(phone: Handset) -> None:
    frauds.reported(phone)
    low = make.officer()
    Clearance.objects.create(
        officer=low, marking="OFFICIAL", given_by=phone.officer, given_at=clock.now()
    )
    assert frauds.told(low) == []
