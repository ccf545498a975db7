"""Lists of codes: versions side by side, and a code is read for ever."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from field_api.catalogue import actions, rules, shipped
from field_api.catalogue.models import CodeList
from tests import make

pytestmark = pytest.mark.django_db


def a_list(*codes: list[Any], **more: Any) -> dict[str, Any]:
    head = {"list": "colours", "title": "Colours", "source": "made up", "licence": "none"}
    return {**head, "unverified": True, "codes": list(codes), **more}


RED, BLUE = ["r", "Red"], ["b", "Blue"]


def test_the_shipped_lists_are_whole() -> None:
    offences, markers = shipped.lists()
    assert list(rules.list_faults(offences)) == list(rules.list_faults(markers)) == []
    assert (offences["unverified"], markers["unverified"]) == (False, True)
    assert len(offences["codes"]) == 14_644
    titles = {code: label for code, label, _ in offences["codes"]}
    assert titles["CJ88116"] == "Assault by beating"
    assert titles["TH68010"] == "Theft from a shop"


def test_the_same_again_is_no_new_version() -> None:
    first = actions.publish_list(document=a_list(RED), by="34-1001")
    assert actions.publish_list(document=a_list(RED), by="34-1001") == first
    assert str(actions.publish_list(document=a_list(BLUE), by="34-1001")) == "colours/2"


def test_a_code_that_fell_away_is_still_read_and_one_renamed_by_its_newest_name() -> None:
    actions.publish_list(document=a_list(RED, BLUE), by="34-1001")
    actions.publish_list(document=a_list(["b", "Dark blue"]), by="34-1001")
    assert actions.label("colours", "r") == "Red"
    assert actions.label("colours", "b") == "Dark blue"
    assert actions.label("colours", "x") == ""
    assert actions.label("shapes", "r") == ""


def test_what_a_force_made_its_own_is_not_shipped_over() -> None:
    own = a_list(["TH68010", "Theft from a shop"], list="cjs-offences")
    actions.publish_list(document=own, by="34-1001")
    assert [one.name for one in actions.publish_shipped_lists()] == ["warning-markers"]
    assert [one.size for one in actions.lists_on_offer() if one.name == "cjs-offences"] == [1]


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (a_list(), "codes: from 1 to 50000"),
        (a_list(RED, ["r", "Rose"]), "codes: r stands twice"),
        (a_list(RED, ["b"]), "codes: 2 is no code with a label"),
        (a_list(["b", " "]), "codes: 1 is no code with a label"),
        (a_list(["b" * 41, "Blue"]), "codes: 1 is no code with a label"),
        (a_list(RED, title=""), "title: no words"),
        (a_list(RED, unverified="no"), "unverified: says neither yes nor no"),
        ({}, "list: no words"),
    ],
)
def test_what_is_no_list_is_told_why(spoiled: dict[str, Any], said: str) -> None:
    with pytest.raises(actions.Unfit) as unfit:
        actions.publish_list(document=spoiled, by="34-1001")
    assert said in unfit.value.faults


@pytest.mark.parametrize(
    "statement", ["UPDATE catalogue_codelist SET size = 9", "DELETE FROM catalogue_codelist"]
)
def test_a_published_list_stays_as_it_is(statement: str) -> None:
    actions.publish_list(document=a_list(RED), by="34-1001")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert CodeList.objects.get().size == 1


def test_a_handset_learns_which_lists_there_are_and_fetches_each_once() -> None:
    actions.publish_list(document=a_list(RED), by="34-1001")
    actions.publish_list(document=a_list(RED, BLUE), by="34-1001")
    api = make.signed_in(make.officer())
    (told,) = api.get("/api/v1/lists").json()["lists"]
    assert (told["list"], told["version"], told["size"]) == ("colours", 2, 2)
    answer = api.get("/api/v1/lists/colours/2")
    assert answer.json()["codes"] == [RED, BLUE]
    assert "immutable" in answer.headers["Cache-Control"]
    again = api.get("/api/v1/lists/colours/2", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get("/api/v1/lists/colours/1").json()["codes"] == [RED]
    assert api.get("/api/v1/lists/colours/3").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/lists", "/api/v1/lists/colours/1"])
def test_a_stranger_gets_no_list(path: str) -> None:
    assert make.api().get(path).status_code == 401
