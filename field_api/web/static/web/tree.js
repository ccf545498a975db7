// The server's ledger as a tree of hashes: reading its signed checkpoints, and the proof that a
// larger tree begins with a smaller one (RFC 9162 §2.1.4; C2SP signed notes). Knows no network.

import { bytes, ES256, fromBase64url } from "fieldbook/seal";

const EC = { name: "ECDSA", namedCurve: "P-256" };
const HASH = "[A-Za-z0-9+/]{43}=";
const SIGNATURES = "(?:— [^\\n]+ [A-Za-z0-9+/=]+\\n)+";
const NOTE = new RegExp(
  `^[^\\n]+\\n([1-9]\\d{0,14})\\n(${HASH})\\ntime [^\\n]+\\n\\n(${SIGNATURES})$`,
);
const KEY_ID = 4; // bytes before the signature itself

/** The text of a checkpoint as an answer's header carries it; undefined where it is none. */
export function textOf(header) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(header));
  } catch {
    return undefined;
  }
}

/** {text, body, size, root, signatures} of a checkpoint; undefined for anything else. */
export function readNote(text) {
  const found = NOTE.exec(text ?? "");
  if (!found) return undefined;
  const [, size, root, lines] = found;
  const signatures = lines
    .trimEnd()
    .split("\n")
    .map((line) => fromBase64url(line.split(" ").at(-1)).slice(KEY_ID));
  const body = text.slice(0, text.indexOf("\n\n") + 1);
  return { text, body, size: Number(size), root: fromBase64url(root), signatures };
}

/** How many of a note's signatures are by one of these keys. */
export async function signaturesBy(note, keys) {
  const imported = await Promise.all(keys.map(importKey));
  const by = (signature) =>
    Promise.all(
      imported.map((key) => crypto.subtle.verify(ES256, key, signature, bytes(note.body))),
    );
  const known = await Promise.all(note.signatures.map(by));
  return known.filter((each) => each.includes(true)).length;
}

const importKey = ({ kty, crv, x, y }) =>
  crypto.subtle.importKey("jwk", { kty, crv, x, y }, EC, false, ["verify"]);

/** Whether the tree of `next` begins with the tree of `before`. `proof` is a list of hashes. */
export async function grew(before, next, proof) {
  if (before.size === next.size) return same(before.root, next.root) && proof.length === 0;
  const parts = isPowerOfTwo(before.size) ? [before.root, ...proof] : [...proof];
  if (before.size > next.size || parts.length === 0) return false;
  let [at, last] = [before.size - 1, next.size - 1];
  while (at % 2) [at, last] = [half(at), half(last)];
  let [one, two] = [parts[0], parts[0]];
  for (const part of parts.slice(1)) {
    if (last === 0) return false;
    if (at % 2 || at === last) {
      [one, two] = [await node(part, one), await node(part, two)];
      while (at !== 0 && at % 2 === 0) [at, last] = [half(at), half(last)];
    } else {
      two = await node(two, part);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && same(one, before.root) && same(two, next.root);
}

// Not by shifting: that would cut a size to 32 bits.
const half = (number) => Math.floor(number / 2);

const isPowerOfTwo = (number) => Number.isInteger(Math.log2(number));

const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);

async function node(left, right) {
  const data = new Uint8Array(1 + left.length + right.length);
  data[0] = 1;
  data.set(left, 1);
  data.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}
