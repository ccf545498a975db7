"""Who was shown a person while asking who is known: told to that person, and counted."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.audit.actions import comparing, subject_access, sweeping
from field_api.audit.models import Finding, Look, Sample
from field_api.audit.rules.finding import Terms
from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import offline
from field_api.ledger.models import Event
from tests import make
from tests.audit.rows import NOON, days, event, taken_in
from tests.handset import Handset
from tests.intelligence import people
from tests.intelligence.conftest import phone as phone

pytestmark = pytest.mark.django_db


def opened(by: Officer, terms: Terms) -> list[Any]:
    found: list[Any] = subject_access.report(by=by, terms=terms, request="SAR 7")["opened"]
    return found


def test_who_was_shown_a_person_in_any_way_is_told_to_them(
    auditor: Officer, phone: Handset
) -> None:
    ours = people.searched(phone, surname="Findable")
    other = people.searched(phone, surname="Findable", given_names="Bea", phone="", vrm="")
    reader, colleague = make.supervisor(), make.supervisor()
    assert people.known(reader, surname="Findable", dob="1990-03-12", given_names="Alex")
    intelligence.card(officer=reader, mention=people.subject(ours).pk)
    offline.known(officer=colleague, device=phone.device)
    people.known(reader, surname="Nobody", given_names="Else")
    found = opened(auditor, Terms(phone="07700 900123"))
    words = [(one["subject"].partition(":")[0], one["actor"]) for one in found]
    assert words == [
        ("recognition", reader.actor),
        ("mention", reader.actor),
        ("known", colleague.actor),
    ]
    for one in found:  # and of nobody else who was shown with them
        assert one["details"]["submissions"] == [str(ours.pk)]
        assert "mentions" not in one["details"]
    both = {key for one in opened(auditor, Terms(surname="Findable"))
            for key in one["details"]["submissions"]}  # fmt: skip
    assert both == {str(ours.pk), str(other.pk)}


def shown(by: Officer, word: str, *submissions: Any, **more: Any) -> Event:
    details = {"submissions": [str(one) for one in submissions]}
    return event(by, f"{word}:{uuid4()}", details=details, purpose="recognition", **more)


def test_others_records_count_once_for_what_is_typed_on(phone: Handset) -> None:
    one, two = people.searched(phone), people.searched(phone)
    reader = make.supervisor()
    counted = [shown(reader, "recognition", one.pk), shown(reader, "mention", one.pk, two.pk)]
    taken_in(
        *counted,
        shown(reader, "recognition", one.pk),  # the next letter
        shown(reader, "recognition"),  # nobody was known
        shown(reader, "known", one.pk, two.pk),  # lent to the handset, seen by nobody yet
        shown(phone.officer, "recognition", one.pk),  # their own
    )
    assert set(Look.objects.values_list("pk", flat=True)) == {each.pk for each in counted}


def test_a_list_of_people_typed_in_stands_out(phone: Handset) -> None:
    mine = [people.searched(phone, surname=f"Sample{chr(65 + each)}") for each in range(16)]
    reader = make.supervisor()
    usual = [
        shown(reader, "recognition", mine[0].pk, at=NOON - days(back)) for back in range(1, 24)
    ]
    taken_in(*usual, *(shown(reader, "recognition", one.pk) for one in mine))
    sweeping.notice(comparing.compare(NOON.date()))
    assert [row.what for row in Finding.objects.filter(officer=reader)] == ["volume"]


def test_a_card_is_asked_about_and_what_the_page_asked_is_not(phone: Handset, drawn: None) -> None:
    one, reader = people.searched(phone), make.supervisor()
    card = shown(reader, "mention", one.pk, at=NOON - days(1))
    taken_in(card, shown(reader, "recognition", one.pk))
    assert list(Sample.objects.values_list("pk", flat=True)) == [card.pk]
