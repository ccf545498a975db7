// RxDB as it comes: what stands here is what its manual leaves to an application. Reads from stdin
// one JSON line with {base, wake, token, entries}; says {"sent": true} when all are up. Each further
// line {until} names a cursor: when the feed has come so far, it says what it holds.
import "fake-indexeddb/auto"; // first: Dexie looks for IndexedDB when it is loaded
import { createInterface } from "node:readline";
import { EventSource } from "eventsource";
import { createRxDatabase } from "rxdb/plugins/core";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import { Subject } from "rxjs";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const { base, wake, token, entries } = JSON.parse((await lines.next()).value);
const authorised = { Authorization: `Bearer ${token}` };
const rx = `${base}/api/v1/sync/rx`;
const counts = { errors: 0, wakes: 0, streams: 0, conflicts: 0 };

async function ask(url, options = {}) {
  const headers = { ...authorised, "Content-Type": "application/json" };
  const answer = await fetch(url, { ...options, headers });
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.error);
  return document;
}

const text = { type: "string" };
const id = { type: "string", maxLength: 100 };
const database = await createRxDatabase({ name: "phone", storage: getRxStorageDexie(), multiInstance: false });
const { outbox, feed } = await database.addCollections({
  outbox: {
    schema: {
      version: 0,
      primaryKey: "id",
      type: "object",
      properties: { id, head: text, salt: text, payload: text, sealed: text, signature: text },
    },
  },
  feed: {
    schema: { version: 0, primaryKey: "id", type: "object", properties: { id, kind: text, doc: { type: "object" } } },
  },
});

let reached = 0;
const news = new Subject();

// Its response ends with the first news, and it connects again by itself. A status other than 200
// closes it for good, as the standard has it, so that it must be made anew.
function listen() {
  const source = new EventSource(`${wake}/api/v1/sync/stream?once=1`, {
    fetch: (url, options) => fetch(url, { ...options, headers: { ...options.headers, ...authorised } }),
  });
  counts.streams += 1;
  source.onopen = () => {
    counts.wakes += 1;
    news.next("RESYNC");
  };
  source.onerror = () => source.readyState === EventSource.CLOSED && setTimeout(listen, 200);
}

const usual = { live: true, retryTime: 100, autoStart: true, toggleOnDocumentVisible: false };
const up = replicateRxCollection({
  ...usual,
  collection: outbox,
  replicationIdentifier: "outbox",
  push: {
    batchSize: 5,
    handler: (rows) => ask(`${rx}/outbox/push`, { method: "POST", body: JSON.stringify(rows) }),
  },
});
const down = replicateRxCollection({
  ...usual,
  collection: feed,
  replicationIdentifier: "feed",
  pull: {
    batchSize: 5,
    stream$: news.asObservable(),
    async handler(checkpoint, limit) {
      const { lwt, id } = checkpoint ?? { lwt: 0, id: "" };
      const page = await ask(`${rx}/feed/pull?lwt=${lwt}&id=${id}&limit=${limit}`);
      reached = page.checkpoint.lwt;
      return page;
    },
  },
});
for (const replication of [up, down]) replication.error$.subscribe(() => (counts.errors += 1));
up.conflict$.subscribe(() => (counts.conflicts += 1));
listen();

for (const entry of entries) {
  await outbox.insert(entry);
  await pause(80); // so that it sends while it writes, and news comes meanwhile
}
await up.awaitInSync();
say({ sent: true });

for await (const line of lines) {
  const { until } = JSON.parse(line);
  while (reached < until) await pause(50);
  await down.awaitInSync();
  const documents = (await feed.find().exec()).map((one) => one.toJSON());
  say({ documents, reached, ...counts });
}
process.exit(0);
