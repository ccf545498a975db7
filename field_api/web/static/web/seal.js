// Sealing: what makes a line in the notebook evidence. The bytes signed here are the bytes sent and
// the bytes kept; nothing is ever written out a second time from its parts.
//
//   head   = "fieldbook/1" notebook seq prev_hash commit kind device_time device_key_id, by newlines
//   commit = SHA-256(salt ‖ payload)   hash = SHA-256(head)   signature = ES256(device key, head)
//   sealed = salt ‖ payload to the server's key, bound to head: nobody else can read what waits

const EC = { name: "ECDSA", namedCurve: "P-256" };
const ECDH = { name: "ECDH", namedCurve: "P-256" };
export const ES256 = { name: "ECDSA", hash: "SHA-256" };
const utf8 = new TextEncoder();
const AT_ONCE = 0x8000; // more arguments than a call can take come with one long entry

export const FIRST = "0".repeat(64);

export const bytes = (text) => utf8.encode(text);

export function base64url(buffer) {
  const every = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < every.length; at += AT_ONCE)
    text += String.fromCharCode(...every.subarray(at, at + AT_ONCE));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const digest = (data) => crypto.subtle.digest("SHA-256", data);

/** SHA-256 of bytes, in hex. */
export const sha256 = async (data) => hex(await digest(data));

/** A new device key: {privateKey, publicJwk, keyId}. The private half cannot leave the browser. */
export async function newDeviceKey() {
  const pair = await crypto.subtle.generateKey(EC, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const publicJwk = { kty, crv, x, y };
  return { privateKey: pair.privateKey, publicJwk, keyId: await thumbprint(publicJwk) };
}

/** RFC 7638 thumbprint of a P-256 public key. */
export async function thumbprint({ crv, kty, x, y }) {
  return base64url(await digest(bytes(JSON.stringify({ crv, kty, x, y }))));
}

const SEAL = {
  name: "HKDF",
  hash: "SHA-256",
  salt: new Uint8Array(),
  info: bytes("fieldbook/1 seal"),
};

/** Seals bytes to the server's key, bound to the bytes `about`: base64url of an ephemeral point, iv
 *  and ciphertext, as lib/envelope has it. */
export async function sealTo(serverJwk, plain, about) {
  const theirs = await crypto.subtle.importKey("jwk", serverJwk, ECDH, false, []);
  const ours = await crypto.subtle.generateKey(ECDH, false, ["deriveBits"]);
  const agreed = { name: "ECDH", public: theirs };
  const shared = await crypto.subtle.deriveBits(agreed, ours.privateKey, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const aes = { name: "AES-GCM", length: 256 };
  const once = await crypto.subtle.deriveKey(SEAL, secret, aes, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const hidden = await crypto.subtle.encrypt({ ...aes, iv, additionalData: about }, once, plain);
  const point = await crypto.subtle.exportKey("raw", ours.publicKey);
  return base64url(await new Blob([point, iv, hidden]).arrayBuffer());
}

/** What of an entry nobody but the server may read, sealed to its key. */
export const sealedLine = (serverJwk, { head, salt, payload }) =>
  sealTo(serverJwk, joined(fromBase64url(salt), bytes(payload)), bytes(head));

/** Seals one payload text as line `seq` of a notebook: {head, salt, payload, signature, hash}. */
export async function seal({ key, notebook, seq, previous, kind, at, payload }) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const commit = await sha256(joined(salt, bytes(payload)));
  const head = ["fieldbook/1", notebook, seq, previous, commit, kind, at, key.keyId].join("\n");
  const signature = await crypto.subtle.sign(ES256, key.privateKey, bytes(head));
  return {
    head,
    salt: base64url(salt),
    payload,
    signature: base64url(signature),
    hash: await sha256(bytes(head)),
  };
}

/** Whether a receipt is the server's, and about this very entry. */
export async function isReceiptFor(receipt, { id, hash }, serverJwk) {
  const [version, entry, sealed] = String(receipt?.body).split("\n");
  if (version !== "fieldbook-receipt/1" || entry !== id || sealed !== hash) return false;
  const key = await crypto.subtle.importKey("jwk", serverJwk, EC, false, ["verify"]);
  const signature = fromBase64url(receipt.signature);
  return crypto.subtle.verify(ES256, key, signature, bytes(receipt.body));
}

function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
