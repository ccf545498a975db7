// What an officer said of people and things known already, as it travels with the entry: `links` are
// the same, `unlike` are not. Both name where in the body, and the mention that was shown.

import { bodyToSign, isEmpty } from "fieldbook/schema";
import { markOf, thingsIn } from "fieldbook/things";

const MOST = 64;

/** A row of a list was taken away: what was said of it goes, of those after it moves up. Gives how
 *  to bring it back to where it was. */
export function rowGone(draft, pointer, index) {
  const gone = Object.fromEntries(["links", "unlike"].map((name) => [name, []]));
  for (const [name, dropped] of Object.entries(gone)) {
    if (!draft[name]) continue;
    dropped.push(...draft[name].filter(({ entity }) => rowOf(entity, pointer)[0] === index));
    draft[name] = shifted(draft[name].filter((said) => !dropped.includes(said)), pointer, index, -1);
  }
  return () => {
    for (const [name, dropped] of Object.entries(gone))
      if (draft[name]) draft[name] = [...shifted(draft[name], pointer, index, 1), ...dropped];
  };
}

/** What was said of rows from this one on, said of those so many places further on. */
function shifted(every, pointer, index, by) {
  return every.map((said) => {
    const [row, rest] = rowOf(said.entity, pointer);
    return row >= index ? { ...said, entity: `${pointer}/${row + by}${rest}` } : said;
  });
}

/** What a correction begins with, {links, unlike}: as the version that stands had it, where that was
 *  signed on this phone. Of another phone's nothing is known, and nothing will be said. */
export function saidBefore({ items, heads }) {
  const own = heads.length === 1 && items.find(({ id }) => id === heads[0]);
  const { links, unlike } = own ? JSON.parse(own.payload) : {};
  return { links, unlike };
}

/** {links, unlike} of what is signed; only of what is still in the body, and by its place there:
 *  rows left empty are not signed. To leave one out says nothing; that it is empty says, in a
 *  correction, that what was said before is not so. */
export function toSign({ form, body, ...draft }) {
  const here = new Set(thingsIn(form.schema, body).filter(markOf).map(({ key }) => key));
  const told = (said) =>
    said
      ?.filter(({ entity }) => here.has(entity))
      .slice(0, MOST)
      .map(({ entity, mention }) => ({ entity: signedKey(form.schema, body, entity), mention }));
  const some = (said) => (said?.length > 0 || draft.parents.length > 0 ? said : undefined);
  return { links: some(told(draft.links)), unlike: some(told(draft.unlike)) };
}

function signedKey(schema, body, key) {
  const [, name, row, rest = ""] = /^\/([^/]+)\/(\d+)(\/.*)?$/.exec(key) ?? [];
  if (name === undefined) return key;
  const { items } = schema.properties[name];
  const before = body[name].slice(0, Number(row));
  const gone = before.filter((item) => isEmpty(bodyToSign(items, item, body))).length;
  return `/${name}/${row - gone}${rest}`;
}

/** [row, the rest of the key] of what is said of a row of this list; else nothing. */
function rowOf(key, pointer) {
  if (!key.startsWith(`${pointer}/`)) return [];
  const [, row, rest = ""] = /^(\d+)(\/.*)?$/.exec(key.slice(pointer.length + 1)) ?? [];
  return [Number(row), rest];
}
