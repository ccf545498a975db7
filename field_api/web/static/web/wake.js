// Hearing that there is news, while somebody looks: a stream where it holds, long polls where it
// does not. What comes says how far the feed reaches, never what it holds; sync then fetches it,
// and looks by itself every half minute whenever nothing can be heard here.

import { provenFetch } from "fieldbook/proofs";
import * as session from "fieldbook/session";
import * as store from "fieldbook/store";

const QUICK_CLOSES = 3; // some box in between does not let streams live
const QUICK = 10_000;
const SILENCE = 60_000; // the server says something every 25 seconds
const POLLS = 20;
const TOO_SOON = 1_000;
const LONGEST_WAIT = 60_000;

let line; // {token, stop: AbortController}
let heard = false; // whether a line stands at this moment
let tell = () => {};

/** Calls `listener` whenever there may be news, for as long as the page lives. */
export function start(listener) {
  tell = listener;
  document.addEventListener("visibilitychange", () => void turn());
  addEventListener("online", () => void renew());
  store.watch((names) => names.includes("meta") && void turn());
  return turn();
}

/** Whether news would be heard now: then there is no need to look for it. */
export const listening = () => heard;

/** Holds a line for whoever is signed in while the page can be seen, and lets go of any other. */
async function turn() {
  const who = await session.current();
  const wanted = !document.hidden && who?.state === "open" && who.server?.wake !== undefined;
  if (line?.token === (wanted ? who.token : undefined)) return;
  line?.stop.abort();
  line = wanted ? { token: who.token, stop: new AbortController() } : undefined;
  if (line) void hold({ ...who, address: `${who.server.wake}/api/v1/sync` }, line.stop.signal);
}

/** The line of before a dead spot may hang for a minute, and be taken all the while for one that
 *  would say if there were news. */
function renew() {
  line?.stop.abort();
  line = undefined;
  heard = false;
  return turn();
}

async function hold(who, signal) {
  let failures = 0;
  let closes = 0;
  while (!signal.aborted) {
    const begun = Date.now();
    const streams = closes < QUICK_CLOSES;
    const outcome = await attempt(streams ? stream : polls, who, signal);
    const lasted = heard && Date.now() - begun > QUICK;
    heard = false;
    if (signal.aborted) return;
    if (outcome.refused) return void tell(); // sync hears why, and says so
    if (streams && outcome.opened) closes = lasted ? 0 : closes + 1;
    if (!streams && !outcome.error) closes -= 1; // every now and then a stream is tried again
    failures = outcome.error ? failures + 1 : 0;
    if (failures === 1) void tell(); // from here on sync looks by itself
    await pause(failures, outcome.error?.after, signal);
  }
}

/** {opened, refused, error}: whether an answer began, was no, and what ended it but the server. */
async function attempt(listen, who, signal) {
  const outcome = {};
  try {
    await listen(who, signal, outcome);
  } catch (error) {
    outcome.error = error;
  }
  return outcome;
}

/** Server-sent events, read by hand: EventSource sends no Authorization header. */
async function stream(who, signal, outcome) {
  const guard = silence(signal, QUICK); // the first word comes at once, or a box keeps it
  try {
    const response = await ask(who, "/stream", guard, outcome);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard = true;
      guard.alive(SILENCE);
      const events = (rest + value).split("\n\n");
      rest = events.pop();
      for (const event of events) await heed(headIn(event));
    }
  } finally {
    guard.over();
  }
}

/** Long polls, one after another, for some minutes. */
async function polls(who, signal, outcome) {
  // Not the cursor each time: a sync that fails has its own times to try again.
  let known = (await store.get("meta", "feed"))?.cursor ?? "";
  for (let count = 0; count < POLLS && !signal.aborted; count += 1) {
    const guard = silence(signal, SILENCE);
    const begun = Date.now();
    try {
      const response = await ask(who, `/wait?timeout=25&cursor=${known}`, guard, outcome);
      heard = true;
      if (response.status !== 200 && Date.now() - begun < TOO_SOON) return; // nobody waited
      if (response.status !== 200) continue;
      known = (await response.json()).head;
      await heed(known);
    } finally {
      guard.over();
    }
  }
}

async function ask({ address, token }, path, guard, outcome) {
  const request = { credentials: "omit", cache: "no-store", signal: guard.signal };
  const response = await provenFetch(address + path, request, token);
  outcome.opened = response.ok;
  if (response.ok) return response;
  outcome.refused = [401, 403, 404].includes(response.status); // 404: this site has none
  const after = Number(response.headers.get("Retry-After")) * 1_000;
  throw Object.assign(new Error(`Answer ${response.status}`), { after });
}

function headIn(event) {
  const data = event.split("\n").find((text) => text.startsWith("data: "));
  return data && JSON.parse(data.slice("data: ".length)).head;
}

async function heed(head) {
  if (head && (await store.get("meta", "feed"))?.cursor !== head) void tell();
}

/** Gives a line up that has gone quiet: a phone that changed networks is not told that it did. */
function silence(signal, first) {
  const quiet = new AbortController();
  let timer;
  const alive = (longest) => {
    clearTimeout(timer);
    timer = setTimeout(() => quiet.abort(), longest);
  };
  alive(first);
  const either = AbortSignal.any([quiet.signal, signal]);
  return { signal: either, alive, over: () => clearTimeout(timer) };
}

/** Full jitter: a server that comes back must not meet every phone in the same second. */
function pause(failures, after, signal) {
  const longest = Math.min(LONGEST_WAIT, 2_000 * 2 ** Math.min(failures, 6));
  const wait = (after || 0) + Math.random() * longest;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
