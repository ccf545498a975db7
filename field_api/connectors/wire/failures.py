"""What is known of an entry when a call to its system failed before anything was answered."""

from field_api.connectors.credentials import SecretMissing
from field_api.connectors.rules import NoAnswer, Outcome, Sent, TimedOut
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import Broken, CertificateRefused


class Unsent(Exception):
    """Nothing of the message went out. `outcome` says whose business that is."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


FAILURES = (Broken, CertificateRefused, AddressRefused, Unsent, SecretMissing)


def sent(failure: Exception) -> Sent:
    """`failure` is one of FAILURES."""
    reason = str(failure)[:200]
    match failure:
        case Broken(out=out):
            return Sent(Outcome.UNCERTAIN if out else Outcome.NOT_SENT, reason=reason)
        case Unsent(outcome=outcome):
            return Sent(outcome, reason=reason)
        case AddressRefused():
            return Sent(Outcome.REFUSED, reason=reason)
        case _:
            return Sent(Outcome.CREDENTIALS, reason=reason)


def no_answer(failure: Exception) -> NoAnswer:
    """The same for a question or a list. `failure` is one of FAILURES."""
    late = isinstance(failure, Broken) and failure.timed_out
    return (TimedOut if late else NoAnswer)(str(failure)[:200])
