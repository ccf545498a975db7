"""Submissions as documents: what is in one, and for whose eyes it is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Next
from field_api.delivery.rules import State as DeliveryState
from field_api.identity.models import Officer
from field_api.submissions import actions as submissions
from field_api.submissions.actions.show import Document
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.delivery.parcels import claims, settled
from tests.handset import Handset
from tests.submissions.journeys import last, seen, send
from tests.written import INTEL, SEARCH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("systems")]


def document(made: Submission, officer: Officer | None = None) -> Document:
    return submissions.documents([made.pk], officer or made.author)[made.pk]


def test_a_document_says_what_stands(mine: Handset) -> None:
    made = send(mine, INTEL)
    said = document(made)
    assert said["body"] == written.body(INTEL)
    assert (said["title"], said["version"]) == ("Intelligence report", handset.NEWEST[INTEL])
    assert (said["state"], said["state_label"]) == ("needs_review", "Waiting for review")
    assert said["author"] == {"login": mine.officer.login, "name": mine.officer.display_name}
    assert (said["revision"], said["heads"]) == (last(mine), [last(mine)])
    assert [step["step"] for step in said["review"]] == ["receive", "ask_review"]
    assert (said["problems"], said["deliveries"]) == ([], [])


def test_a_document_shows_the_reviewers_words(mine: Handset) -> None:
    made, sergeant = send(mine, SEARCH), make.supervisor()
    comments = [{"pointer": "/grounds", "text": "About whom?"}]
    words = submissions.Words("grounds-unclear", "Please say more.", comments)
    submissions.send_back(submission=made.pk, officer=sergeant, seen=seen(made), words=words)
    step = document(made)["review"][-1]
    assert (step["by"], step["reason_code"]) == (sergeant.display_name, "grounds-unclear")
    assert (step["text"], step["comments"]) == ("Please say more.", comments)


def test_a_document_shows_how_each_delivery_stands(mine: Handset) -> None:
    made = send(mine, SEARCH)
    for system in System.objects.filter(routes__kind=SEARCH):
        (held,) = claims(system)
        assert settled(held, Next(DeliveryState.DELIVERED, reference=f"X-{system.code}"))
    said = document(made)
    assert (said["state"], said["state_label"]) == ("delivered", "Delivered")
    shown = [
        (one["system"], one["state"], one["ref"], one["version"]) for one in said["deliveries"]
    ]
    assert shown == [
        ("records", "delivered", "X-records", 1),
        ("stop-search", "delivered", "X-stop-search", 1),
    ]


def test_a_document_shows_the_latest_version_of_each_delivery(mine: Handset) -> None:
    made = send(mine, SEARCH)
    for system in System.objects.filter(routes__kind=SEARCH):
        (held,) = claims(system)
        settled(held, Next(DeliveryState.DELIVERED))
    send(mine, SEARCH, submission=made.pk, parents=(last(mine),))
    said = document(made)
    assert (said["state"], [one["version"] for one in said["deliveries"]]) == ("released", [2, 2])


def test_a_delivery_sent_again_is_shown_once_where_it_stood(mine: Handset) -> None:
    made = send(mine, SEARCH)
    systems = list(System.objects.filter(routes__kind=SEARCH).order_by("pk"))
    fault = FieldFault("/a", "Not in \u201cour\u201d list: 100% wrong")
    for system in systems:
        (held,) = claims(system)
        settled(held, Next(DeliveryState.REJECTED, reason="it's no", faults=(fault,)))
    again = Delivery.objects.get(subject=made.pk, system=systems[0])
    again.pk, again.generation, again.state = uuid4(), 2, DeliveryState.DUE.value
    again.reason, again.faults, again.settled_at = "", [], None
    again.save(force_insert=True)
    said = document(made)["deliveries"]
    assert said[0]["id"] == str(again.pk)
    assert [(one["system"], one["state"]) for one in said] == [
        (systems[0].code, "due"),
        (systems[1].code, "rejected"),
    ]
    assert [(one["reason"], one["fields"]) for one in said] == [
        ("", []),
        ("it's no", [{"pointer": "/a", "text": fault.text, "field": ""}]),
    ]


def test_words_come_as_they_were_written(mine: Handset) -> None:
    """Whatever they hold: documents are put together as text."""
    words = 'He said: "50% \\ it\'s a \u00a3 \x01\x02\n\u2028 {}" '
    made = send(mine, SEARCH, body={**written.body(SEARCH), "grounds": words})
    sergeant = make.supervisor()
    Officer.objects.filter(pk=sergeant.pk).update(surname='O\'Sample "X" \x01')
    comments = [{"pointer": "/grounds", "text": words}]
    said = submissions.Words("grounds-unclear", words, comments)
    submissions.send_back(submission=made.pk, officer=sergeant, seen=seen(made), words=said)
    now = document(made)
    step = now["review"][-1]
    assert (now["body"]["grounds"], step["text"]) == (words, words.strip())
    assert step["by"].endswith('O\'Sample "X" \x01')
    assert step["comments"] == comments


def test_two_that_stand_are_both_named(mine: Handset) -> None:
    made = send(mine, INTEL)
    first = last(mine)
    for _ in range(2):
        send(mine, INTEL, submission=made.pk, parents=(first,))
    said = document(made)
    assert len(said["heads"]) == 2
    assert said["revision"] in said["heads"]
    assert [one["code"] for one in said["problems"]] == ["forked"]


def test_documents_are_for_eyes_that_may_see_them(mine: Handset) -> None:
    own, other = send(mine), send(handset.of())
    ids = [own.pk, other.pk]
    assert set(submissions.documents(ids, mine.officer)) == {own.pk}
    assert set(submissions.documents(ids, make.supervisor())) == {own.pk, other.pk}
    assert submissions.documents(ids, make.supervisor(posted=make.unit("CID"))) == {}
    assert submissions.whole(other.pk, mine.officer) is None
    assert submissions.whole(UUID(int=5), mine.officer) is None


def test_the_whole_of_it_holds_every_version_in_order(mine: Handset) -> None:
    made = send(mine, INTEL)
    first = last(mine)
    send(mine, INTEL, submission=made.pk, parents=(first,), body={"priority": "low"})
    whole = submissions.whole(made.pk, mine.officer)
    assert whole
    assert [one["id"] for one in whole["revisions"]] == [first, last(mine)]
    assert whole["revisions"][1]["parents"] == [first]
    assert [bool(one["problems"]) for one in whole["revisions"]] == [False, True]


def test_many_documents_cost_as_many_queries_as_one(
    mine: Handset,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    ids = [send(mine, SEARCH).pk for _ in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        submissions.documents(ids, mine.officer)  # reads the form, which a process does once
    for some in (ids[:1], ids):
        with django_assert_num_queries(1):
            assert len(submissions.documents(some, mine.officer)) == len(some)
