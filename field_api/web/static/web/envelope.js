// One record as one ciphertext: AES-256-GCM under the vault's key, a fresh IV for each write, and
// bound to its vault, its store and its key, so that none can be put in the place of another.
//
//   plaintext = length of the head (4 bytes, big-endian) ‖ head ‖ binary members, one after another
//   head      = JSON {record, binary: [[member, kind, type, length]]}

import { bytes } from "fieldbook/seal";

const AES = "AES-GCM";
const text = new TextDecoder();

/** {vault, iv, data} of a record, for the place it will stand in. */
export async function enciphered({ id, key }, store, at, record) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = placeOf(id, store, at);
  const data = await crypto.subtle.encrypt({ name: AES, iv, additionalData }, key, await packed(record));
  return { vault: id, iv, data };
}

/** The record back; throws where a byte of it, or its place, is another. */
export async function deciphered({ id, key }, store, at, { iv, data }) {
  const additionalData = placeOf(id, store, at);
  return unpacked(await crypto.subtle.decrypt({ name: AES, iv, additionalData }, key, data));
}

const placeOf = (vault, store, at) => bytes(JSON.stringify(["fieldbook/1 vault", vault, store, at]));

async function packed(record) {
  const kept = Object.entries(record).filter(([, value]) => !isBinary(value));
  const binary = Object.entries(record).filter(([, value]) => isBinary(value));
  const parts = await Promise.all(binary.map(([, value]) => contentOf(value)));
  const told = binary.map(([name, value], index) => [
    name,
    value instanceof Blob ? "blob" : "bytes",
    value.type ?? "",
    parts[index].byteLength,
  ]);
  const head = bytes(JSON.stringify({ record: Object.fromEntries(kept), binary: told }, onlyData));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length);
  return joined([length, head, ...parts]);
}

function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0);
  const { record, binary } = JSON.parse(text.decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const [name, kind, type, size] of binary) {
    const content = buffer.slice(at, (at += size));
    record[name] = kind === "blob" ? new Blob([content], { type }) : new Uint8Array(content);
  }
  return record;
}

const isBinary = (value) =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value);

async function contentOf(value) {
  if (value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** JSON leaves of a photo, a key or a date within a member something else, and says nothing. */
function onlyData(name, value) {
  const whole = this[name];
  const strange =
    typeof whole === "object" &&
    whole !== null &&
    !Array.isArray(whole) &&
    Object.getPrototypeOf(whole) !== Object.prototype;
  if (strange) throw new TypeError(`"${name}" cannot be enciphered where it stands.`);
  return value;
}

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
