"""A published file becomes entries, and the return drawn of them is the file again."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from field_api.catalogue import actions as catalogue
from field_api.delivery.models import Delivery
from field_api.identity.models import Device, Officer
from field_api.insights import actions
from field_api.insights.actions import importing
from field_api.insights.rules import COLUMNS
from field_api.insights.rules.exceptions import EXCEPTIONS
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.notebook.models import Entry
from field_api.submissions.models import Submission
from tests import make, written
from tests.insights.published_rows import ROWS, Row, file
from tests.insights.test_doors import table
from tests.submissions.desk import text

DRAWN = "/api/v1/returns/published-search?month=2020-06"
PAGE = "/desk/returns/files/"


@pytest.fixture
def who() -> Officer:
    written.forms()
    return make.supervisor()


def bring_in(by: Officer, rows: Iterable[Row] = ROWS) -> actions.Imported:
    return actions.bring_in(data=file(rows), publisher="Example Police", by=by)


def drawn() -> list[list[str]]:
    """By somebody else: nobody takes out what they brought in."""
    header, *rows = table(make.signed_in(make.supervisor()).get(DRAWN))
    assert tuple(header) == COLUMNS
    return rows


@pytest.mark.django_db
def test_a_file_comes_out_as_it_went_in_but_for_the_exceptions(who: Officer) -> None:
    found = bring_in(who)
    assert (found.new, found.known) == (len(ROWS), 0) and len(ROWS) > 90
    whole = [{**row, **out} for row, out in zip(ROWS, outs(), strict=True)]
    as_read = [["'" + cell if cell[:1] == "=" else cell for cell in one.values()] for one in whole]
    assert Counter(map(tuple, drawn())) == Counter(map(tuple, as_read))


def outs() -> Iterator[Row]:
    """For each of ROWS in what it comes out otherwise: only those that are an exception do."""
    plain = len(ROWS) - len(EXCEPTIONS)
    yield from ({} for _ in range(plain))
    for one in EXCEPTIONS:
        yield dict(one.out)


@pytest.mark.django_db
def test_entries_are_sealed_chained_and_whole(who: Officer) -> None:
    bring_in(who)
    entries = Entry.objects.filter(notebook__officer=who)
    assert entries.count() == len(ROWS)
    call_command("verify")
    rows = Submission.objects.filter(author=who)
    assert {(one.state, one.review_state, one.marking) for one in rows} == {
        ("released", "none", "OFFICIAL")
    }
    bodies = {one.head.body["file_row"]: one.head.body for one in rows.select_related("head")}
    assert sorted(bodies) == list(range(1, len(ROWS) + 1))
    dog = next(one for one in bodies.values() if "dog" in str(one))
    assert dog["publisher"] == "Example Police"
    assert dog["departures"] == [
        {"column": "Object of search", "was": "dog", "reason": "Not a value this format has"}
    ]


@pytest.mark.django_db
def test_it_is_one_act_of_a_key_that_ends_with_it(who: Officer) -> None:
    found = bring_in(who, ROWS[:3])
    device = Device.objects.get(officer=who)
    assert device.revoked_at and not device.tokens.exists()
    told = Event.objects.get(subject=f"file:{found.file.digest}")
    assert (told.act, told.actor) == ("collection", who.actor)
    assert told.details["rows"] == 3
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_brought_in_twice_doubles_nothing(who: Officer) -> None:
    bring_in(who)
    again = bring_in(make.supervisor())
    assert (again.new, again.known) == (0, len(ROWS))
    assert Submission.objects.filter(kind="published-search").count() == len(ROWS)


@pytest.mark.django_db
def test_what_failed_half_way_goes_on(who: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    kept, write = [], importing._write

    def once(*given: object) -> None:
        if kept:
            raise ConnectionError
        kept.append(write(*given))  # type: ignore[arg-type,func-returns-value]

    monkeypatch.setattr(importing, "_write", once)
    with pytest.raises(ConnectionError):
        bring_in(who, ROWS[:5])
    assert Submission.objects.filter(author=who).count() == 2
    assert not Device.objects.filter(officer=who, revoked_at=None).exists()
    monkeypatch.setattr(importing, "_write", write)
    found = bring_in(who, ROWS[:5])
    assert (found.new, found.known) == (3, 2)
    assert Submission.objects.filter(author=who).count() == 5


@pytest.mark.django_db
def test_a_look_writes_nothing(who: Officer) -> None:
    found = actions.look_at(data=file(ROWS), publisher="Example Police", by=who)
    assert found.new == len(ROWS)
    assert ("Object of search", "Not a value this format has", 1) in found.file.reasons
    assert not Submission.objects.exists() and not Device.objects.exists()


@pytest.mark.django_db
def test_no_handset_is_offered_the_form(who: Officer) -> None:
    bring_in(who, ROWS[:1])
    assert "published-search" not in {kind for kind, _, _ in catalogue.offered()}
    assert catalogue.get("published-search", 1).title


@pytest.mark.django_db
def test_the_forces_own_return_has_none_of_it(who: Officer) -> None:
    bring_in(who, ROWS[:2])
    client = make.signed_in(make.supervisor())
    own = client.get("/api/v1/returns/stop-search/preview?month=2020-06").json()
    assert own["count"] == 0


@pytest.mark.django_db
def test_who_may_not(who: Officer) -> None:
    for by, data, code in (
        (make.officer(), file(ROWS), "not-allowed"),
        (who, b"Type,Date\r\n", "no-published-file"),
        (who, b"\xff", "no-published-file"),
    ):
        with pytest.raises(Problem) as raised:
            actions.bring_in(data=data, publisher="Example Police", by=by)
        assert raised.value.code == code
    with pytest.raises(Problem, match="no-publisher"):
        actions.bring_in(data=file(ROWS), publisher=" ", by=who)


@pytest.mark.django_db
def test_from_the_command_line(
    who: Officer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path := tmp_path / "file.csv").write_bytes(file(ROWS[:2]))
    said = {"file": path, "officer": who.login, "publisher": "Example Police"}
    call_command("import_stop_search", **said, dry_run=True)
    assert "2 would become entries, 0 were entries already" in capsys.readouterr().out
    call_command("import_stop_search", **said)
    assert "2 became entries" in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_stop_search", **said | {"file": tmp_path / "none"})
    with pytest.raises(CommandError, match="no officer"):
        call_command("import_stop_search", **said | {"officer": "99-0000"})
    with pytest.raises(CommandError, match="may bring files in"):
        call_command("import_stop_search", **said | {"officer": make.officer().login})


def chosen(data: bytes, **said: str) -> dict[str, object]:
    return {"file": SimpleUploadedFile("2020-06.csv", data), "publisher": "Example Police", **said}


@pytest.mark.django_db
def test_on_the_desk_one_looks_before_one_brings_in(who: Officer) -> None:
    desk = make.at_desk(who)
    assert "Bring in a published file" in text(desk.get("/desk/returns/"))
    looked = desk.post(PAGE, chosen(file(ROWS[:3])))
    assert "3 would become entries, 0 are entries already" in text(looked)
    assert not Submission.objects.exists()
    (digest,) = re.findall(r'name="digest" value="(\w{64})"', looked.content.decode())
    other = desk.post(PAGE, chosen(file(ROWS[:2]), digest=digest))
    assert other.status_code == 409
    assert "another file than the one you looked at" in text(other)
    done = desk.post(PAGE, chosen(file(ROWS[:3]), digest=digest))
    assert "3 rows became entries, 0 were entries already" in text(done)
    assert Submission.objects.filter(author=who).count() == 3


@pytest.mark.django_db
def test_the_desk_says_what_is_wrong_with_a_file(who: Officer) -> None:
    desk = make.at_desk(who)
    assert "Choose a file" in text(desk.post(PAGE, {"publisher": "Example Police"}))
    assert "not the fifteen columns" in text(desk.post(PAGE, chosen(b"a,b")))
    assert desk.post(PAGE, chosen(b"x" * ((2 << 20) + 1))).status_code == 413


@pytest.mark.django_db
def test_an_officer_brings_nothing_in(who: Officer) -> None:
    assert make.at_desk(make.officer()).get(PAGE).status_code in (302, 403)
