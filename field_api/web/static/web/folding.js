// What nobody demands waits under one line that says what it holds, until it is wanted.

import { h } from "fieldbook/dom";
import { isEmpty } from "fieldbook/schema";
import { t } from "fieldbook/words";

/** The drawn fields, {name, spec, node}, behind a line that names the first two. scope: the object
 *  that holds their values, at the pointer `at`. It is open where something was written in one. */
export function more(writing, rest, { scope = writing.body, at = "" } = {}) {
  const words = h("summary");
  const open = isUsed(writing, rest, { scope, at });
  const box = h("details.more", { open }, words, nodesOf(rest));
  writing.checks.push(() => {
    box.hidden = asked(rest).length === 0;
    words.textContent = t("More: {names}", { names: lowered(listed(asked(rest))) });
  });
  return box;
}

export const isUsed = (writing, fields, { scope = writing.body, at = "" } = {}) =>
  fields.some(
    ({ name }) =>
      !isEmpty(scope[name]) ||
      writing.notes.some(({ pointer }) => pointer.startsWith(`${at}/${name}`)),
  );

export const nodesOf = (drawn) => drawn.map(({ node }) => node);

/** Those of them that are asked as things stand. */
export const asked = (drawn) => drawn.filter(({ node }) => !node.hidden);

/** "Gender, age range and 6 more" */
export function listed(fields) {
  const [first = "", second] = fields.map(({ spec }) => t(spec.title));
  const count = fields.length - 2;
  const names = first + (second ? `, ${lowered(second)}` : "");
  return count > 0 ? t("{names} and {count} more", { names, count }) : names;
}

/** Names stay as they are: "PNC ID", "Home Office classification". */
export const lowered = (text) =>
  /^[A-Z][A-Z]|^\S+ [A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
