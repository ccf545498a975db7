// What stays of an officer's entries when their vault goes, at a sign-off: the sealed lines that the
// server signed for, for as long as any of its backups is older. Who restores one has them sent again.

import * as store from "fieldbook/store";

/** Moves a notebook's acknowledged entries to where its sealed lines outlive the vault. */
export function keepSealed(notebook) {
  return store.change(["outbox", "entries"], async (tx) => {
    const entries = (await tx.all("entries")).filter((one) => one.notebook === notebook);
    for (const { kept: at, result, ...entry } of entries.filter(({ sealed }) => sealed)) {
      const { status, receipt } = result;
      await tx.put("outbox", { ...entry, state: "received", result: { status, receipt, at } });
    }
  });
}
