"""Server-sent events: pokes for as long as the token is good, or one silent end."""

from datetime import timedelta

import pytest

from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.models import Token
from field_api.identity.rules import TOKEN_LIFE
from tests import make
from tests.sync.wake.conftest import Held, Wake, ended

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_where_the_feed_stands_and_then_every_news(wake: Wake, held: Held) -> None:
    held.news()
    with wake.stream(held.token) as stream:
        assert stream.response.headers["Content-Type"] == "text/event-stream"
        assert stream.response.headers["X-Accel-Buffering"] == "no"
        assert stream.until("retry") == "retry: 3000"
        assert stream.head() == held.head
        for _ in range(3):
            held.news()
            assert stream.head() == held.head


def test_with_a_cursor_at_the_head_the_first_poke_is_news(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        held.news()
        assert stream.head() == held.head


def test_once_ends_with_the_first_news_and_says_nothing(wake: Wake, held: Held) -> None:
    held.news()
    with wake.stream(held.token, once=1) as stream:
        assert stream.until("retry") == "retry: 300"
        held.news()
        assert stream.rest() == []


def test_once_with_a_cursor_that_is_behind_ends_at_once(wake: Wake, held: Held) -> None:
    before = held.head
    held.news()
    with wake.stream(held.token, once=1, cursor=before) as stream:
        assert stream.rest() == ["retry: 300"]


def test_it_tells_nothing_of_what_happened(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        held.news()
        stream.head()
        identity.sign_out(token=Token.objects.get())
        stream.rest()
    told = {line.split(": ")[0] for line in stream.said if line.strip(":")}
    assert told == {"retry", "event", "data"}
    pointer = feed.changes(recipient=held.officer.pk, cursor="", limit=1).entries[0]
    assert str(pointer.doc) not in "".join(stream.said)


def test_a_sign_out_ends_it(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        identity.sign_out(token=Token.objects.get())
        assert stream.rest() == []


def test_a_revoked_handset_ends_it(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        identity.revoke_device(device=held.device, by=held.officer, reason="lost")
        assert stream.rest() == []


def test_it_ends_with_the_token(wake: Wake, held: Held) -> None:
    dying = make.token(held.device, age=TOKEN_LIFE - timedelta(seconds=2))
    with wake.stream(dying, cursor=held.head) as stream:
        stream.until("retry")
        assert stream.rest() == []


def test_a_process_that_stops_ends_it_and_answers_whoever_waits(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        ended(wake)
        assert stream.rest() == []
    wake.supervisor.start(wake.program)


def test_a_handset_that_hangs_up_no_longer_counts(wake: Wake, held: Held) -> None:
    with wake.stream(held.token, cursor=held.head) as stream:
        stream.until("retry")
        wake.until("fieldbook_wake_waiting", 1)
    wake.until("fieldbook_wake_waiting", 0)


def test_the_newest_of_one_token_stay(wake: Wake, held: Held) -> None:
    """A phone that lost its line leaves the old one behind, and must not shut itself out."""
    streams = [wake.stream(held.token, cursor=held.head) for _ in range(7)]
    opened = [stream.__enter__() for stream in streams]
    assert opened[0].rest() == ["retry: 3000"]
    held.news()
    assert [stream.head() for stream in opened[1:]] == [held.head] * 6
    for stream in streams:
        stream.__exit__(None, None, None)
