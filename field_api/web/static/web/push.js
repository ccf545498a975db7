// Sending sealed entries. An item leaves the outbox only against a genuine receipt; every other
// outcome, an unknown one above all, means: the same id and bytes again, later.

import { NoAnswer, Refused } from "fieldbook/api";
import { now } from "fieldbook/clock";
import * as outbox from "fieldbook/outbox";
import { renewKeys, tipOf } from "fieldbook/session";
import { during, timedCall } from "fieldbook/status";
import * as store from "fieldbook/store";

const APP = "1.0.0";
const BATCH = 50;
const BATCH_BYTES = 1_500_000;

/** Sends every waiting item of the officer's notebook, once each. Throws when the server cannot be
 *  reached or wants a sign-in: whatever was not answered for stays exactly as it was. */
export async function push(who) {
  const tried = new Set();
  let size = BATCH;
  for (;;) {
    const left = (await outbox.waiting(who.notebook.id)).filter(({ id }) => !tried.has(id));
    if (left.length === 0) return;
    during("sending");
    const batch = cut(left, size);
    try {
      await settle(who, batch, await offer(who, batch));
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
  const fits = (item) => (total += item.payload.length * 2 + item.head.length + 300) < BATCH_BYTES;
  const batch = items.slice(0, most);
  const end = batch.findIndex((item) => !fits(item));
  return end === -1 ? batch : batch.slice(0, Math.max(1, end));
}

async function offer(who, batch) {
  const tip = await store.get("meta", tipOf(who.notebook.id));
  const feed = await store.get("meta", "feed");
  const device = { id: who.device.id, time: now(), minted_through: tip.seq, app: APP };
  const items = batch.map(({ id, head, salt, payload, signature }) => ({
    id,
    head,
    salt,
    payload,
    signature,
  }));
  const body = { epoch: feed?.epoch ?? who.server.epoch, device, items };
  return timedCall("/sync/push", { method: "POST", token: who.token, body, patience: 60_000 });
}

async function settle(who, batch, answer) {
  if (!Array.isArray(answer.results)) throw new NoAnswer("No results in the answer");
  const items = new Map(batch.map((item) => [item.id, item]));
  for (const result of answer.results) {
    const item = items.get(result.id);
    if (item) await settleOne(who, item, result);
  }
  const seqs = new Set(answer.missing_seqs);
  if (seqs.size) await outbox.reoffer(who.notebook.id, ({ seq }) => seqs.has(seq));
}

async function settleOne(who, item, result) {
  const { status: verdict, code, detail } = result;
  if (verdict === "accepted" || verdict === "duplicate") {
    const genuine = await outbox.acknowledge(item, result, who.server.receipt_key);
    return genuine || renewKeys(who); // kept either way; the next round tries with the newer key
  }
  if (verdict === "refused") return outbox.mark(item, "refused", { code, detail });
  return outbox.mark(item, "waiting", { code, detail }); // retry, or a word we do not know yet
}
