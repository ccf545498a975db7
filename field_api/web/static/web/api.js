// The one place that speaks HTTP. Three things can come back, and they mean different things:
// an answer, a refusal with a code, or nothing we can rely on, which is "unknown", never "no".

import { provenFetch } from "fieldbook/proofs";
import { APP } from "fieldbook/version";
import { locale } from "fieldbook/words";

const BASE = "/api/v1";
const PATIENCE = 20_000;
const NONCE = /error="use_dpop_nonce"/;

/** The server gave no answer we can rely on: it may or may not have done what was asked. `status` is
 *  there where somebody answered all the same. */
export class NoAnswer extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** The server said no, and why: an RFC 9457 problem document. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "Refused");
    this.status = status;
    this.code = problem.code ?? "";
    this.problem = problem;
  }
}

/** {status, data, etag} of a call; throws NoAnswer or Refused. `signal` gives the call up. */
export async function call(path, options = {}) {
  const request = requestOf(options);
  if (options.body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(options.body);
  }
  return understood(await sent(BASE + path, request, options.token));
}

/** What is to be kept as a file, as a Blob; `body` as of `call`, which it throws as. */
export async function file(path, { body, token, ...options }) {
  const request = requestOf({ method: "POST", ...options });
  request.headers["Content-Type"] = "application/json";
  request.body = JSON.stringify(body);
  const { response, text: blob } = await sent(BASE + path, request, token, (one) => one.blob());
  const type = response.headers.get("Content-Type") ?? "";
  if (response.ok && !type.startsWith("application/json")) return blob;
  understood({ response, text: await blob.text() });
  throw new NoAnswer("Not a file");
}

/** The headers of an answer without content, to bytes or to nothing; throws as `call`. */
export async function bare(path, options) {
  const request = { ...requestOf(options), body: options.body };
  const { response, text } = await sent(BASE + path, request, options.token);
  if (response.ok) return response.headers;
  // The answer to a HEAD has no words: its status says it all.
  throw response.status < 500
    ? new Refused(response.status, parsed(text) ?? {})
    : new NoAnswer(`Answer ${response.status}`, response.status);
}

// A lost phone first sends what is sealed, then it is erased (lost.js). Without this promise the
// server has the browser erase it at once, which heeds that only of who may keep cookies.
const SENDS_FIRST = { "Fieldbook-When-Lost": "sends-first" };

function requestOf({ method = "GET", headers, patience, signal, erases = false }) {
  const limits = [AbortSignal.timeout(patience ?? PATIENCE), signal].filter(Boolean);
  return {
    method,
    headers: {
      Accept: "application/json",
      "Accept-Language": locale,
      "Fieldbook-App": APP,
      ...(erases ? {} : SENDS_FIRST),
      ...headers,
    },
    credentials: erases ? "same-origin" : "omit",
    cache: "no-store",
    signal: AbortSignal.any(limits),
  };
}

async function sent(url, request, token, read = (response) => response.text()) {
  let response, text;
  try {
    response = await provenFetch(url, request, token);
    text = await read(response);
  } catch (error) {
    throw new NoAnswer(error.message);
  }
  // Servers that do not agree on the time of day: that is no word on whoever asks.
  if (NONCE.test(response.headers.get("WWW-Authenticate") ?? "")) throw new NoAnswer("No nonce");
  return { response, text };
}

function understood({ response, text }) {
  const { status } = response;
  if (status === 204 || status === 304) return { status };
  const data = parsed(text);
  // A 5xx, or anything that is not our JSON, is some box in between talking: outcome unknown.
  if (status >= 500 || data === undefined) throw new NoAnswer(`Answer ${status}`, status);
  if (status >= 400) throw new Refused(status, data);
  const checkpoint = response.headers.get("Fieldbook-Checkpoint");
  return { status, data, etag: response.headers.get("ETag"), checkpoint };
}

function parsed(text) {
  try {
    const data = JSON.parse(text);
    return data !== null && typeof data === "object" ? data : undefined;
  } catch {
    return undefined;
  }
}
