"""A system that nobody runs, for what is read from rows, one that is played, and a mail server."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from field_api.connectors.models import System
from tests import written
from tests.queries.sandbox import TOKEN, Sandbox, playing

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class Letterbox:
    """What arrived; while `refuses`, the server takes nothing."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "451 not now"
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        message["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.messages.append(message)  # type: ignore[arg-type]
        return "250 taken"

    def last(self) -> str:
        return f"{self.messages[-1]['Subject']}\n{self.messages[-1].get_content()}"


class OnAnyPort(Controller):
    """Asks the system for a free port, and then knocks on that one."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    box = Letterbox()
    controller = OnAnyPort(box, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        with override_settings(
            EMAIL_BACKEND=SMTP_BACKEND,
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=controller.port,
            ALERT_EMAIL=["desk@force.example"],
            SITE_URL="https://fieldbook.force.example",
        ):
            yield box
    finally:
        controller.stop()


@pytest.fixture
def records(db: None) -> System:
    return written.system("records", lookup="none")


@pytest.fixture(scope="module")
def playing_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with playing("records", data=tmp_path_factory.mktemp("theirs")) as boxes:
        yield boxes["records"]


@pytest.fixture
def real(db: None, playing_records: Sandbox) -> System:
    written.systems()
    return written.system("records", playing_records.url, bearer=TOKEN)
