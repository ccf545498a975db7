"""What the browser seals is what the server's own rules open: two languages, one set of bytes."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from field_api.lib import es256
from field_api.notebook import rules

pytestmark = pytest.mark.browser

# Letters that UTF-8, UTF-16 and JSON each spell differently; a chain that must begin somewhere.
TEXTS = ["plain", "", "Ŵ œ “quoted” \\ / \u2028", "🚓 + 👮🏽", "a\nb\tc", '{"a":1}', "é" * 3000]

SEAL = """async ({notebook, texts}) => {
  const {FIRST, newDeviceKey, seal} = await import("fieldbook/seal");
  const key = await newDeviceKey();
  const items = [];
  let previous = FIRST;
  for (const [index, payload] of texts.entries()) {
    const at = new Date().toISOString();
    const line = await seal({key, notebook, seq: index + 1, previous, kind: "note", at, payload});
    previous = line.hash;
    items.push({id: crypto.randomUUID(), ...line});
  }
  const exported = await crypto.subtle.exportKey("jwk", key.privateKey).catch(() => null);
  return {items, jwk: key.publicJwk, keyId: key.keyId, exported};
}"""

CHECK = """async ([receipt, entry, jwk]) =>
  (await import("fieldbook/seal")).isReceiptFor(receipt, entry, jwk).catch(() => "threw")"""


@pytest.fixture(scope="module")
def notebook() -> str:
    return str(uuid4())


def test_a_chain_sealed_in_the_browser_opens_here(phone: Page, notebook: str) -> None:
    phone.goto("/")
    made = phone.evaluate(SEAL, {"notebook": notebook, "texts": TEXTS})
    assert made["keyId"] == es256.thumbprint(made["jwk"])
    previous = rules.GENESIS
    for place, (item, text) in enumerate(zip(made["items"], TEXTS, strict=True), start=1):
        sealed = rules.read_item(item, open_with=[es256.new_key()])
        assert (sealed.payload.decode(), sealed.head.seq) == (text, place)
        assert sealed.head.prev_hash == previous
        assert sealed.hash.hex() == item["hash"]
        signature = es256.unb64(item["signature"])
        assert es256.signed_by(made["jwk"], item["head"].encode(), signature)
        previous = item["hash"]


def test_the_private_key_cannot_leave_the_browser(phone: Page, notebook: str) -> None:
    phone.goto("/")
    assert phone.evaluate(SEAL, {"notebook": notebook, "texts": []})["exported"] is None


def test_equal_words_seal_differently(phone: Page, notebook: str) -> None:
    """Or a commitment to "yes" could be undone by trying "yes"."""
    phone.goto("/")
    items = phone.evaluate(SEAL, {"notebook": notebook, "texts": ["yes", "yes"]})["items"]
    assert len({json.loads(json.dumps(item["head"])).split("\n")[4] for item in items}) == 2


@pytest.mark.parametrize(
    ("spoil", "genuine"),
    [
        (lambda receipt, entry: None, True),
        (lambda receipt, entry: entry.update(hash="0" * 64), False),
        (lambda receipt, entry: entry.update(id=str(uuid4())), False),
        (lambda receipt, entry: receipt.update(body=receipt["body"] + "0"), False),
        (lambda receipt, entry: receipt.update(body=receipt["body"].replace("/1", "/2")), False),
    ],
    ids=["as it came", "another hash", "another entry", "another ledger", "another version"],
)
def test_a_receipt_counts_only_for_its_own_entry(phone: Page, spoil: Any, genuine: bool) -> None:
    key = es256.new_key()
    entry = {"id": str(uuid4()), "hash": "ab" * 32}
    text = f"fieldbook-receipt/1\n{entry['id']}\n{entry['hash']}\n2026-11-22T10:00:00Z\n7"
    receipt = {"body": text, "signature": es256.b64(es256.sign(key, text.encode()))}
    spoil(receipt, entry)
    phone.goto("/")
    answer = phone.evaluate(CHECK, [receipt, entry, es256.jwk(key.public_key())])
    assert answer is genuine
