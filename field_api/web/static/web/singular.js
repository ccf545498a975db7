// What one of a group is called: "Witnesses" are added one witness at a time. Worked out of English
// titles, and put into words afterwards: backend/words/documents.py works it out the same way.

import { t } from "fieldbook/words";

const IRREGULAR = {
  ...{ People: t("Person"), Children: t("Child") },
  ...{ Property: t("Item"), Found: t("Find") },
};
const SPEECH = t("Line"); // of what was said
const NAMED = {
  ...{ person: t("Person"), online: t("Account or site") },
  ...{ property: t("Item"), vehicle: t("Vehicle") },
};
const AFTER = /,| (and|told|used|researched|online|in|they|that|who)( |$)/;

/** From its own title, the head of the group's ("Agencies told" → "Agency"), or what it speaks of. */
export function singular({ title = "", items, "x-entity": entity }) {
  if (items.title) return t(items.title);
  if (isSpeech(items)) return SPEECH;
  if (IRREGULAR[title]) return IRREGULAR[title];
  const [head] = title.split(AFTER);
  const people = entity?.type === "person" && head !== title;
  if (!people && /^(?!Which|Others).*[^s]s$|ses$/.test(head)) return t(one(head));
  return NAMED[entity?.type] ?? t("Entry");
}

function one(words) {
  if (words.endsWith("ies")) return `${words.slice(0, -3)}y`;
  return /(ss|sh|ch|x)es$/.test(words) ? words.slice(0, -2) : words.slice(0, -1);
}

/** Whether the rows of a list are what was said, word for word, and who said it. */
export const isSpeech = ({ properties }) => Boolean(properties?.speaker && properties.words);
