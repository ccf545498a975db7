// The one tap that makes a draft an entry.

import { choose } from "fieldbook/dialogs";
import { h } from "fieldbook/dom";
import { toSign } from "fieldbook/links";
import { madeOf } from "fieldbook/origins";
import * as outbox from "fieldbook/outbox";
import { bodyToSign, fieldsOf, widgetOf } from "fieldbook/schema";
import * as sync from "fieldbook/sync";
import { t } from "fieldbook/words";

/** Signs a draft and goes to where that is said; the draft stays where it could not be kept. */
export async function signDraft({ session, draft, keeper, go }) {
  if (!keeper.close()) return; // tapped twice
  const body = bodyToSign(draft.form.schema, draft.body);
  const frozen = {
    ...draft,
    body,
    occurredAt: whenItHappened(draft.form, body),
    ...toSign(draft),
    made: draft.origins && madeOf(draft.form.schema, body, draft.origins),
  };
  try {
    const item = await outbox.sign(session, frozen, { title: draft.form.title });
    void sync.wake();
    go(`#/saved/${item.submission}`);
  } catch (error) {
    keeper.reopen();
    await notSaved(error);
  }
}

const notSaved = (error) =>
  choose({
    title: t("Not saved"),
    body: [
      h("p", t("This phone could not keep the entry. What you wrote is still on the screen.")),
      h("p.hint", error.message),
    ],
    actions: [{ value: undefined, label: t("Go back and try again"), primary: true }],
  });

/** The instant an entry is about: the first date and time of its form that is filled in. */
function whenItHappened(form, body) {
  const when = fieldsOf(form.schema).find(
    ({ name, spec }) => widgetOf(spec) === "datetime" && body[name],
  );
  return when && body[when.name];
}
