// One event, several records: what was written may call for another form, which then begins filled in
// as far as this one goes. It is offered, never begun by itself.

import * as drafts from "fieldbook/drafts";
import { h } from "fieldbook/dom";
import { button, panel } from "fieldbook/parts";
import { prefilled } from "fieldbook/prefill";
import { isShown } from "fieldbook/schema";
import * as store from "fieldbook/store";

/** Panels that offer the forms an entry calls for: of its form, its body and its reference, which
 *  it may not have yet. */
export async function offers(session, form, { body, reference }, go) {
  const panels = (form?.opens ?? [])
    .filter(({ when }) => isShown({ "x-show-when": when }, body, body))
    .map(async (wanted) => {
      const other = await store.get("forms", wanted.kind);
      return other && offer(session, other, wanted, { body, reference }, go);
    });
  return (await Promise.all(panels)).filter(Boolean);
}

function offer(session, other, { say, copy }, { body, reference }, go) {
  const begin = async () => {
    const draft = await drafts.begin(session, other);
    draft.body = { ...prefilled(other, session, reference), ...copied(other, copy, body) };
    await drafts.save(draft);
    go(`#/write/${draft.id}`);
  };
  return panel("info", say, button(`Begin: ${other.title}`, begin, { kind: "button--quiet" }));
}

/** A form may be newer than the one that names its fields: what it does not ask is left out. */
function copied(other, copy, body) {
  const members = Object.entries(copy).filter(
    ([there, here]) => other.schema.properties[there] && body[here] !== undefined,
  );
  return Object.fromEntries(members.map(([there, here]) => [there, structuredClone(body[here])]));
}
