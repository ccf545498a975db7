// What two people erased leaves the phone too: the words, and every copy of them. An entry that is
// still to be sent is sent all the same, for the notebook's chain must not break; then it goes.

import * as files from "fieldbook/files";
import * as pieces from "fieldbook/pieces";
import * as store from "fieldbook/store";

/** Stores that hold copies of what was written. */
export const COPIES = ["entries", "drafts", "files", "ciphers", "bytes", "todo", "reviews"];

/** Drops every copy of a submission, within a transaction over docs and COPIES. */
export async function forget(tx, submission) {
  const ofIt = (record) => record.submission === submission;
  for (const name of ["entries", "drafts", "todo"]) {
    for (const { id, takes } of (await tx.all(name)).filter(ofIt)) {
      await tx.remove(name, id);
      await pieces.leave(tx, takes);
    }
  }
  await files.leave(tx, ofIt);
  await tx.remove("reviews", submission);
  await tx.remove("docs", `versions:${submission}`);
}

/** Whether the server said so of a submission. */
export async function isErased(tx, submission) {
  return (await tx.get("docs", `submission:${submission}`))?.doc.state === "disposed";
}

/** Does it for all that is known to be erased: a page before this one kept its words. */
export function forgetAll() {
  return store.change(["docs", ...COPIES], async (tx) => {
    const docs = (await tx.all("docs")).filter(({ kind }) => kind === "submission");
    for (const { id } of docs.filter(({ doc }) => doc.state === "disposed")) await forget(tx, id);
  });
}
