// One look-up in ten is asked about afterwards. The list is asked for anew each time: it is the
// server's, and an answer is a sentence that can wait for a signal.

import { call } from "fieldbook/api";
import { at } from "fieldbook/clock";
import { ABOUT } from "fieldbook/criteria";
import { h, replace } from "fieldbook/dom";
import { back, button, facts, panel } from "fieldbook/parts";
import { n, t } from "fieldbook/words";

export const title = t("Asked about a look-up");
export const live = [];

const LONGEST = 500;
const NO_WORDS = t("Say in a few words why you looked.");

/** A place that fills with a word of what is open, where there is anything and a signal. */
export function invitation(session) {
  const place = h("div");
  void fetched(session)
    .then((open) => replace(place, open.length > 0 && invite(open)))
    .catch(() => {}); // no signal, or no open sign-in: it is asked for again next time
  return place;
}

function invite(open) {
  const late = open.some(({ reminded }) => reminded);
  return panel(
    late ? "warn" : "info",
    n("You are asked about one look-up", "You are asked about {count} look-ups", open.length),
    h("p", h("a", { href: "#/asked" }, t("Say why you looked")), ". ", t("It holds up nothing.")),
  );
}

const fetched = async ({ token }) => (await call("/asked", { token })).data.asked;

export async function show({ session }) {
  const top = [back("#/ask", t("Ask")), h("h1", title)];
  try {
    const open = await fetched(session);
    const lede = t("One look-up in ten is asked about, whoever made it. A sentence is enough; an auditor reads it.");
    return [...top, h("p.lede", open.length > 0 ? lede : t("Nothing is asked of you.")), open.map((one) => card(session, one))];
  } catch {
    return [...top, h("p.lede", t("The list could not be fetched.")), h("p", t("It needs a signal and an open sign-in."))];
  }
}

function card(session, one) {
  const id = `asked-${one.id}`;
  const words = h("textarea.input", { id, rows: "3", maxlength: String(LONGEST) });
  const say = h("p.field__problem", { role: "alert" });
  const section = h(
    "section.card",
    h("h2", `${ABOUT[one.at_what]?.label ?? t("A record")}, ${at(one.looked_at)}`),
    one.overdue && h("p.hint", t("Open for seven days: the auditor sees that.")),
    facts([
      [t("Asked for"), Object.values(one.terms).join(", ")],
      [t("Purpose"), one.purpose],
      [t("Place"), one.place],
    ]),
    h("div.field", h("label.field__label", { for: id }, t("Why did you look?")), words),
    say,
    button(t("Answer"), () => void answer(session, one, { words, say, section }), { kind: "button--wide" }),
  );
  return section;
}

async function answer(session, one, { words, say, section }) {
  const text = words.value.trim();
  if (!text) return void replace(say, NO_WORDS);
  try {
    await call(`/asked/${one.id}/answer`, { method: "POST", token: session.token, body: { text } });
    replace(section, h("p", { role: "status" }, t("Thank you. That is all that was needed.")));
  } catch (error) {
    replace(say, error.message || t("It could not be sent. Try again with a signal."));
  }
}
