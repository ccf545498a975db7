// The pieces of recordings that are being made, in the order they came: each on the disk at once, so
// that a phone that is dropped or switched off takes seconds with it and not the whole.

import * as store from "fieldbook/store";

const idOf = ({ id }, number) => `${id}/${number}`;

/** Keeps the next piece of a take; they are numbered from 0 without a gap. */
export const keep = (take, number, blob) => store.put("bytes", { id: idOf(take, number), blob });

/** What a take holds so far: [Blob]. */
export async function all(take) {
  const found = [];
  for (let piece; (piece = await store.get("bytes", idOf(take, found.length))); )
    found.push(piece.blob);
  return found;
}

/** Drops the pieces of takes, within a transaction over bytes. */
export async function leave(tx, takes = []) {
  for (const take of takes)
    for (let number = 0; await tx.get("bytes", idOf(take, number)); number += 1)
      await tx.remove("bytes", idOf(take, number));
}
