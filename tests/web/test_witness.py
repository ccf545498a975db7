"""The phone as a witness of the server's ledger, and its proofs against those of the server."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.ledger.rules import notes
from field_api.lib import es256, merkle
from tests.web.server import Item, Server, problem
from tests.web.test_outbox import received, signal_back, write
from tests.web.waiting import until

pytestmark = pytest.mark.browser


@dataclass
class Sealing(Server):
    """A server whose answers carry a checkpoint of `leaves`."""

    leaves: list[str] = field(default_factory=lambda: ["a", "b", "c"])
    reported: list[Item] = field(default_factory=list)
    signs: es256.PrivateKey = field(default_factory=es256.new_key)
    notes: dict[bytes, str] = field(default_factory=dict)

    def answer(self, route: Any) -> None:
        def fulfill(**said: Any) -> None:
            header = notes.for_a_header(self.note())
            route.fulfill(**said, headers={"Fieldbook-Checkpoint": header})

        class Headed:
            request, abort = route.request, route.abort

        Headed.fulfill = staticmethod(fulfill)  # type: ignore[attr-defined]
        super().answer(Headed)

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "ledger/checkpoint":
            keys = [es256.jwk(self.signs.public_key())]
            return 200, {"checkpoint": self.note(), "keys": keys}
        if path == "ledger/consistency":
            sizes = dict(part.split("=") for part in request.url.split("?")[1].split("&"))
            return self._growth(int(sizes["from"]), int(sizes["to"]))
        if path == "ledger/contradictions":
            self.reported.append(request.post_data_json)
            return 201, {"what": "altered"}
        return super()._answer(path, request)

    def _growth(self, old: int, new: int) -> tuple[int, Item]:
        if new > len(self.leaves):
            return problem(404, "no-such-tree")
        return 200, {"proof": self.proof(old, new)}

    def tree(self) -> tuple[dict[merkle.Node, bytes], bytes]:
        tree, nodes = merkle.Frontier(), {}
        for leaf in self.leaves:
            nodes.update(tree.append(sha256(leaf.encode()).digest()))
        return nodes, tree.root()

    def note(self) -> str:
        """Signed once for each tree: no two signatures are alike."""
        now = datetime(2026, 11, 23, tzinfo=UTC)
        size, root = len(self.leaves), self.tree()[1]
        if root not in self.notes:
            body = notes.written(origin="example", size=size, root=root, made_at=now)
            self.notes[root] = notes.signed(body, [self.signs])
        return self.notes[root]

    def proof(self, old: int, new: int) -> list[str]:
        path = merkle.consistency_path(old, new)
        return [es256.b64(part) for part in merkle.read(path, self.tree()[0])]


@pytest.fixture
def server() -> Sealing:
    return Sealing()


def kept(phone: Page) -> str | None:
    note: str | None = phone.evaluate(
        """async () => (await (await import("fieldbook/store")).get("meta", "checkpoint"))?.text"""
    )
    return note


def another_round(phone: Page) -> None:
    write(phone, "seen at the gate")
    received(phone).to_be_visible()
    signal_back(phone)


ALTERED = "The record on the server has been altered"
PUT_BACK = "Fieldbook was put back to an earlier moment"


def test_a_phone_follows_the_tree_and_tells_when_it_shrinks(officer: Page, server: Sealing) -> None:
    until(officer, lambda: kept(officer))
    server.leaves += ["d", "e", "f", "g"]
    grown = server.note()
    another_round(officer)
    until(officer, lambda: kept(officer) == grown)
    expect(officer.get_by_text(ALTERED)).to_have_count(0)
    server.leaves = ["a", "b", "c", "d"]
    another_round(officer)
    expect(officer.get_by_text(ALTERED)).to_be_visible()
    assert kept(officer) == grown
    until(officer, lambda: server.reported)
    assert server.reported == [
        {"kept": grown, "told": server.note(), "kept_epoch": 1, "told_epoch": 1}
    ]
    write(officer, "after the alarm")
    received(officer).to_be_visible()


def test_a_higher_epoch_tells_of_a_backup(officer: Page, server: Sealing) -> None:
    until(officer, lambda: kept(officer))
    server.leaves, server.epoch = ["a", "x", "y", "z"], 2
    another_round(officer)
    expect(officer.get_by_text(PUT_BACK)).to_be_visible()
    expect(officer.get_by_text(ALTERED)).to_have_count(0)
    assert kept(officer) == server.note()
    until(officer, lambda: server.reported)
    assert [one["told_epoch"] for one in server.reported] == [2]


CHECK = """async (cases) => {
  const {grew} = await import("fieldbook/tree");
  const {fromBase64url: raw} = await import("fieldbook/seal");
  const tree = ({size, root}) => ({size, root: raw(root)});
  return Promise.all(cases.map(([before, next, proof]) =>
    grew(tree(before), tree(next), proof.map(raw))));
}"""


def test_the_phone_proves_growth_as_the_server_does(phone: Page) -> None:
    """All pairs up to 33, each with its proof and with that of another pair."""
    phone.goto("/")
    server, cases, expected = Sealing(), [], []
    trees: dict[int, Item] = {}
    for size in range(1, 34):
        server.leaves = [str(n) for n in range(size)]
        trees[size] = {"size": size, "root": es256.b64(server.tree()[1])}
    for new in range(1, 34):
        for old in range(1, new + 1):
            proof, other = server.proof(old, new), server.proof(max(1, old - 1), new)
            cases += [[trees[old], trees[new], proof], [trees[old], trees[new], other]]
            expected += [True, proof == other]
    assert phone.evaluate(CHECK, cases) == expected
