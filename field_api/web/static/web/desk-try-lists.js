// Stands in for the phone's lists of codes while a form is tried at the desk: each is fetched when
// it is first needed, by the session of who tries.

import { indexed } from "fieldbook/finding";

const told = JSON.parse(document.getElementById("told").textContent);
const opened = new Map();

/** {index, labels: Map}; undefined where there is no such list. */
export function open(name) {
  if (!opened.has(name)) opened.set(name, fetched(name));
  return opened.get(name);
}

async function fetched(name) {
  const answer = await fetch(told.lists.replace("NAME", encodeURIComponent(name)));
  if (!answer.ok) return undefined;
  const { codes } = await answer.json();
  return { index: indexed(codes), labels: new Map(codes) };
}

export const keepUp = () => Promise.resolve();
