// Why something has not left this phone yet, and what is to be done about it, in plain words:
// {word, tone, icon, why?}.

import { at } from "fieldbook/clock";
import { t } from "fieldbook/words";

const said = (word, tone, icon, why) => ({ word, tone, icon, why });

// What a server says of an entry that will not get better by being sent again.
const REFUSALS = {
  "item-too-large": t("It is longer than the server takes. Copy the text into two shorter entries."),
  "batch-too-large": t("It is longer than the server takes. Copy the text into two shorter entries."),
  "cannot-unseal": t("It was sealed for a server that has changed its keys. Tell your supervisor."),
};
const REFUSED = t("Try it once more. If it comes back, tell your supervisor: it stays here, unchanged.");

const SESSIONS = {
  stopped: [t("Phone stopped"), t("This phone has been stopped. Hand it to your supervisor.")],
  over: [t("Waits for your sign-in"), t("Your sign-in has run out. Sign in again, and it goes.")],
  password: [t("Waits for your sign-in"), t("Choose a password of your own first.")],
};

/** What holds everything up, or undefined where nothing does. link: as status.read() gives it. */
export function ofLink(who, link) {
  if (link.phase === "sending") return said(t("Being sent"), "info", "up");
  if (!navigator.onLine)
    return said(t("Waiting for a signal"), "wait", "none", t("It goes by itself when there is one."));
  if (link.reached === false) return silent(link);
  if (!SESSIONS[who.state]) return undefined;
  const [word, why] = SESSIONS[who.state];
  return said(word, "warn", "lock", why);
}

function silent({ busy, triedAt }) {
  const tried = triedAt && t("Tried at {time}, and again by itself.", { time: at(triedAt) });
  return busy
    ? said(t("Server busy"), "warn", "clock", tried)
    : said(t("No answer from the server"), "wait", "none", tried);
}

function refusal({ code, detail } = {}) {
  const known = REFUSALS[code];
  return known ? [known] : [detail || t("The server gave no reason."), REFUSED];
}

/** Of one entry of the outbox. held: what ofLink says. */
export function ofItem({ state, problem }, held) {
  if (state === "refused")
    return said(t("Not accepted"), "bad", "warn", refusal(problem));
  if (held) return { ...held, why: undefined };
  if (problem?.code === "receipt")
    return said(t("Receipt not genuine"), "warn", "warn", [
      t("The server’s receipt did not check out. It stays here and goes again by itself."),
    ]);
  return problem
    ? said(t("Server busy"), "warn", "clock", [t("It goes again by itself.")])
    : said(t("Waiting to be sent"), "wait", "phone");
}

/** Of one photo or file. entries: ids of the entries whose text has not been received. */
export function ofFile(file, entries, held) {
  if (file.state === "refused")
    return said(t("Not accepted"), "bad", "warn", [file.problem ?? t("The server gave no reason.")]);
  if (entries.has(file.entry)) return said(t("Goes after its text"), "wait", "clock");
  if (held && held.icon !== "up") return { ...held, why: undefined };
  if (file.notBefore > Date.now()) {
    const when = at(new Date(file.notBefore).toISOString());
    return said(t("Goes again at {time}", { time: when }), "warn", "clock", [file.problem]);
  }
  return file.sent > 0
    ? said(t("{share} % sent", { share: shareOf(file) }), "info", "up")
    : said(t("Waiting to be sent"), "wait", "phone");
}

/** How much of a file the server has, in per cent, rounded down: all is only all when it said so. */
export const shareOf = ({ sent, size }) => (size ? Math.floor((100 * sent) / size) : 0);
