"""After a backup was put back: the feed is whole, and handsets bring what the backup lacks.

By PostgreSQL's own programs, the web server as it is shipped, and the reference handset.
"""

import json
from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from backend.handset import Handset, Store
from backend.runtime.signins import SignIn
from backend.story import entering
from field_api.feed import actions as feed
from field_api.feed.rules import CursorReset, Kind
from field_api.identity.models import Officer
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry, Notebook
from tests import make, written
from tests.attachments.live import serving
from tests.sync.restoring import dump, elsewhere, restored
from tests.written import NOTE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

READER = 7


def tell(*docs: UUID) -> None:
    with feed.work():
        for doc in docs:
            feed.tell(recipients=[READER], kind=Kind.SUBMISSION, doc=doc)


def heard(cursor: str = "") -> list[UUID]:
    page = feed.changes(recipient=READER, cursor=cursor, limit=99)
    return [entry.doc for entry in page.entries]


def test_a_dump_put_back_keeps_the_feed_whole(tmp_path: Path) -> None:
    docs = [uuid4() for _ in range(4)]
    tell(*docs[:3])
    cursor, epoch = feed.head(READER), feed.epoch()
    tell(docs[3])
    with restored(dump(tmp_path / "backup.sql")):
        tell(after := uuid4())
        assert feed.epoch() == epoch, "in the same cluster nothing shows it"
        assert heard(cursor) == [docs[3], after], "a handset that stopped before the backup"
        assert heard() == [*docs, after], "a new handset"


def test_in_another_cluster_the_epoch_moves_on_by_itself(tmp_path: Path) -> None:
    docs = [uuid4() for _ in range(4)]
    tell(*docs)
    cursor, epoch = feed.head(READER), feed.epoch()
    with elsewhere(dump(tmp_path / "backup.sql"), tmp_path / "cluster"):
        tell(after := uuid4())
        with pytest.raises(CursorReset) as reset:
            heard(cursor)
        assert reset.value.epoch == feed.epoch() > epoch
        assert heard() == [*docs, after]
        assert heard(feed.head(READER)) == []


@pytest.fixture
def officer(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Officer:
    """The server is a process of its own: it hashes their password as in earnest, and signs with
    our key."""
    monkeypatch.setenv("RECEIPT_KEY", settings.RECEIPT_KEY)
    written.forms()
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        return make.officer()


@contextmanager
def on_air(store: Store, folder: Path) -> Iterator[Handset]:
    """The handset of this store, with a server over what is now Django's database."""
    with serving(folder, workers=1) as web, Handset(web.url, store=store) as handset:
        yield handset


def write(handset: Handset, count: int) -> list[str]:
    return [handset.write(NOTE, written.body())["id"] for _ in range(count)]


def fresh_pull(handset: Handset) -> dict[str, Any]:
    """What a new device of the same officer would hold."""
    held, cursor, more = {}, "", True
    while more:
        page = handset.call("GET", f"sync/pull?cursor={cursor}&limit=2")
        held.update({one["id"]: one["doc"] for one in page["changes"] if one["op"] == "upsert"})
        cursor, more = page["cursor"], page["more"]
    return held


def bump() -> dict[str, Any]:
    said = StringIO()
    call_command("sync_epoch", "--bump", stdout=said)
    told: dict[str, Any] = json.loads(said.getvalue())
    return told


@pytest.mark.long
def test_a_handset_brings_back_what_an_older_backup_lacks(officer: Officer, tmp_path: Path) -> None:
    store, key = Store(), officer.authenticator.bin_key
    who = SignIn(officer.login, make.PASSWORD, b32encode(key).decode(), "", "")
    with on_air(store, tmp_path) as handset:
        entering.sign_in(handset, who)
        before = write(handset, 3)
        handset.sync()
        backup = dump(tmp_path / "backup.sql")
        after = write(handset, 2)
        handset.sync()
        assert sorted(handset.receipts) == sorted([*before, *after])
        handset.line.online = False
        offline = write(handset, 1)
    with restored(backup):
        assert kept() == before
        assert bump()["bumped"]
        with on_air(store, tmp_path) as handset:
            handset.sync()
            assert handset.outbox == []
            # I1: every entry that was ever written is there, once, and the chain is whole.
            assert kept() == [*before, *after, *offline]
            assert notebook.verify(Notebook.objects.get()).bad is None
            # I6: the handset holds exactly what a new one would read.
            assert handset.documents == fresh_pull(handset)
            assert len(handset.documents) == 6


def kept() -> list[str]:
    return [str(pk) for pk in Entry.objects.order_by("seq").values_list("pk", flat=True)]
