// What the server told this phone is lent for a shift and an overrun: a phone that has not heard from
// it for so long keeps what its officer wrote, and nothing else.

import * as alerts from "fieldbook/alerts";
import * as store from "fieldbook/store";

const LENT = 14 * 3_600_000;

/** Drops what the server said where it is older than that. */
export function forgetOld() {
  return store.change(["alerts", "tasks", "docs", "known", "watched", "meta"], async (tx) => {
    const feed = await tx.get("meta", "feed");
    if (!feed?.told || Date.now() - feed.told < LENT) return;
    await tx.clear("docs");
    await tx.clear("known");
    await tx.clear("watched");
    await alerts.shredAll(tx);
    await tx.remove("meta", "known");
    await tx.remove("meta", "watched");
    await tx.put("meta", { ...feed, cursor: "", told: undefined });
  });
}
