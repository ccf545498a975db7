"""One answer: 200 with a head, or 204."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from field_api.feed import actions as feed
from field_api.feed.rules import encode
from field_api.identity import actions as identity
from field_api.identity.rules import TOKEN_LIFE
from tests import make
from tests.sync.wake.conftest import WAIT, Held, Wake

pytestmark = pytest.mark.django_db(transaction=True)


def test_news_of_another_process_wakes(wake: Wake, held: Held) -> None:
    before = held.head
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wake.get, WAIT, held.token, cursor=before, timeout=30)
        wake.until("fieldbook_wake_waiting", 1)
        held.news()
        answer = waiting.result()
    assert (answer.status_code, answer.json()) == (200, {"head": held.head})
    assert held.head != before


def test_news_from_before_is_not_waited_for(wake: Wake, held: Held) -> None:
    before = held.head
    held.news()
    assert wake.get(WAIT, held.token, cursor=before).json() == {"head": held.head}
    assert wake.get(WAIT, held.token, cursor="").json() == {"head": held.head}


def test_nothing_is_204_without_a_body(wake: Wake, held: Held) -> None:
    make_noise_for_a_colleague()
    answer = wake.get(WAIT, held.token, cursor=held.head, timeout=1)
    assert (answer.status_code, answer.content) == (204, b"")
    assert wake.get(WAIT, held.token, cursor="", timeout=0).status_code == 204


def make_noise_for_a_colleague() -> None:
    officer = make.officer()
    Held(officer, make.device(officer), "").news()


@pytest.mark.parametrize("ahead", [(0, 5), (1, 0)], ids=["of the head", "of the epoch"])
def test_a_cursor_the_feed_has_never_reached_is_told_at_once(
    wake: Wake, held: Held, ahead: tuple[int, int]
) -> None:
    held.news()
    cursor = encode(feed.epoch() + ahead[0], 1 + ahead[1])
    assert wake.get(WAIT, held.token, cursor=cursor).json() == {"head": held.head}


def test_a_new_epoch_wakes_everybody(wake: Wake, held: Held) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wake.get, WAIT, held.token, cursor=held.head, timeout=30)
        wake.until("fieldbook_wake_waiting", 1)
        feed.bump()
        assert waiting.result().json() == {"head": held.head}


def test_an_expired_token_is_401_and_a_revoked_handset_403(wake: Wake, held: Held) -> None:
    old = make.token(held.device, age=TOKEN_LIFE + timedelta(seconds=1))
    answer = wake.get(WAIT, old)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    identity.revoke_device(device=held.device, by=held.officer, reason="lost")
    answer = wake.get(WAIT, held.token)
    assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")


def test_a_token_that_runs_out_meanwhile_ends_the_wait(wake: Wake, held: Held) -> None:
    dying = make.token(held.device, age=TOKEN_LIFE - timedelta(seconds=2))
    answer = wake.get(WAIT, dying, cursor=held.head, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")
