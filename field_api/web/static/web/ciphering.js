// What a photo or a file holds, under a key of its own: AES-256 in counter mode, so that it goes up
// as it stands here, from any byte on, whether or not its officer's vault is open. The key is kept in
// the vault, and sealed to the server together with the hash that tells it that it opened right.

import { joined } from "fieldbook/envelope";
import { bytes, sealTo } from "fieldbook/seal";

const COUNTER_BITS = 64;

/** {key, counter, blob} of the content of one file; a key is never used for another. */
export async function enciphered(content) {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const counter = crypto.getRandomValues(new Uint8Array(16));
  counter.fill(0, 8); // it counts blocks there, and never reaches the random half
  const hidden = await crypto.subtle.encrypt(mode(counter), await usable(key), content);
  return { key, counter, blob: new Blob([hidden]) };
}

/** The content back, as an ArrayBuffer. */
export async function deciphered({ key, counter }, blob) {
  return crypto.subtle.decrypt(mode(counter), await usable(key), await blob.arrayBuffer());
}

/** What opens the file `id` for the server, and for nobody else. sha256: of its content, in hex. */
export function sealedKey(serverJwk, { id, key, counter, sha256 }) {
  const hash = Uint8Array.from(sha256.match(/../g), (pair) => Number.parseInt(pair, 16));
  return sealTo(serverJwk, joined([key, counter, hash]), bytes(`fieldbook-file/1\n${id}`));
}

const mode = (counter) => ({ name: "AES-CTR", counter, length: COUNTER_BITS });

const usable = (key) =>
  crypto.subtle.importKey("raw", key, "AES-CTR", false, ["encrypt", "decrypt"]);
