// Proofs of possession (DPoP, RFC 9449): a token that was stolen is worth nothing without this
// phone. Each request is signed by the phone's own key, the one that signs entries; the server says
// by a nonce how old a proof may be, so that a wrong clock locks nobody out.

import { base64url, bytes, ES256 } from "fieldbook/seal";
import * as store from "fieldbook/store";

const AGAIN = /error="(use_dpop_nonce|invalid_dpop_proof)"/;

const nonces = new Map(); // by origin; lost with the page, and told again by the first answer

/** What a session keeps of a sign-in's answer: the token, and before it how to show it. */
export const shownAs = ({ token_type: scheme = "Bearer", token }) => `${scheme} ${token}`;

/** As `fetch`, with the headers that say who asks: a token as `shownAs` gave it, or none for a
 *  sign-in. Asks once more with the nonce that the server wants, or with a fresh proof where some
 *  box in between sent the first one twice. */
export async function provenFetch(url, request, token) {
  const answer = await attempt(url, request, token);
  const again = answer.status === 401 && AGAIN.test(answer.headers.get("WWW-Authenticate") ?? "");
  return again ? attempt(url, request, token) : answer;
}

async function attempt(url, request, token) {
  const { href, origin, pathname } = new URL(url, location.href);
  const shown = await headersFor({ method: request.method ?? "GET", origin, pathname }, token);
  const answer = await fetch(href, { ...request, headers: { ...request.headers, ...shown } });
  const nonce = answer.headers.get("DPoP-Nonce");
  if (nonce) nonces.set(origin, nonce);
  return answer;
}

async function headersFor(asked, shown = "") {
  const [token, scheme] = shown.split(" ").reverse();
  if (token && scheme !== "DPoP") return { Authorization: `Bearer ${token}` };
  const key = await store.get("keys", "device");
  if (!key) return {};
  const proof = await proofOf(key, asked, token);
  return token ? { Authorization: `DPoP ${token}`, DPoP: proof } : { DPoP: proof };
}

async function proofOf({ privateKey, publicJwk }, { method, origin, pathname }, token) {
  const { kty, crv, x, y } = publicJwk;
  const said = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: origin + pathname,
    iat: Math.floor(Date.now() / 1000),
    nonce: nonces.get(origin),
    ath: token ? base64url(await crypto.subtle.digest("SHA-256", bytes(token))) : undefined,
  };
  const head = { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } };
  const text = [head, said].map((part) => base64url(bytes(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign(ES256, privateKey, bytes(text));
  return `${text}.${base64url(signature)}`;
}
