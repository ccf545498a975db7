"""Where a vehicle was last seen, against the sandbox."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from field_api.connectors.kinds import kind
from field_api.connectors.rules import ConfigRefused, Declined, Faulted
from tests.contracts.asking import ASKING, AskedContract, Desk, ask, reason
from tests.contracts.web import Asked, answering
from tests.queries.sandbox import playing

MARK = ("vehicle", {"vrm": "FB26DEM"})


class Reads(Desk):
    kind = kind("anpr")
    known: ClassVar = MARK
    nobody: ClassVar = ("vehicle", {"vrm": "ZZ00ZZZ"})
    probes_with_secret = False

    def config(self, url: str) -> dict[str, Any]:
        return {"base_url": url, "reads_path": "/anpr/v1/reads"}


class TestAnpr(AskedContract):
    @pytest.fixture(scope="class")
    @classmethod
    def desk(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reads]:
        with playing("anpr", data=tmp_path_factory.mktemp("anpr")) as boxes:
            yield Reads(boxes["anpr"])

    def test_it_is_told_where_and_when_last(self, desk: Desk) -> None:
        (found,) = ask(desk.connector(), MARK).results
        values = found["values"]
        last = datetime.fromisoformat(values["last_seen"])
        assert timedelta() < datetime.now(UTC) - last < timedelta(hours=1)
        assert found["as_of"] == values["last_seen"]
        assert values["last_place"]
        assert values["last_camera"].startswith("CAM-")
        assert 52 < values["last_lat"] < 53
        assert "place" not in values  # where it was read is not where anybody lives

    def test_who_allows_it_decides_how_far_back(self, desk: Desk) -> None:
        def reads(rank: str) -> int:
            asking = replace(ASKING, authority="Insp 2002 Instance", authority_rank=rank)
            return int(ask(desk.connector(), MARK, asking).results[0]["values"]["reads"])

        assert reads("") == reads("chief of everything") == 3
        assert (reads("Inspector"), reads("superintendent")) == (4, 5)

    def test_more_than_the_system_allows_is_declined_there(self, desk: Desk) -> None:
        to = desk.connector(tiers={"": 365})
        assert isinstance(reason(to, MARK), Declined)

    def test_without_an_originator_the_question_is_at_fault(self, desk: Desk) -> None:
        none = reason(desk.connector(), MARK, asking=replace(ASKING, originator=""))
        assert isinstance(none, Faulted)


def test_reason_and_authority_go_with_every_question() -> None:
    with answering(lambda asked: (200, {"reads": []})) as web:
        asking = replace(ASKING, authority="Insp 2002 Instance", authority_rank="Inspector")
        assert ask(kind("anpr")({"base_url": web.url}, "key"), MARK, asking).results == []
    (asked,) = web.asked
    said = json.loads(asked.body)
    since, until = (datetime.fromisoformat(said.pop(name)) for name in ("from", "to"))
    assert until - since == timedelta(days=90)
    assert said == {
        "vrm": "FB26DEM",
        "purpose": ASKING.purpose,
        "reason_code": "1",
        "originator": ASKING.originator,
        "authority": {"rank": "inspector", "by": "Insp 2002 Instance"},
    }


READ = {"id": "1", "place": "Mock Street", "read_at": "2026-11-23T12:00:00+00:00"}


@pytest.mark.parametrize(
    "reads", [None, {}, [1], [READ | {"read_at": "12:00"}], [READ | {"place": None}], [READ, {}]]
)
def test_reads_that_cannot_be_read_are_no_answer(reads: Any) -> None:
    def says(asked: Asked) -> tuple[int, Any]:
        return 200, {"reads": reads}

    with answering(says) as web:
        reason(kind("anpr")({"base_url": web.url}, "key"), MARK)


@pytest.mark.parametrize("tiers", [{}, {"inspector": 7}, {"": 0}, {"": 900}, {"": "7"}, [7], None])
def test_tiers_that_say_nothing_are_refused(tiers: Any) -> None:
    with pytest.raises(ConfigRefused):
        kind("anpr")({"base_url": "http://127.0.0.1:9", "tiers": tiers}, "key")
