// Photos and files up, one at a time, in a loop of their own: a text never waits for a photo. A file
// goes when its entry was accepted, gives way while texts are sent, and stays until the server says
// that it is stored. Enciphered, so other officers' go too, and anybody's while the phone is locked.

import { NoAnswer, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as carriers from "fieldbook/carriers";
import * as files from "fieldbook/files";
import * as lost from "fieldbook/lost";
import * as outbox from "fieldbook/outbox";
import * as session from "fieldbook/session";
import * as status from "fieldbook/status";
import * as store from "fieldbook/store";
import * as tus from "fieldbook/tus";
import { t } from "fieldbook/words";

const REST = 60_000;
const LONGEST_WAIT = 300_000;
const A_WHILE = 600_000; // after which a file that was sent but is not there is offered again
const A_QUOTA = 3_600_000;
const TIRED = 8;

// Asking again how far it has got may bring it further; 404 and 410 say that it must begin anew.
const ASK_AGAIN = new Set([404, 409, 410, 423, 460]);
const FOR_GOOD = new Set(["id-conflict", "id-unavailable"]);
const HAS_IT = new Set(["stored", "infected", "erased"]);
const LACKS_IT = new Set(["missing", "corrupt", "uploading"]);

let timer;
let failures = 0;
let running = false;
let again = false;
let chunk; // AbortController of the one on its way

status.watch(() => status.isSending() && chunk?.abort());

/** Goes on with what is left, now; a loop under way looks once more. Never throws. */
export async function wake() {
  clearTimeout(timer);
  again = true;
  if (running) return;
  running = true;
  try {
    const wait = await navigator.locks.request("fieldbook-uploads", { ifAvailable: true }, turns);
    timer = setTimeout(wake, wait);
  } finally {
    running = false;
  }
}

/** Sends until nothing is due; how long to rest, in milliseconds. */
async function turns(lock) {
  if (!lock) return REST; // another window is at it
  let wait = REST;
  while (again) {
    again = false;
    wait = await turn();
  }
  return wait;
}

async function turn() {
  const who = await session.current();
  if (who) await settle(who);
  const left = await carriers.all();
  let job;
  try {
    while ((job = await next(who, left))) await send(job);
    failures = 0;
    await lost.finish();
    return REST;
  } catch (error) {
    return setback(job, error);
  }
}

/** The next file that may go, and by which token: its entry has been accepted, and nothing stands in
 *  its way. One's own first. */
async function next(who, left) {
  const unsent = new Set((await outbox.everyones()).map(({ id }) => id));
  const mine = who ? [{ notebook: who.notebook.id, token: who.token }] : [];
  const ways = [...mine, ...left.filter(({ notebook }) => notebook !== mine[0]?.notebook)];
  const due = (await files.everyones()).filter(
    ({ entry, notBefore }) => !unsent.has(entry) && !(notBefore > Date.now()),
  );
  const jobs = ways.flatMap((way) =>
    due.filter(({ notebook }) => notebook === way.notebook).map((file) => ({ way, file })),
  );
  return jobs[0];
}

async function send({ way: { token }, file }) {
  const blob = await files.cipher(file.id);
  if (!blob) return files.note(file.id, { state: "refused", problem: t("It is not on this phone.") });
  const far = { blob, offset: NaN, damaged: 0 };
  for (let idle = 0; !(far.offset >= file.size); ) {
    const before = far.offset;
    const offset = (far.offset = await step(token, file, far));
    if (offset > (before || 0)) await files.note(file.id, { sent: offset, problem: undefined });
    idle = offset > before ? 0 : idle + 1;
    if (idle > TIRED) throw new NoAnswer("It does not get any further.");
  }
  failures = 0;
  return files.note(file.id, { state: "sent", sent: file.size, sentAt: now() });
}

/** One request, or the two that begin; NaN where the server must be asked how far it has got. */
async function step(token, file, far) {
  const { blob, offset } = far;
  if (Number.isNaN(offset)) return tus.begin(token, file);
  await textsFirst();
  chunk = new AbortController();
  const { signal } = chunk;
  try {
    return await tus.append(token, file.id, { blob, offset, signal });
  } catch (error) {
    if (signal.aborted) return NaN;
    if (!(error instanceof Refused) || !ASK_AGAIN.has(error.status) || isForGood(error)) throw error;
    far.damaged += error.code === "wrong-hash" ? 1 : 0;
    if (far.damaged > 2) throw error; // it is not the link that spoils it
    return NaN;
  } finally {
    chunk = undefined;
  }
}

const isForGood = ({ code }) => FOR_GOOD.has(code) || code === "erased";

/** Waits while entries are on their way. */
async function textsFirst() {
  while (status.isSending()) await new Promise((resolve) => setTimeout(resolve, 200));
}

async function setback({ way, file }, error) {
  if (!(error instanceof Refused)) return later();
  const { status: verdict, code, message } = error;
  if (verdict === 401) await carriers.drop(way);
  if ([401, 403].includes(verdict)) return LONGEST_WAIT; // the next sign-in goes on
  if ([408, 423, 429].includes(verdict)) return later();
  if (code === "erased") await files.drop(file.id);
  else if (code === "quota-exceeded")
    await files.note(file.id, { notBefore: Date.now() + A_QUOTA, problem: message });
  else await files.note(file.id, { state: "refused", problem: message });
  again = true; // no file stands in the way of another
  return REST;
}

/** Full jitter: after an outage six hundred phones must not come back in the same second. */
function later() {
  failures += 1;
  return 500 + Math.random() * Math.min(LONGEST_WAIT, 1_000 * 2 ** Math.min(failures, 10));
}

/** Lets go of what the server has, and offers again what it has lost. */
async function settle({ notebook }) {
  const mine = (await store.all("files")).filter((file) => file.notebook === notebook.id);
  for (const file of mine.filter(({ entry }) => entry)) {
    const { doc } = (await store.get("docs", `submission:${file.submission}`)) ?? {};
    const told = doc?.attachments?.find(({ id, entry }) => id === file.id && entry === file.entry);
    if (HAS_IT.has(told?.state)) await files.drop(file.id);
    else if (file.state === "sent" && LACKS_IT.has(told?.state) && isLongAgo(file.sentAt))
      await files.note(file.id, { state: "waiting" });
    else if (told?.state === "mismatch" && file.state !== "refused")
      await files.note(file.id, { state: "refused", problem: t("It is not what was signed for.") });
  }
}

const isLongAgo = (iso) => Date.now() - Date.parse(iso) > A_WHILE;

/** Tries a file again that the server would not take. */
export async function retry({ id }) {
  await files.reseal(id);
  await files.note(id, { state: "waiting", problem: undefined, notBefore: undefined });
  return wake();
}
