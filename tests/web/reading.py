"""What can be read of what a phone keeps: through its open vault, and by who has none."""

import json
from typing import Any

from playwright.sync_api import Page

_SEEN = "(name) => import('fieldbook/store').then((store) => store.all(name))"

_RAW = """async () => {
  const database = await new Promise((done) => {
    indexedDB.open("fieldbook").onsuccess = (event) => done(event.target.result);
  });
  const latin = new TextDecoder("latin1");
  const words = (value) => {
    if (value instanceof ArrayBuffer) return latin.decode(value);
    if (ArrayBuffer.isView(value)) return latin.decode(value);
    if (value instanceof CryptoKey || value instanceof Blob) return "";
    if (Array.isArray(value)) return value.map(words).join("\\n");
    if (typeof value !== "object" || value === null) return String(value);
    return Object.entries(value).flat().map(words).join("\\n");
  };
  const found = {};
  for (const name of database.objectStoreNames) {
    const records = await new Promise((done) => {
      database.transaction(name).objectStore(name).getAll().onsuccess = ({ target }) =>
        done(target.result);
    });
    const blobs = records.flatMap((one) => Object.values(one)).filter((one) => one instanceof Blob);
    const content = await Promise.all(blobs.map((blob) => blob.arrayBuffer()));
    found[name] = [...records, ...content].map(words).join("\\n");
  }
  database.close();
  return found;
}"""


def seen(phone: Page, store: str) -> list[dict[str, Any]]:
    """The records of a store as the page's own modules see them; empty while it is locked."""
    records: list[dict[str, Any]] = phone.evaluate(_SEEN, store)
    return records


def holds(phone: Page, store: str, word: str) -> bool:
    """Whether the officer whose vault is open has the word there."""
    return word in json.dumps(seen(phone, store))


def found(phone: Page, words: tuple[str, ...]) -> list[str]:
    """["store: word"] for each word that stands in IndexedDB for whoever takes the phone apart."""
    kept: dict[str, str] = phone.evaluate(_RAW)
    return [f"{name}: {word}" for name, text in kept.items() for word in words if word in text]
