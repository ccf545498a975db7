"""Partners that take entries by e-mail: a letter without personal data in it, and a PDF."""

from typing import Any

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    FieldFault,
    Intent,
    Item,
    Outcome,
    Sent,
    Unasked,
)
from field_api.connectors.wire import letter, tls
from field_api.connectors.wire.addresses import Scheme, place
from field_api.connectors.wire.dial import AddressRefused, NoConnection, NotResolved
from field_api.connectors.wire.post import CertificateRefused, Lost, Post, Said

CONTENT_TYPE = "message/rfc822"
LETTER_BYTES = 8 << 20
_SCHEMES = {
    "smtps": Scheme(465, True),
    "smtp+starttls": Scheme(587, True),
    "smtp": Scheme(25, False),
}
_SETTINGS = {"base_url", "networks", "username", "sender", "recipients", *tls.SETTINGS}
_WORDS = 200

# These concern whoever sends and whomever to, so no entry will fare better: a person sets it right.
_SET_UP = {"greeting", "starttls", "sign-in", "sender", "recipient"}


class Smtp(Unasked):
    """`config`: `base_url`, `smtps://host:465` or `smtp+starttls://host:587`, plain `smtp://` on
    this machine only; `sender`, where failures to deliver come back to; `recipients`, a list of
    addresses; `username`, whose password the secret is, without one it signs in by certificate or
    address; `networks`, `ca_file`, `client_cert`, `client_key` as in `RestJson`. TLS that the
    server does not offer is never gone without. Raises ConfigRefused.

    Delivered means 250 after the last line: the first server has taken charge of it for all of
    the recipients (RFC 5321 §6.1). It does not prove that anyone has it, let alone read it; what
    goes wrong behind that server comes back as mail to `sender`. If one recipient is refused it is
    sent to none. A letter can be neither looked up nor called back: doubt is for a person, and so
    is an erasure.
    """

    capabilities = frozenset({Capability.ENTRIES, Capability.UPDATES})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"), schemes=_SCHEMES)
        context = tls.context(config) if _SCHEMES[where.scheme].secure else None
        self._sender, self._recipients = _sender(config), _recipients(config)
        self._post = Post(where, context, _username(config), secret)

    def __repr__(self) -> str:
        return f"Smtp({self._post.place.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            with self._post.entered(deadline):
                return True
        except (Said, Lost, CertificateRefused, AddressRefused, NotResolved, NoConnection):
            return False

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """See `paper.pdf` for the document. The bytes are all of the letter but its envelope."""
        return letter.written(document), CONTENT_TYPE

    def validate(self, payload: bytes) -> list[FieldFault]:
        if len(payload) > LETTER_BYTES:
            return [FieldFault("", f"is longer than {LETTER_BYTES} bytes")]
        fault = letter.fault(payload)
        return [FieldFault("", fault)] if fault else []

    def send(self, item: Item, *, deadline: float) -> Sent:
        if item.intent is Intent.ERASE:
            return Sent(Outcome.REFUSED, reason="a letter cannot be called back")
        message = letter.head(item, self._sender, self._recipients) + item.payload
        try:
            with self._post.entered(deadline) as conversation:
                yes = conversation.hand_over(self._sender, self._recipients, message)
                return Sent(Outcome.DELIVERED, reference=yes.queued_as or f"{item.key}")
        except Said as no:
            return _refused(no)
        except Lost as lost:
            outcome = Outcome.UNCERTAIN if lost.out else Outcome.NOT_SENT
            return Sent(outcome, reason=lost.reason)
        except CertificateRefused as refused:
            return Sent(Outcome.CREDENTIALS, reason=str(refused)[:_WORDS])
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused)[:_WORDS])
        except (NotResolved, NoConnection) as failed:
            return Sent(Outcome.NOT_SENT, reason=str(failed)[:_WORDS])


def _refused(no: Said) -> Sent:
    """421 and 4xx are "not now" (RFC 5321 §4.2.1), at whichever step: greylisting, a full queue.
    530 to 538 ask for credentials or better ones (RFC 4954 §6), wherever they are said.
    """
    if 400 <= no.code < 500:
        return Sent(Outcome.BUSY, reason=f"asked us to come back later ({no.numbers})")
    if no.step in _SET_UP or 530 <= no.code <= 538:
        return Sent(Outcome.CREDENTIALS, reason=f"refused our {no.step} ({no.numbers})")
    if 500 <= no.code < 600:
        words = "".join(c if c.isprintable() else " " for c in no.words[:_WORDS]).strip()
        fields = (FieldFault("", words or "is not accepted"),)
        return Sent(Outcome.REJECTED, reason=f"refused the letter ({no.numbers})", fields=fields)
    outcome = Outcome.UNCERTAIN if no.step == "message" else Outcome.NOT_SENT
    return Sent(outcome, reason=f"gave no clear answer ({no.numbers})")


def _sender(config: dict[str, Any]) -> str:
    sender = config.get("sender")
    if not isinstance(sender, str) or not letter.is_address(sender):
        raise ConfigRefused("sender is an address such as fieldbook@force.example")
    return sender


def _recipients(config: dict[str, Any]) -> tuple[str, ...]:
    given = config.get("recipients")
    if not isinstance(given, list) or not given or not all(map(letter.is_address, given)):
        raise ConfigRefused("recipients is a list of addresses")
    return tuple(given)


def _username(config: dict[str, Any]) -> str | None:
    username = config.get("username")
    if username is not None and not (isinstance(username, str) and username.isprintable()):
        raise ConfigRefused("username is a text")
    return username


CONNECTOR = Smtp
