"""Whatever the link does, what ends as whole is the file, byte for byte."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_api.attachments import actions
from field_api.attachments.actions import Body, intake, staging
from field_api.attachments.models import Attachment
from field_api.attachments.rules.headers import Asked, Checksum
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.lib.problems import Problem
from tests import make
from tests.attachments.phone import noise, sha256

STEP = 128  # in place of 256 KiB, so that a few hundred bytes are several steps

# What befalls one request: how much is sent, whether it carries a checksum, where it is cut, where
# a newer request comes between, what it leaves on the disk that nobody was promised.
EVENT = st.fixed_dictionaries(
    {
        "size": st.integers(1, 400),
        "checked": st.booleans(),
        "damaged": st.booleans(),
        "cut": st.none() | st.integers(0, 400),
        "stolen": st.none() | st.integers(0, 400),
        "left": st.binary(max_size=50),
        "chunked": st.booleans(),
    }
)


@dataclass
class Wire:
    """A body that is cut, and at whose `at`th byte something else happens."""

    data: bytes
    cut: int | None
    at: int | None
    then: Callable[[], object]
    sent: int = field(default=0)

    def read(self, most: int) -> bytes:
        if self.at is not None and self.sent >= self.at:
            self.at = None
            self.then()
        ends = len(self.data) if self.cut is None else min(self.cut, len(self.data))
        if self.sent >= ends and self.cut is not None and ends < len(self.data):
            raise OSError
        piece = self.data[self.sent : min(ends, self.sent + min(most, 48))]
        self.sent += len(piece)
        return piece


@pytest.fixture
def officer(db: None) -> Officer:
    return make.officer()


@pytest.mark.slow
@given(seed=st.integers(0, 2**16), length=st.integers(0, 1000), events=st.lists(EVENT, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cuts_and_takeovers_end_in_the_same_bytes(
    officer: Officer, seed: int, length: int, events: list[dict[str, object]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(intake, "STEP", STEP)
        data, key = noise(length, seed), uuid4()
        token = identity.check_token(make.token(make.device(officer)))
        actions.create(token=token, asked=Asked(key, length, sha256(data), "", ""))
        for event in events:
            request(token, key, data, **event)  # type: ignore[arg-type]
        finish(token, key, data)
    row = Attachment.objects.get(pk=key)
    assert row.state == "checking"
    assert hashlib.sha256(staging.path(key).read_bytes()).hexdigest() == sha256(data)


def request(
    token: Token,
    key: UUID,
    data: bytes,
    *,
    size: int,
    checked: bool,
    damaged: bool,
    cut: int | None,
    stolen: int | None,
    left: bytes,
    chunked: bool,
) -> None:
    before = actions.find(token=token, key=key).off
    if before == len(data):
        return
    part = right = data[before : before + size]
    if damaged and checked and cut is None and stolen is None:
        part = bytes([part[0] ^ 1]) + part[1:]
    digest = Checksum("sha256", hashlib.sha256(right).digest()) if checked else None
    wire = Wire(part, cut, stolen, lambda: actions.find(token=token, key=key))
    body = Body(wire.read, None if chunked else len(part))
    with suppress(Problem):
        actions.take(token=token, key=key, offset=before, body=body, checksum=digest)
    after = actions.find(token=token, key=key).off
    assert before <= after <= before + len(part)  # what was promised stays, and no more is
    if part != right:
        assert after == before  # nothing damaged is kept
    if left and after < len(data):
        # As of a process that was killed between the disk and the row.
        staging.write(key, after, left)


def finish(token: Token, key: UUID, data: bytes) -> None:
    at = actions.find(token=token, key=key).off
    rest = Wire(data[at:], None, None, bool)
    if at < len(data):
        body = Body(rest.read, len(rest.data))
        actions.take(token=token, key=key, offset=at, body=body, checksum=None)


def test_a_request_that_was_taken_over_writes_nothing_more(officer: Officer) -> None:
    data, key = noise(1000), uuid4()
    token = identity.check_token(make.token(make.device(officer)))
    actions.create(token=token, asked=Asked(key, 1000, sha256(data), "", ""))

    def another() -> None:
        body = Body(Wire(data, None, None, bool).read, 1000)
        actions.take(token=token, key=key, offset=0, body=body, checksum=None)

    wire = Wire(noise(1000, 7), None, 500, another)
    with pytest.raises(Problem, match="taken-over"):
        body = Body(wire.read, 1000)
        actions.take(token=token, key=key, offset=0, body=body, checksum=None)
    assert hashlib.sha256(staging.path(key).read_bytes()).hexdigest() == sha256(data)


def test_a_handset_is_back_before_its_cut_was_seen(officer: Officer) -> None:
    data, key = noise(3 * intake.STEP), uuid4()
    token = identity.check_token(make.token(make.device(officer)))
    actions.create(token=token, asked=Asked(key, len(data), sha256(data), "", ""))
    found: list[int] = []

    def back() -> None:
        found.append(actions.find(token=token, key=key).off)

    # One checksum over the whole, as of a client without chunks; the old request still hangs.
    whole = Checksum("sha256", hashlib.sha256(data).digest())
    wire = Wire(data, None, 2 * intake.STEP, back)
    with pytest.raises(Problem, match="taken-over"):
        body = Body(wire.read, len(data))
        actions.take(token=token, key=key, offset=0, body=body, checksum=whole)
    assert found[0] >= intake.STEP  # the step that had come whole
    finish(token, key, data)
    assert Attachment.objects.get(pk=key).state == "checking"


def test_bytes_before_a_wrong_checksum_are_nobodys(officer: Officer) -> None:
    data, key = noise(2 * intake.STEP), uuid4()
    token = identity.check_token(make.token(make.device(officer)))
    actions.create(token=token, asked=Asked(key, len(data), sha256(data), "", ""))
    wrong = Checksum("sha256", hashlib.sha256(b"another").digest())
    with pytest.raises(Problem, match="checksum-differs"):
        body = Body(Wire(data, None, None, bool).read, len(data))
        actions.take(token=token, key=key, offset=0, body=body, checksum=wrong)
    assert actions.find(token=token, key=key).off == 0
