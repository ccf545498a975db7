// Times as an officer says them: 24-hour clock, plain ages. Nothing here decides an order or a
// deadline: the phone's clock is only ever shown, never trusted.

import { language, n, t } from "fieldbook/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

export const now = () => new Date().toISOString();

// Not every browser knows the months of every language it can be set to: ours are in the catalogue.
const MONTHS = [
  ...[t("Jan"), t("Feb"), t("Mar"), t("Apr"), t("May"), t("Jun")],
  ...[t("Jul"), t("Aug"), t("Sept"), t("Oct"), t("Nov"), t("Dec")],
];

/** "3 min", "2 h 10 min", "4 days": how long ago, without "ago". */
export function age(iso, from = Date.now()) {
  const gone = Math.max(0, from - Date.parse(iso));
  if (gone < MINUTE) return t("less than 1 min");
  if (gone < HOUR) return t("{count} min", { count: Math.floor(gone / MINUTE) });
  if (gone < DAY) return hours(gone);
  const days = Math.floor(gone / DAY);
  if (days < 60) return n("{count} day", "{count} days", days);
  const months = Math.floor(days / 30.44);
  if (months < 24) return n("{count} month", "{count} months", months);
  return n("{count} year", "{count} years", Math.floor(days / 365.25));
}

/** "just now", "3 min ago" */
export const ago = (iso) =>
  Date.now() - Date.parse(iso) < MINUTE ? t("just now") : t("{age} ago", { age: age(iso) });

/** The age, but short enough for a bar: "<1 min". */
export const shortAge = (iso) =>
  Date.now() - Date.parse(iso) < MINUTE ? t("<1 min") : age(iso);

function hours(gone) {
  const whole = Math.floor(gone / HOUR);
  const rest = Math.floor((gone % HOUR) / MINUTE);
  if (whole < 6 && rest) return t("{hours} h {minutes} min", { hours: whole, minutes: rest });
  return t("{hours} h", { hours: whole });
}

/** "21:04" today, "21 Nov 21:04" within the year, "21 Nov 2024 21:04" before. */
export function at(iso) {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return String(iso);
  const today = new Date();
  if (when.toDateString() === today.toDateString()) return TIME.format(when);
  return `${day(iso)} ${TIME.format(when)}`;
}

/** "21 Nov", with the year when it is not this one. */
export function day(iso) {
  const when = new Date(iso);
  const sameYear = when.getFullYear() === new Date().getFullYear();
  return written(sameYear ? DATE : YEAR, when);
}

/** "3 Feb 1990" from a plain date; a date has no zone, so none is applied. */
export function plainDate(text) {
  const [year, month, date] = String(text).split("-").map(Number);
  return date ? written(YEAR, new Date(year, month - 1, date)) : String(text);
}

function written(format, when) {
  if (language === "en") return format.format(when);
  const worded = ({ type, value }) => (type === "month" ? MONTHS[when.getMonth()] : value);
  return format.formatToParts(when).map(worded).join("");
}

/** Words for a clock that is off by more than two minutes, else an empty text.
 *  skew: milliseconds that must be added to this phone's clock to get the server's. */
export function skewWords(skew) {
  if (!Number.isFinite(skew) || Math.abs(skew) < 2 * MINUTE) return "";
  const size = age(new Date(Date.now() - Math.abs(skew)).toISOString());
  if (skew < 0) return t("This phone’s clock is {size} fast", { size });
  return t("This phone’s clock is {size} slow", { size });
}

/** Value of an <input type="datetime-local"> for an instant, and back. */
export function toLocalInput(iso) {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return "";
  const two = (number) => String(number).padStart(2, "0");
  const date = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${date}T${two(when.getHours())}:${two(when.getMinutes())}`;
}

export function fromLocalInput(text) {
  return text ? new Date(text).toISOString().replace(".000Z", "Z") : undefined;
}
