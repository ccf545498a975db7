"""What the browser seals is what the server's own rules open: two languages, one set of bytes."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from playwright.sync_api import Page

from backend.handset.sealing import sealed_file
from field_api.attachments.rules import sealing as files
from field_api.lib import envelope, es256
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


SEAL_TO = """async ({jwk, texts, about}) => {
  const {bytes, sealTo} = await import("fieldbook/seal");
  return Promise.all(texts.map((text) => sealTo(jwk, bytes(text), bytes(about))));
}"""

SEALED = """async ({jwk, payload, head, salt}) =>
  (await import("fieldbook/seal")).sealedLine(jwk, {payload, head, salt})"""

OPEN = """async ({key, counter, hidden}) => {
  const {fromBase64url} = await import("fieldbook/seal");
  const {deciphered} = await import("fieldbook/ciphering");
  const of = {key: fromBase64url(key), counter: fromBase64url(counter)};
  return new TextDecoder().decode(await deciphered(of, new Blob([fromBase64url(hidden)])));
}"""

HIDE = """async ({jwk, id, text, sha256}) => {
  const {base64url, bytes} = await import("fieldbook/seal");
  const {enciphered, sealedKey} = await import("fieldbook/ciphering");
  const {blob, ...opens} = await enciphered(bytes(text));
  const sealed = await sealedKey(jwk, {id, sha256, ...opens});
  return {sealed, hidden: base64url(await blob.arrayBuffer())};
}"""


def test_what_is_sealed_in_the_browser_opens_with_the_servers_key_alone(phone: Page) -> None:
    key, head = es256.new_key(), "fieldbook/1\nœ"
    phone.goto("/")
    asked = {"jwk": es256.jwk(key.public_key()), "texts": TEXTS, "about": head}
    for sealed, text in zip(phone.evaluate(SEAL_TO, asked), TEXTS, strict=True):
        raw = es256.unb64(sealed)
        assert envelope.unseal(raw, head.encode(), es256.new_key(), key).decode() == text
        for opener, about in ((es256.new_key(), head), (key, head + "x")):
            with pytest.raises(ValueError, match="changed"):
                envelope.unseal(raw, about.encode(), opener)


def test_an_entry_that_was_sealed_is_the_entry_that_was_signed(phone: Page, notebook: str) -> None:
    """As long as an entry may be: more than a call of a function takes arguments."""
    key, text = es256.new_key(), "é" * 120_000
    phone.goto("/")
    (line,) = phone.evaluate(SEAL, {"notebook": notebook, "texts": [text]})["items"]
    asked = {name: line[name] for name in ("payload", "head", "salt")}
    sealed = phone.evaluate(SEALED, {**asked, "jwk": es256.jwk(key.public_key())})
    item = {name: line[name] for name in ("id", "head", "signature")} | {"sealed": sealed}
    read = rules.read_item(item, open_with=[key])
    assert (read.payload.decode(), es256.b64(read.salt)) == (text, line["salt"])


def test_a_file_that_one_side_enciphered_the_other_opens(phone: Page) -> None:
    server, file, text = es256.new_key(), uuid4(), "é" * 5001
    phone.goto("/")
    sealed, hidden = sealed_file(server.public_key(), file, text.encode())
    held = files.read(envelope.unseal(es256.unb64(sealed), files.bound_to(file), server))
    asked = {"key": es256.b64(held.key), "counter": es256.b64(held.counter)}
    assert phone.evaluate(OPEN, {**asked, "hidden": es256.b64(hidden)}) == text
    digest = sha256(text.encode()).hexdigest()
    told = {"jwk": es256.jwk(server.public_key()), "id": str(file), "text": text}
    made = phone.evaluate(HIDE, {**told, "sha256": digest})
    opened = envelope.unseal(es256.unb64(made["sealed"]), files.bound_to(file), server)
    theirs = files.read(opened)
    assert theirs.sha256 == digest
    plain = Cipher(AES(theirs.key), CTR(theirs.counter)).decryptor()
    assert plain.update(es256.unb64(made["hidden"])).decode() == text


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
