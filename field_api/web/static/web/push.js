// Sending sealed entries. An item leaves the outbox only against a genuine receipt; every other
// outcome, an unknown one above all, means: the same id and bytes again, later.

import { NoAnswer, Refused } from "fieldbook/api";
import * as carriers from "fieldbook/carriers";
import { now } from "fieldbook/clock";
import * as lost from "fieldbook/lost";
import * as outbox from "fieldbook/outbox";
import { renewKeys, tipOf } from "fieldbook/session";
import { during, timedCall } from "fieldbook/status";
import * as store from "fieldbook/store";
import { APP } from "fieldbook/version";

const BATCH = 50;
const BATCH_BYTES = 1_500_000;
const HELLO_EVERY = 300_000;

let greeted = 0;

/** Sends every waiting item of the officer's notebook, once each. Throws when the server cannot be
 *  reached or wants a sign-in: whatever was not answered for stays exactly as it was. */
export async function push(who) {
  await outbox.fold(who.notebook.id);
  await outbox.sealLeft(who);
  const tip = await store.get("meta", tipOf(who.notebook.id));
  const feed = await store.get("meta", "feed");
  await send(who.notebook.id, {
    ...asSession(who),
    epoch: feed?.epoch ?? who.server.epoch,
    minted: tip.seq,
    missing: (seqs) => outbox.reoffer(who.notebook.id, ({ seq }) => seqs.has(seq)),
  });
}

/** Sends what waits of officers whose vault is locked or gone: each by the carrier that their sign-in
 *  left here, or, where there is none any more, along with whoever is signed in. Throws as `push`. */
export async function carry(who) {
  const mine = who?.notebook.id;
  const ways = (await carriers.all()).filter(({ notebook }) => notebook !== mine);
  const { epoch } = (who && (await store.get("meta", "feed"))) ?? {};
  for (const way of ways) {
    if (epoch > way.epoch) await again(way, epoch);
    await byCarrier({ ...way, epoch: Math.max(way.epoch, epoch ?? 0) });
  }
  if (!who) return hello(ways[0]);
  const items = await outbox.ofOthers(mine);
  for (const notebook of new Set(items.map((item) => item.notebook)))
    if (notebook !== mine && !ways.some((way) => way.notebook === notebook))
      await send(notebook, { ...asSession(who), epoch: who.server.epoch, minted: 0 });
}

const asSession = (who) => ({
  token: who.token,
  device: who.device.id,
  receiptKey: who.server.receipt_key,
  renew: () => renewKeys(who), // the next round tries with the newer key
});

/** A locked phone that has nothing to send asks all the same whether it was reported lost. */
async function hello(way) {
  if (!way || Date.now() - greeted < HELLO_EVERY) return;
  await byCarrier(way, async (asked) => settle(asked, [], await offer(asked, [])));
  greeted = Date.now();
}

async function byCarrier(way, work = (asked) => send(way.notebook, asked)) {
  try {
    await work({
      token: way.token,
      device: way.device,
      receiptKey: way.receipt_key,
      epoch: way.epoch,
      minted: await outbox.mintedThrough(way.notebook),
      missing: (seqs) => outbox.reoffer(way.notebook, ({ seq }) => seqs.has(seq)),
      restored: (epoch) => again(way, epoch),
    });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
    await carriers.drop(way);
  }
}

/** The server came back from a backup: nobody can ask for this officer what it lacks, so all of it is
 *  offered again, once. */
async function again(way, epoch) {
  await outbox.reoffer(way.notebook, () => true);
  await carriers.note(way, { epoch });
}

/** Sends what waits of one notebook, once each. */
async function send(notebook, way) {
  const tried = new Set();
  let size = BATCH;
  for (;;) {
    const left = (await outbox.waiting(notebook)).filter(({ id }) => !tried.has(id));
    if (left.length === 0) return;
    during("sending");
    const batch = cut(left, size);
    try {
      await settle(way, batch, await offer(way, batch));
      batch.forEach(({ id }) => tried.add(id));
    } catch (error) {
      if (!(error instanceof Refused) || ![400, 413].includes(error.status)) throw error;
      size = await smaller(batch, error);
    }
  }
}

/** A batch the server cannot take is halved; an item it cannot take alone is kept and shown. */
async function smaller(batch, error) {
  if (batch.length > 1) return Math.ceil(batch.length / 2);
  await outbox.mark(batch[0], "refused", { code: error.code, detail: error.message });
  return BATCH;
}

function cut(items, most) {
  let total = 0;
  const lengthOf = ({ sealed, payload }) => sealed?.length ?? payload.length * 2;
  const fits = (item) => (total += lengthOf(item) + item.head.length + 300) < BATCH_BYTES;
  const batch = items.slice(0, most);
  const end = batch.findIndex((item) => !fits(item));
  return end === -1 ? batch : batch.slice(0, Math.max(1, end));
}

async function offer({ token, device: id, epoch, minted }, batch) {
  const device = { id, time: now(), minted_through: minted, app: APP };
  const body = { epoch, device, items: batch.map(asSent) };
  return timedCall("/sync/push", { method: "POST", token, body, patience: 60_000 });
}

/** Sealed; in clear only what was signed before the server had told a key to seal to. */
function asSent({ id, head, sealed, salt, payload, signature }) {
  return sealed ? { id, head, sealed, signature } : { id, head, salt, payload, signature };
}

async function settle(way, batch, answer) {
  if (!Array.isArray(answer.results)) throw new NoAnswer("No results in the answer");
  const items = new Map(batch.map((item) => [item.id, item]));
  for (const result of answer.results) {
    const item = items.get(result.id);
    if (item) await settleOne(way, item, result);
  }
  const seqs = new Set(answer.missing_seqs);
  if (seqs.size) await way.missing?.(seqs);
  if (answer.epoch > way.epoch) await way.restored?.(answer.epoch);
  if (answer.lost) await lost.heard();
}

async function settleOne(way, item, result) {
  const { status: verdict, code, detail } = result;
  if (verdict === "accepted" || verdict === "duplicate") {
    const genuine = await outbox.acknowledge(item, result, way.receiptKey);
    return genuine || way.renew?.(); // kept either way
  }
  // Retry, or a word we do not know yet.
  if (verdict !== "refused") return outbox.mark(item, "waiting", { code, detail });
  await outbox.mark(item, "refused", { code, detail });
  return code === "cannot-unseal" && way.renew?.();
}
