"""Smtp against aiosmtpd with TLS, and against the sandbox's partner."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from field_api.connectors.kinds.smtp import Smtp
from field_api.connectors.rules import Intent, Outcome
from tests.contracts.bench import Bench, SandboxBench
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, Contract, send
from tests.contracts.raw import Caller
from tests.contracts.servers.mail import USER, Mailbox, mail
from tests.items import item
from tests.queries.sandbox import TOKEN, playing

NO_LOOKUP = {
    "lookup": "mail answers no questions about what was sent",
    "absent": "mail answers no questions about what was sent",
    "again": "to a mail server a second letter is another letter",
}
SENDER = "fieldbook@force.example"
RECIPIENTS = ["desk@partner.example", "duty@partner.example"]


def drips(caller: Caller) -> None:
    caller.say("220-welcome\r\n")
    caller.drip("220-")


def floods(caller: Caller) -> None:
    while not caller.stopping.is_set():
        caller.say(b"220-welcome\r\n" * 4096)


def document(**other: Any) -> dict[str, Any]:
    return {
        "title": "Note",
        "reference": "34/26/000123",
        "marking": "OFFICIAL",
        "version": 1,
        "dated": "2026-11-22T14:05:09+00:00",
        "sections": [
            {"heading": "Person", "rows": [{"label": "Surname", "value": "Łukasz-Sample"}]}
        ],
        **other,
    }


class PartnerMail(SandboxBench):
    kind = Smtp
    play = "partner-mail"
    cannot = NO_LOOKUP
    wait = None
    tls = "smtps"
    drips = staticmethod(drips)
    floods = staticmethod(floods)

    def settings(self) -> dict[str, Any]:
        mail = {"sender": SENDER, "recipients": RECIPIENTS, "username": USER}
        return {"base_url": self.box.door, **mail}

    def connector(self, **config: Any) -> Smtp:
        return Smtp({**self.settings(), **config}, TOKEN)

    def stranger(self) -> Smtp:
        return Smtp(self.settings(), "wrong")

    def document(self) -> dict[str, Any]:
        return document()

    def wrong(self) -> dict[str, Any]:
        return document(reference="")


class TestPartnerMail(Contract):
    @pytest.fixture(scope="class")
    @classmethod
    def bench(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerMail]:
        with playing("partner-mail", data=tmp_path_factory.mktemp("partner-mail")) as boxes:
            yield PartnerMail(boxes["partner-mail"])

    def test_its_page_shows_the_letter_and_opens_the_paper(self, bench: PartnerMail) -> None:
        reference = send(bench, bench.connector(), bench.entry()).reference
        page = httpx2.get(f"{bench.box.url}/entries/{reference}")
        assert "[OFFICIAL] Fieldbook 34/26/000123, version 1" in page.text
        paper = httpx2.get(f"{bench.box.url}/entries/{reference}/paper.pdf")
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.content.startswith(b"%PDF-")


class TlsMail(Bench):
    """STARTTLS, or TLS from the first byte."""

    kind = Smtp
    cannot = NO_LOOKUP
    wait = None
    tls = "smtps"
    drips = staticmethod(drips)
    floods = staticmethod(floods)

    def __init__(self, box: Mailbox, authority: Authority, scheme: str) -> None:
        self.box, self.authority, self.scheme = box, authority, scheme

    def url(self) -> str:
        return "{}://{}:{}".format(self.scheme, *self.box.address)

    def settings(self) -> dict[str, Any]:
        mail = {"sender": SENDER, "recipients": RECIPIENTS, "username": USER}
        return {"base_url": self.url(), "ca_file": str(self.authority.file), **mail}

    def connector(self, **config: Any) -> Smtp:
        return Smtp({**self.settings(), **config}, TOKEN)

    def stranger(self) -> Smtp:
        return Smtp(self.settings(), "wrong")

    def document(self) -> dict[str, Any]:
        return document()

    def wrong(self) -> dict[str, Any]:
        return document(title="x" * 3)

    def frozen(self, document: dict[str, Any], key: UUID | None = None) -> Any:
        """`wrong()` is one that the server's filter finds fault with."""
        self.box.says = {"DATA": "554 5.7.1 Łukasz"} if document["title"] == "xxx" else {}
        return super().frozen(document, key)

    def hold(self) -> list[tuple[str, bytes]]:
        return [
            (str(message_from_bytes(kept)["X-Fieldbook-Key"]), behind_the_head(kept))
            for kept in self.box.kept
        ]

    def busy(self) -> AbstractContextManager[None]:
        return self.saying(DATA="451 4.3.2 later")

    def hanging(self) -> AbstractContextManager[None]:
        return self.saying(HANG="...")

    def resetting(self) -> AbstractContextManager[None]:
        return self.saying(MAIL="")

    @contextmanager
    def saying(self, **steps: str) -> Iterator[None]:
        self.box.says = {step.replace("_", " "): said for step, said in steps.items()}
        try:
            yield
        finally:
            self.box.says = {}


def behind_the_head(message: bytes) -> bytes:
    start = message.index(b"\r\n", message.index(b"X-Fieldbook-Subject:")) + 2
    return message[start:]


class TestTls(Contract):
    @pytest.fixture(scope="class", params=["smtp+starttls", "smtps"])
    @classmethod
    def bench(
        cls, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[TlsMail]:
        authority = Authority(tmp_path_factory.mktemp("mail"))
        at_once = request.param == "smtps"
        with mail(TOKEN, authority.server(), from_the_start=at_once) as box:
            yield TlsMail(box, authority, request.param)

    def test_a_letter_says_nothing_of_the_entry_outside_the_pdf(self, bench: TlsMail) -> None:
        entry = bench.entry()
        assert send(bench, bench.connector(), entry).reference == "4XyZ1"
        letter = message_from_bytes(bench.box.kept[-1], policy=default)
        assert letter["Subject"] == "[OFFICIAL] Fieldbook 34/26/000123, version 1"
        assert letter["Message-ID"] == f"<{entry.key}@force.example>"
        assert letter["To"] == "desk@partner.example, duty@partner.example"
        assert letter["X-Fieldbook-Version"] == "1"
        (pdf,) = letter.iter_attachments()
        assert pdf.get_content().startswith(b"%PDF-")
        text = letter.get_body(("plain",)).get_content()
        assert "OFFICIAL" in text
        assert "Sample" not in text

    def test_every_attempt_is_the_same_to_the_byte(self, bench: TlsMail) -> None:
        to, entry = bench.connector(), bench.entry()
        for _ in range(2):
            send(bench, to, entry)
        assert bench.box.kept[-1] == bench.box.kept[-2]

    @pytest.mark.parametrize(
        ("step", "said", "outcome"),
        [
            ("MAIL", "421 4.3.2 closing", Outcome.BUSY),
            ("MAIL", "550 5.7.1 not you", Outcome.CREDENTIALS),
            ("RCPT 2", "450 4.2.0 greylisted", Outcome.BUSY),
            ("RCPT 2", "550 5.1.1 nobody", Outcome.CREDENTIALS),
            ("MAIL", "", Outcome.NOT_SENT),
            ("RCPT 1", "", Outcome.NOT_SENT),
            ("DATA", "451 4.3.0 full", Outcome.BUSY),
            ("DATA", "552 5.3.4 too long", Outcome.REJECTED),
            ("DATA", "530 5.7.0 sign in", Outcome.CREDENTIALS),
            ("DATA", "354 what?", Outcome.UNCERTAIN),
            ("DATA", "garbage", Outcome.UNCERTAIN),
            ("HANG", "", Outcome.UNCERTAIN),
        ],
    )
    def test_what_is_known_depends_on_how_far_it_got(
        self, bench: TlsMail, step: str, said: str, outcome: Outcome
    ) -> None:
        to, entry = bench.connector(), bench.entry()
        with bench.saying(**{step: said}):
            sent = send(bench, to, entry)
        assert sent.outcome is outcome, sent

    def test_if_one_recipient_is_refused_it_is_sent_to_none(self, bench: TlsMail) -> None:
        to, entry, before = bench.connector(), bench.entry(), len(bench.box.kept)
        with bench.saying(RCPT_2="550 5.1.1 nobody"):
            assert send(bench, to, entry).reason == "refused our recipient (550 5.1.1)"
        assert len(bench.box.kept) == before

    def test_everything_is_said_under_tls(self, bench: TlsMail) -> None:
        send(bench, bench.connector(), bench.entry())
        assert all(bench.box.over_tls)

    def test_longer_than_the_server_takes_is_the_letter_s_fault(self, bench: TlsMail) -> None:
        long = item(b"Subject: x\r\n\r\n" + b"x\r\n" * 400_000)
        assert send(bench, bench.connector(), long).outcome is Outcome.REJECTED

    def test_lines_that_begin_with_a_dot_arrive(self, bench: TlsMail) -> None:
        entry = item(b"Subject: x\r\n\r\n.\r\n..a\r\n.b\r\n", key=uuid4())
        assert send(bench, bench.connector(), entry).outcome is Outcome.DELIVERED
        assert behind_the_head(bench.box.kept[-1]) == entry.payload

    def test_an_erasure_is_for_a_person(self, bench: TlsMail) -> None:
        order = item(b'{"erase": "", "keys": []}', intent=Intent.ERASE)
        assert send(bench, bench.connector(), order).outcome is Outcome.REFUSED


def test_a_server_without_tls_gets_neither_password_nor_letter(tmp_path: Path) -> None:
    said: list[bytes] = []

    def plain(caller: Caller) -> None:
        caller.say("220 mail.invalid\r\n")
        while got := caller.socket.recv(4096):
            said.append(got)
            caller.say("250-mail.invalid\r\n250 AUTH PLAIN LOGIN\r\n")

    settings = {"sender": SENDER, "recipients": RECIPIENTS, "username": USER}
    bench = PartnerMail.__new__(PartnerMail)
    bench.settings = lambda: {"base_url": "smtp+starttls://127.0.0.1:9", **settings}  # type: ignore[method-assign]
    bench.url = lambda: "smtp+starttls://127.0.0.1:9"  # type: ignore[method-assign]
    with bench.instead(plain) as (to, _):
        sent = ends(lambda: to.send(bench.entry(), deadline=AMPLE))
    assert (sent.outcome, sent.reason) == (Outcome.CREDENTIALS, "refused our starttls (502)")
    assert b"".join(said).split()[:1] == [b"ehlo"]
    assert b"AUTH" not in b"".join(said)
    assert b"MAIL" not in b"".join(said).upper()
