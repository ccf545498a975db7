"""Cursor-on-Target to a listener that is one: TLS both ways, XML as the standard has it, and only
what an agreement lets a partner have, each thing once.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.situation import telling
from field_api.situation.models import Outside
from field_api.situation.tak import NotTold, Server
from field_api.submissions.models import Submission
from tests import handset, written
from tests.contracts.certificates import Authority
from tests.handset import Handset
from tests.policy import sharing
from tests.situation.ground import happened
from tests.situation.test_need_to_know import told as decided

pytestmark = pytest.mark.django_db
AMPLE = 20.0
DELETED, SHOWN = "t-x-d-d", "b-m-p-s-m"


class Listener:
    """A TAK server's streaming input, as far as a client sees one: it reads events one after
    another and answers a ping. `deaf`: it reads, and answers nothing.
    """

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.events: list[Any] = []
        self.callers: list[str] = []
        self.deaf = False
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._door.accept()
            except OSError:
                return
            try:
                with self._tls.wrap_socket(raw, server_side=True) as line:
                    self._hear(line)
            except OSError:
                raw.close()

    def _hear(self, line: ssl.SSLSocket) -> None:
        line.settimeout(AMPLE)
        whole: Any = line.getpeercert()
        self.callers.append(dict(one[0] for one in whole["subject"])["commonName"])
        parser = etree.XMLPullParser(events=("end",), recover=False)
        parser.feed(b"<stream>")
        while came := line.recv(65_536):
            parser.feed(came)
            for _, node in parser.read_events():
                if node.tag == "event":
                    self._take(line, node)

    def _take(self, line: ssl.SSLSocket, event: Any) -> None:
        if event.get("type") != "t-x-c-t":
            self.events.append(event)
        elif self.deaf:
            line.close()
        else:
            line.sendall(b'<event version="2.0" uid="server" type="t-x-c-t-r"/>\n')

    def close(self) -> None:
        self._door.close()
        self._thread.join(AMPLE)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@contextmanager
def listening(tls: ssl.SSLContext) -> Iterator[Listener]:
    made = Listener(tls)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def listener(authority: Authority) -> Iterator[Listener]:
    with listening(authority.server(asks_who=True)) as made:
        yield made


def server(authority: Authority, port: int) -> Server:
    certificate, key = authority.pair("127.0.0.3")
    return Server("127.0.0.1", port, str(authority.file), str(certificate), str(key))


@pytest.fixture
def tak(authority: Authority, listener: Listener) -> Server:
    return server(authority, listener.port)


@pytest.fixture
def phone() -> Handset:
    written.forms()
    return handset.of()


def shared(phone: Handset, kind: str = written.NOTE, **said: Any) -> Submission:
    """An entry that stands, and so may be shared."""
    row = happened(phone, kind, **said)
    decided(row, state="released")
    return row


def told(tak: Server) -> tuple[int, int]:
    round = telling.once(tak, sharing.PARTNER)
    return len(round.shown), len(round.ended)


def test_an_event_says_what_where_until_when_and_how_it_is_marked(
    phone: Handset, tak: Server, listener: Listener
) -> None:
    agreement = sharing.with_partner()
    row = shared(phone)
    assert told(tak) == (1, 0)
    assert listener.callers == ["127.0.0.3"]  # by our certificate
    (event,) = listener.events
    assert (event.get("version"), event.get("type"), event.get("how")) == ("2.0", SHOWN, "h-e")
    start, stale = (clock.parse(event.get(name)) for name in ("start", "stale"))
    assert stale - start == timedelta(hours=24)
    assert clock.now() - clock.parse(event.get("time")) < timedelta(minutes=5)
    point = dict(event.find("point").attrib)
    assert (point.pop("lat"), point.pop("lon")) == ("52.237100", "-0.894600")
    assert point == {"ce": "12.0", "hae": "9999999.0", "le": "9999999.0"}
    marked = event.find("detail/fieldbook")
    assert dict(marked.attrib) == {"marking": row.marking, "agreement": str(agreement.pk)}
    assert row.reference in event.find("detail/contact").get("callsign")
    assert "Example Market" not in etree.tostring(event).decode()
    disclosed = Event.objects.get(recipient=f"tak:{sharing.PARTNER}")
    assert disclosed.details == {"agreement": str(agreement.pk), "submissions": [str(row.pk)]}


def test_each_is_told_once_and_a_withdrawn_one_is_taken_off(
    phone: Handset, tak: Server, listener: Listener
) -> None:
    sharing.with_partner()
    row = shared(phone)
    assert [told(tak), told(tak)] == [(1, 0), (0, 0)]
    decided(row, state="withdrawn")
    assert [told(tak), told(tak)] == [(0, 1), (0, 0)]
    shown, gone = listener.events
    assert gone.get("type") == DELETED
    assert gone.find("detail/link").get("uid") == shown.get("uid")
    assert gone.find("detail/__forcedelete") is not None
    assert not Outside.objects.exists()


def test_what_was_read_and_not_confirmed_comes_again_under_the_same_uid(
    phone: Handset, tak: Server, listener: Listener
) -> None:
    sharing.with_partner()
    shared(phone)
    listener.deaf = True
    with pytest.raises(NotTold):
        told(tak)
    assert not Outside.objects.exists()
    listener.deaf = False
    assert told(tak) == (1, 0)
    first, again = listener.events
    assert first.get("uid") == again.get("uid")


@pytest.mark.parametrize(
    "why", ["no-agreement", "revoked", "other-kind", "marked-higher", "in-review", "grouped"]
)
def test_nothing_goes_that_no_agreement_lets_go(
    phone: Handset, tak: Server, listener: Listener, why: str
) -> None:
    other: dict[str, Any] = {"other-kind": {"kinds": (written.SEARCH,)}}
    if why != "no-agreement":
        made = sharing.with_partner(**other.get(why, {}))
    row = shared(phone)
    if why == "revoked":
        policy.revoke(agreement=made.pk, by=sharing.ours(), reason="Over", leave=None)
    changed: dict[str, dict[str, Any]] = {
        "marked-higher": {"marking": "SECRET"},
        "in-review": {"state": "needs_review"},
        "grouped": {"groups": ["34:example"]},
    }
    if why in changed:
        decided(row, **changed[why])
    assert told(tak) == (0, 0)
    assert listener.events == []


def test_an_agreement_that_ends_takes_all_of_it_off(
    phone: Handset, tak: Server, listener: Listener
) -> None:
    made = sharing.with_partner()
    shared(phone)
    assert told(tak) == (1, 0)
    policy.revoke(agreement=made.pk, by=sharing.ours(), reason="Over", leave=None)
    assert told(tak) == (0, 1)


def test_somebodys_home_goes_as_a_square(phone: Handset, tak: Server, listener: Listener) -> None:
    sharing.with_partner(kinds=("domestic-abuse",))
    shared(phone, "domestic-abuse")
    assert told(tak) == (1, 0)
    (event,) = listener.events
    assert float(event.find("point").get("ce")) >= 707
    assert event.find("point").get("lat") != "52.237100"


def test_a_server_nobody_vouches_for_is_told_nothing(
    phone: Handset, tmp_path: Path, authority: Authority
) -> None:
    sharing.with_partner()
    shared(phone)
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other")
    with listening(stranger.server()) as other:
        with pytest.raises(NotTold):
            told(server(authority, other.port))
        assert other.events == []


def test_one_that_does_not_know_us_is_not_believed_to_have_read(
    phone: Handset, tmp_path: Path, authority: Authority
) -> None:
    sharing.with_partner()
    shared(phone)
    with listening(authority.server(asks_who=True)) as picky:
        (tmp_path / "other").mkdir()
        stranger = Authority(tmp_path / "other")
        certificate, key = stranger.pair("127.0.0.3")
        unknown = Server("127.0.0.1", picky.port, str(authority.file), str(certificate), str(key))
        with pytest.raises(NotTold):
            told(unknown)
    assert not Outside.objects.exists()


def test_a_line_that_breaks_is_made_again_after_longer_and_longer(
    phone: Handset, tak: Server, listener: Listener
) -> None:
    sharing.with_partner()
    shared(phone)
    listener.deaf = True
    teller = telling.Teller(tak, sharing.PARTNER)
    waits = [teller.step() for _ in range(4)]
    assert all(2**n * 0.75 <= wait <= 2**n * 1.25 for n, wait in enumerate(waits))
    listener.deaf = False
    assert teller.step() == telling.EVERY
    assert len(listener.callers) == 5 and Outside.objects.count() == 1
    teller.close()
