"""Its SQL says of tokens and feeds exactly what the rest of the site says of them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from django.conf import settings

from backend import wake as site
from field_api.feed import actions as feed
from field_api.feed.models import SyncEpoch
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting
from field_api.identity.models.officers import today
from field_api.identity.rules import TOKEN_LIFE, Standing, digest
from field_api.lib import clock
from field_api.sync.wake.database import Away, Database
from field_api.sync.wake.reading import Reader
from tests import make
from tests.sync.wake.conftest import Held, database_url

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def where(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setenv("DATABASE_URL", database_url())
    return site.database()


@pytest.fixture
def read(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Runs one question to a reader of its own."""
    place = where(monkeypatch)

    def run(ask: Callable[[Reader], Awaitable[T]]) -> T:
        async def asked() -> T:
            database = Database(place)
            try:
                return await ask(Reader(database, site.ZONE))
            finally:
                await database.close()

        return asyncio.run(asked())

    return run


def gone(held: Held) -> None:
    held.officer.is_active = False
    held.officer.save()


def signed_out(held: Held) -> None:
    identity.sign_out(token=identity.check_token(held.token))


def revoked(held: Held) -> None:
    identity.revoke_device(device=held.device, by=held.officer, reason="lost")


def given_a_password(held: Held) -> None:
    Officer.objects.filter(pk=held.officer.pk).update(first_password_until=clock.now())


def expired(held: Held) -> None:
    held.token = make.token(held.device, age=TOKEN_LIFE + timedelta(seconds=1))


def posting(starts: int, ends: int | None) -> Callable[[Held], None]:
    def change(held: Held) -> None:
        last = None if ends is None else today() + timedelta(days=ends)
        Posting.objects.update(starts_on=today() + timedelta(days=starts), ends_on=last)

    return change


WAYS = {
    "as it was": (lambda held: None, Standing.LIVE),
    "signed out": (signed_out, Standing.EXPIRED),
    "a first password": (given_a_password, Standing.EXPIRED),
    "out of time": (expired, Standing.EXPIRED),
    "revoked": (revoked, Standing.REVOKED),
    "officer left": (gone, Standing.REVOKED),
    "posted from today": (posting(0, None), Standing.LIVE),
    "posted from tomorrow": (posting(1, None), Standing.EXPIRED),
    "posted until today": (posting(-9, 0), Standing.EXPIRED),
    "posted until tomorrow": (posting(-9, 1), Standing.LIVE),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_token_stands_here_as_at_every_other_door(
    held: Held, read: Callable[..., object], way: str
) -> None:
    change, expected = WAYS[way]
    change(held)
    key = digest(held.token)
    found = read(lambda reader: reader.bearers([key, digest("nobody's")]))
    assert set(found) == {key}
    known = identity.check_token(held.token)
    assert found[key].standing is known.standing is expected
    assert (found[key].officer, found[key].expires_at) == (known.officer_id, known.expires_at)


def test_days_are_counted_where_the_site_counts_them() -> None:
    assert site.ZONE.key == settings.TIME_ZONE


def test_an_unknown_token_among_many_at_once_is_nobodys(
    held: Held, read: Callable[..., object]
) -> None:
    async def ask(reader: Reader) -> list[object]:
        tokens = [held.token, "nobody's", held.token]
        return await asyncio.gather(*(reader.bearer(digest(token)) for token in tokens))

    found = read(ask)
    assert [bearer and bearer.officer for bearer, _ in found] == [
        held.officer.pk,
        None,
        held.officer.pk,
    ]


def test_heads_are_the_feeds_own(held: Held, read: Callable[..., object]) -> None:
    held.news()
    heads = read(lambda reader: reader.heads([held.officer.pk, 0]))
    assert heads.seqs == {held.officer.pk: 1}
    assert heads.epoch == feed.epoch()


def test_a_restore_into_another_cluster_is_seen_before_anybody_counted_it(
    held: Held, read: Callable[..., object]
) -> None:
    before = feed.epoch()
    SyncEpoch.objects.update(cluster="another")
    seen = read(lambda reader: reader.heads([]))
    assert (seen.epoch, feed.epoch() > before) == (0, True)


def test_whoever_asks_while_nothing_answers_is_told_so_and_may_ask_again() -> None:
    nowhere = {"host": "127.0.0.1", "port": 9, "dbname": "x", "connect_timeout": 5}

    async def ask() -> list[BaseException | object]:
        reader = Reader(Database(nowhere), site.ZONE)
        first = await asyncio.gather(*map(reader.bearer, [b"a", b"b"]), return_exceptions=True)
        return [*first, *await asyncio.gather(reader.bearer(b"a"), return_exceptions=True)]

    assert [type(outcome) for outcome in asyncio.run(ask())] == [Away] * 3


def test_without_a_database_it_is_away() -> None:
    nowhere = {"host": "127.0.0.1", "port": 9, "dbname": "x", "connect_timeout": 5}
    with pytest.raises(Away):
        asyncio.run(Reader(Database(nowhere), site.ZONE).heads([]))
