"""Numbers reserved for handsets: each is one submission's at most, and every gap has a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from field_api.identity import actions as identity
from field_api.identity.models import Device
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.lib.problems import Fault
from field_api.submissions import numbers
from field_api.submissions.actions import references
from field_api.submissions.models import Block, Reserved
from tests import handset, make, written
from tests.handset import Handset
from tests.submissions import journeys
from tests.submissions.receipts import REFERENCES, claimed, code, reserve, reserved, standings


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


def test_a_block_is_real_references_nobody_else_gets(phone: Handset) -> None:
    block = reserve(phone, 20).json()
    year = f"{clock.now():%y}"
    assert block["prefix"] == f"34/{year}/"
    assert len(block["references"]) == 20
    assert block["references"][0] == numbers.written(block["prefix"], block["first"])
    assert journeys.send(phone).reference not in block["references"]
    assert set(block["references"]).isdisjoint(reserved(handset.of(), 20))
    assert Event.objects.filter(subject=f"references:{block['id']}", purpose="reserved").exists()


def test_asking_again_after_a_lost_answer_reserves_nothing_more(phone: Handset) -> None:
    block = str(uuid4())
    first = reserve(phone, 5, id=block).json()
    assert reserve(phone, 5, id=block).json() == first
    assert Reserved.objects.count() == 5
    assert phone.api.get(REFERENCES).json() == {"blocks": [first]}


def test_the_id_of_anothers_block_opens_nothing(phone: Handset) -> None:
    block = str(uuid4())
    reserve(phone, 5, id=block)
    answer = reserve(handset.of(), 5, id=block)
    assert (answer.status_code, answer.json()["code"]) == (409, "id-unavailable")


def test_a_handset_holds_two_open_blocks_at_most(phone: Handset) -> None:
    first = reserved(phone, 1)
    reserved(phone, 1)
    refused = reserve(phone, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "references-enough")
    assert claimed(phone.device, first[0]) == first[0]
    assert len(reserved(phone, 1)) == 1


@pytest.mark.parametrize("count", [0, 51, "many", None])
def test_a_block_has_its_limits(phone: Handset, count: Any) -> None:
    assert reserve(phone, count).status_code == 400


def test_a_reference_is_claimed_once_and_again_by_the_same_submission(phone: Handset) -> None:
    text, other = reserved(phone, 2)
    submission = uuid4()
    assert claimed(phone.device, text, submission) == text
    assert claimed(phone.device, text, submission) == text
    assert code(claimed(phone.device, text)) == "reference-used"
    assert claimed(phone.device, other) == other


def test_nobody_takes_a_reference_of_another_handset(phone: Handset) -> None:
    (text,) = reserved(phone, 1)
    second = make.device(phone.officer)
    assert code(claimed(second, text)) == "reference-of-another"
    assert claimed(phone.device, text) == text


def test_a_revoked_handset_leaves_its_numbers_to_its_officers_others(phone: Handset) -> None:
    (text,) = reserved(phone, 1)
    identity.revoke_device(device=phone.device, by=phone.officer, reason="Broken")
    assert code(claimed(make.device(make.officer()), text)) == "reference-of-another"
    assert claimed(make.device(phone.officer), text) == text


@pytest.mark.parametrize("text", ["", "34/26/1", "34/26/000001", "34/26/0000001", "x" * 400])
def test_what_was_never_reserved_is_not_taken(phone: Handset, text: str) -> None:
    assert code(claimed(phone.device, text)) == "reference-not-reserved"


def test_a_reference_of_another_year_is_another_reference(phone: Handset) -> None:
    (text,) = reserved(phone, 1)
    number = text.rpartition("/")[2]
    assert code(claimed(phone.device, f"34/99/{number}")) == "reference-not-reserved"


def test_two_of_one_batch_can_not_share(phone: Handset) -> None:
    (text,) = reserved(phone, 1)
    first, second = uuid4(), uuid4()
    with transaction.atomic():
        answers = references.claim(
            {first: (phone.device.pk, text), second: (phone.device.pk, text)}
        )
    assert [code(answers[first]), code(answers[second])] == ["taken", "reference-used"]


def test_a_claim_that_is_rolled_back_frees_the_number(phone: Handset) -> None:
    (text,) = reserved(phone, 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        references.claim({uuid4(): (phone.device.pk, text)})
        raise ZeroDivisionError
    assert claimed(phone.device, text) == text


def test_a_batch_costs_two_statements_and_none_without_references(phone: Handset) -> None:
    texts = reserved(phone, 10)
    with CaptureQueriesContext(connection) as asked:
        assert references.claim({}) == {}
    assert len(asked) == 0
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        references.claim({uuid4(): (phone.device.pk, text) for text in texts})
    assert len(asked) == 2


def test_what_was_handed_out_counts_whatever_became_of_the_handset(phone: Handset) -> None:
    lost, old = reserved(phone, 2)
    Block.objects.update(issued_at=clock.now() - timedelta(days=200))
    assert claimed(phone.device, old) == old
    identity.revoke_device(device=phone.device, by=phone.officer, reason="Lost")
    assert claimed(phone.device, lost) == lost


def test_a_returned_reference_stays_unused_but_a_late_entry_still_gets_it(phone: Handset) -> None:
    thrown, other = reserved(phone, 2)
    back = {"references": [thrown, "34/26/1", "nonsense"]}
    assert phone.api.post(f"{REFERENCES}/returned", back).json() == {"returned": 1}
    assert phone.api.post(f"{REFERENCES}/returned", back).json() == {"returned": 0}
    assert phone.api.get(REFERENCES).json()["blocks"][0]["references"] == [other]
    assert standings(thrown) == ["returned"]
    assert claimed(phone.device, thrown) == thrown
    assert standings(thrown) == ["used"]


def test_nobody_returns_what_another_handset_holds(phone: Handset) -> None:
    texts = reserved(phone)
    answer = handset.of().api.post(f"{REFERENCES}/returned", {"references": texts})
    assert answer.json() == {"returned": 0}


def test_an_old_block_is_not_handed_out_any_more(phone: Handset) -> None:
    texts = reserved(phone)
    Block.objects.update(issued_at=clock.now() - numbers.HANDED_OUT_FOR)
    assert phone.api.get(REFERENCES).json() == {"blocks": []}
    assert standings(*texts) == ["expired"] * 3
    assert len(reserved(phone)) == 3


def test_the_reference_of_a_block_has_the_year_of_its_issue(phone: Handset) -> None:
    december = clock.now().replace(year=2031, month=12, day=31, hour=23)
    with mock.patch.object(clock, "now", return_value=december):
        block = references.reserve(device=phone.device, id=uuid4(), count=1)
    assert block.references[0].startswith("34/31/")
    january = december + timedelta(hours=2)
    with mock.patch.object(clock, "now", return_value=january):
        assert references.held(device=phone.device) == []
    assert claimed(phone.device, block.references[0]) == block.references[0]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_number_and_nobody_waits_for_ever() -> None:
    phone, together = handset.of(), Barrier(6)
    with transaction.atomic():
        texts = references.reserve(device=phone.device, id=uuid4(), count=8).references
    other = make.device(phone.officer)

    def push(turn: int) -> dict[str, list[str]]:
        device = other if turn == 5 else phone.device
        order = texts if turn % 2 else texts[::-1]
        try:
            together.wait(60)
            answers = claimed_together(device, order)
            said = {text: code(answers[text]) for text in texts}
            return {one: [text for text in texts if said[text] == one] for one in said.values()}
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(push, range(6)))
    assert sum(len(one.get("taken", [])) for one in said) == len(texts)
    assert sorted(t for one in said for t in one.get("taken", [])) == texts
    assert said[5] == {"reference-of-another": texts}


def claimed_together(device: Device, texts: list[str]) -> dict[str, str | Fault]:
    keys = {text: uuid4() for text in texts}
    with transaction.atomic():
        answers = references.claim({keys[text]: (device.pk, text) for text in texts})
    return {text: answers[keys[text]] for text in texts}


@pytest.mark.django_db(transaction=True)
def test_a_handset_that_asks_many_times_at_once_gets_two_blocks() -> None:
    device, together = make.device(make.officer()), Barrier(5)

    def ask(_: int) -> str:
        try:
            together.wait(60)
            references.reserve(device=device, id=uuid4(), count=2)
            return "reserved"
        except references.Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        said = sorted(pool.map(ask, range(5)))
    assert said == ["references-enough"] * 3 + ["reserved"] * 2
