// Lists of codes too long for a form, kept whole on the phone: an offence is found in them without a
// signal, and a code that was chosen is read by its name.

import { call } from "fieldbook/api";
import { indexed } from "fieldbook/finding";
import * as store from "fieldbook/store";

const opened = new Map(); // name → {version, index, labels}, of this page's life

/** Fetches each list the forms on this phone name, where there is a newer one. */
export async function keepUp(who) {
  const wanted = new Set((await store.all("forms")).flatMap(({ schema }) => listsIn(schema)));
  if (wanted.size === 0) return;
  const { data } = await call("/lists", { token: who.token });
  for (const { list, version, digest } of data.lists.filter((one) => wanted.has(one.list))) {
    if ((await store.get("lists", list))?.digest === digest) continue;
    const { data: whole } = await call(`/lists/${list}/${version}`, { token: who.token });
    const codes = whole.codes.map(([code, label]) => [code, label]);
    await store.put("lists", { list, version, digest, title: whole.title, codes });
    opened.delete(list);
  }
}

/** A list ready to be searched, {version, index, labels: Map}; undefined where it is not here. */
export async function open(name) {
  const known = opened.get(name);
  if (known) return known;
  const kept = await store.get("lists", name);
  if (!kept) return undefined;
  const { version, codes } = kept;
  const ready = { version, index: indexed(codes), labels: new Map(codes) };
  opened.set(name, ready);
  return ready;
}

function listsIn(schema) {
  return Object.values(schema?.properties ?? {}).flatMap((spec) => [
    ...(spec["x-list"] ? [spec["x-list"]] : []),
    ...listsIn(spec.items),
  ]);
}
