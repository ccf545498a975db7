"""One officer on one device: the whole client, as an integrator would build it.

Nothing is shown as saved before it is on the disk; nothing leaves the outbox without a receipt;
entries go up before news comes down; the device's clock decides nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend.handset import pulling, restoring, sealing, witness
from backend.handset.line import Line
from backend.handset.pace import Pace
from backend.handset.proving import Prover
from backend.handset.pushing import Push
from backend.handset.sealing import Tip
from backend.handset.store import Store
from backend.handset.wire import Item, Offline, OverHttp, Refused, Transport
from field_api.lib import clock, es256, ids

RETAIN = timedelta(days=14)
"""How long entries are kept after their receipt: longer than any backup is old."""


class Unsent(Exception):
    """Signing out would leave entries behind that the server has not signed for."""


class Overtaken(Exception):
    """The server has entries of this notebook that this device does not know: its storage was
    restored from an old copy. Begin a new installation; a second chain would look like forgery."""


class Handset:
    """`store` outlives this object: made anew with the same one, it goes on where it stopped.

    `transport` may be any callable; over HTTP to `base` unless given. Its proofs are for `base`.
    """

    def __init__(
        self,
        base: str = "",
        name: str = "Reference handset",
        *,
        transport: Transport | None = None,
        store: Store | None = None,
        pace: Pace | None = None,
        now: Callable[[], str] = sealing.now,
    ) -> None:
        self.name, self.now, self.pace = name, now, pace or Pace()
        self.http = OverHttp(base) if transport is None else None
        self.store = store or Store()
        self.key = self._installed()
        self.line = Line(
            transport or self.http,  # type: ignore[arg-type]
            Prover(self.key, base.rstrip("/") or "http://localhost"),
            token=self.store.fact("token", ""),
            bound=self.store.fact("bound", False),
        )

    def _installed(self) -> es256.PrivateKey:
        """The key of this installation, made at its first start.

        In plain text beside the entries: a product keeps it where the platform keeps keys.
        """
        pem = self.store.fact("key")
        if pem:
            return es256.load(pem)
        key = es256.new_key()
        raw = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with self.store.change():
            self.store.state(key=raw.decode(), installation=str(uuid4()))
        return key

    def __enter__(self) -> "Handset":
        return self

    def __exit__(self, *exc: object) -> None:
        if self.http:
            self.http.close()

    # --- what it knows ------------------------------------------------------------------------

    @property
    def installation(self) -> UUID:
        return UUID(self.store.fact("installation"))

    @property
    def token(self) -> str:
        return self.line.token

    @property
    def notebook(self) -> str:
        return str(self.store.fact("notebook", ""))

    @property
    def seq(self) -> int:
        """How many entries this notebook has been given."""
        return self.store.tip.seq

    @property
    def outbox(self) -> list[Item]:
        """Entries no receipt has come for, in the order they were written."""
        return self.store.entries("waiting")

    @property
    def receipts(self) -> dict[str, Item]:
        """What the server signed for, by entry."""
        return {key: result["receipt"] for key, result in self.store.results("kept").items()}

    @property
    def documents(self) -> dict[str, Item]:
        """What the server last said of each thing, by its id."""
        return {key: document for (_, key), document in self.store.documents().items()}

    # --- talking ------------------------------------------------------------------------------

    def call(self, method: str, path: str, body: object = None) -> Item:
        """Raises Refused for a problem document, Offline when there was no whole answer."""
        return self.line.call(method, path, body)

    def sign_in(
        self, login: str, password: str, otp: str, enrolment: tuple[str, str] | None = None
    ) -> Item:
        """`enrolment`, the code and the asset tag, is needed once: Refused says enrolment-needed.

        Raises Overtaken, and ValueError when the store is another officer's.
        """
        public = es256.jwk(self.key.public_key())
        device = {"id": str(self.installation), "name": self.name, "public_key": public}
        asked = {"login": login, "password": password, "otp": otp, "device": device}
        if enrolment:
            asked["enrolment"] = dict(zip(("code", "asset_tag"), enrolment, strict=True))
        answer = self.line.sign_in(asked)
        book, server = answer["notebook"], answer["server"]
        if self.notebook not in ("", book["id"]):
            raise ValueError("this handset keeps another officer's notebook")
        if book["next_seq"] - 1 > self.seq:
            raise Overtaken
        with self.store.change():
            self.store.state(
                token=answer["token"],
                bound=answer.get("token_type") == "DPoP",
                notebook=book["id"],
                receipt_key=server["receipt_key"],
            )
            first = self.store.fact("epoch") is None
            if first:
                self.store.state(epoch=server["epoch"], seen_epoch=server["epoch"])
        self.line.token, self.line.bound = answer["token"], self.store.fact("bound")
        return answer

    def sign_out(self) -> None:
        """Raises Unsent while the server lacks an entry of this handset."""
        self.push()
        self.offer_again()
        if self.outbox:
            raise Unsent
        self.call("POST", "sign-out")
        self.line.token = ""
        with self.store.change():
            self.store.state(token="")

    # --- writing: none of it needs a signal ---------------------------------------------------

    def write(self, kind: str, body: Item, *, submission: str = "", **other: Any) -> Item:
        """Seal an entry and let it wait. `other`: parents, intent, version, attachments."""
        payload = sealing.new_payload(kind, body, at=self.now(), submission=submission, **other)
        item = self.keep(payload, sealing.written(payload))
        return {**item, "submission": payload["submission"]}

    def keep(self, payload: Item, text: str) -> Item:
        """`text` is what is sealed and sent. On the disk, chain and outbox, when this returns."""
        with self.store.change():
            item, tip = self.sealed(payload["id"], payload["kind"], text)
            self.store.add(item, tip.seq, payload["submission"], payload["parents"])
            self.store.state(tip=[tip.seq, tip.hash])
        return item

    def sealed(self, entry: str, kind: str, text: str) -> tuple[Item, Tip]:
        """The next entry, and the tip it would make; nothing is kept."""
        return sealing.sealed(
            self.key,
            self.notebook,
            self.store.tip,
            entry=entry,
            kind=kind,
            payload=text,
            at=self.now(),
        )

    def heads(self, submission: str) -> list[str]:
        """What stands, as far as is known here: the server's word, and own revisions after it."""
        document = self.store.document("submission", submission) or {}
        own = self.store.unshown(submission)
        known = {*document.get("heads", ()), *(key for key, _ in own)}
        return sorted(known.difference(*(parents for _, parents in own)))

    def edit(self, submission: str, kind: str, body: Item, **other: Any) -> Item:
        """A revision of own work, upon all that stands: where two stood, it says which (a merge).

        A change on another device that this one has not heard of becomes a fork; both are kept.
        """
        parents = self.heads(submission)
        return self.write(kind, body, submission=submission, parents=parents, **other)

    merge = edit

    def withdraw(self, submission: str, kind: str) -> Item:
        """Possible until it has gone out to other systems; the entry itself stays written."""
        return self.edit(submission, kind, {}, intent="withdraw")

    # --- syncing ------------------------------------------------------------------------------

    def sync(self) -> None:
        """One round: entries up, what the server lost up again, news down."""
        self.push()
        self.pull()
        self._forget()
        witness.look(self.line, self.store)

    def push(self, items: list[Item] | None = None) -> list[Item]:
        """Send what waits, or `items`; the server's word on each."""
        push = Push(self.line, self.store, self.about())
        return push.send(self.outbox if items is None else items)

    def pull(self) -> list[Item]:
        """Everything that changed since the last pull, applied to `documents`."""
        changes = pulling.pull(self.line, self.store)
        if restoring.is_due(self.store):
            self.offer_again()
            changes += pulling.pull(self.line, self.store)
        return changes

    def offer_again(self) -> int:
        """Ask what the server lacks of all it signed for, and push it. How many entries.

        After a restore, and besides once a day and before anything here is wiped.
        """
        again = restoring.offer_again(self.line, self.store)
        self.push()
        return again

    def about(self) -> Item:
        """Who pushes. `time` says by how much the clock is off; nothing is ordered by it."""
        return {
            "id": str(self.installation),
            "time": self.now(),
            "minted_through": self.seq,
            "app": "reference",
        }

    def sync_patiently(self, tries: int = 10) -> bool:
        """Rounds until nothing waits, resting after each that failed. Whether it came to that.

        Raises Refused for what no waiting cures: a sign-in is due, the device is revoked.
        """
        for failures in range(tries):
            wait = 0.0
            try:
                self.sync()
            except Offline:
                pass
            except Refused as refused:
                if not refused.undecided:
                    raise
                wait = refused.retry_after
            else:
                if not self.outbox:
                    return True
            self.pace.rest(failures, wait)
        return False

    def _forget(self) -> None:
        said = self.store.fact("server_time")
        if said:
            self.store.forget(clock.iso(clock.parse(said) - RETAIN))

    # --- asking -------------------------------------------------------------------------------

    def ask(self, kind: str, criteria: Item, *, purpose: str, reason_code: str) -> Item:
        """Ask every system one question and wait until it is complete."""
        asked = {
            "id": str(ids.new()),
            "kind": kind,
            "criteria": criteria,
            "purpose": purpose,
            "reason_code": reason_code,
            "place": "",
            "linked": None,
            "deadline_ms": 4000,
        }
        answer = self.call("POST", "queries", asked)
        while not answer["complete"]:
            path = f"queries/{asked['id']}?wait=10&since={answer['version']}"
            answer = self.call("GET", path)
        return answer
