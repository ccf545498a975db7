// What an officer means who types into one box: a person, a vehicle, a driver, a place, a telephone, a
// name online or a thing by its number. A guess with its reading, never a refusal: whoever knows better taps another.

import { read } from "fieldbook/identifiers";

export const KINDS = ["person", "vehicle", "driver", "place", "phone", "online", "property"];

const ENDING = /\.(?:co\.uk|org\.uk|gov\.uk|ac\.uk|com|net|org|info|uk|shop|online|xyz|io|ru|me)(?:[:/?#]|$)/i;
const STREET =
  /\b(?:road|rd|street|st|lane|ln|avenue|ave|way|close|drive|court|place|square|crescent|terrace|parade|gardens|grove|hill|row|mews|park|green)\b\.?/i;
const POSTCODE = /\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b/i;
const POSITION = /^\/{3}\p{L}+\.\p{L}+\.\p{L}+$/u;
const DATE =
  /\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})|(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9}),? (\d{4}|\d{2}))\b/i;
const ONLY_DATE = new RegExp(`^(?:${DATE.source})$`, "i");
const BORN = /\b(?:born|b\.|d\.?o\.?b\.?|date of birth)(?: on)?[:\s]*$/i;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** {kind, criteria} of a text; undefined of too little. `kind` says what it is to be read as. */
export function guess(text, kind = kindOf(text)) {
  const typed = text.normalize("NFKC").replace(/\s+/g, " ").trim();
  const criteria = typed && kind ? READERS[kind](typed) : undefined;
  return criteria && { kind, criteria };
}

/** What a text most likely is, surest first: an @ is no name, a mark of today no word. */
function kindOf(text) {
  const typed = text.trim();
  if (typed.length < 2) return undefined;
  const sure = Object.keys(SIGNS).find((kind) => SIGNS[kind].some((sign) => sign(typed)));
  return sure ?? (isPlateLike(typed) ? "vehicle" : undefined);
}

const isEmail = (text) => text.includes("@") && Boolean(read("email", text)?.normal);
const isHandle = (text) => /^@[\w.-]{2,40}$/.test(text);
const isLink = (text) => !/\s/.test(text) && (/^(?:h(?:tt|xx)ps?:|www\.)/i.test(text) || ENDING.test(text));
const isNumber = (text) => /^[+(]?[\d ()./-]{7,}$/.test(text) && !ONLY_DATE.test(text) && figures(text) >= 7;
const figures = (text) => text.replace(/\D/g, "").length;
const isAddress = (text) => POSITION.test(text) || POSTCODE.test(text) || (/^\d+\w? \D/.test(text) && STREET.test(text));
const isStreet = (text) => STREET.test(text.split(" ").slice(1).join(" ")) && !DATE.test(text) && !text.includes(",");
const isMark = (text) => !["unknown", "trade", undefined].includes(read("vrm", text)?.facts?.type);
// A foreign or misread plate: letters and figures in one or two pieces, and no sentence.
const isPlateLike = (text) => /^(?=.*\d)(?=.*\p{L})[\p{L}\d-]{2,8}(?: [\p{L}\d-]{1,5})?$/u.test(text);
// Five of the surname, six of the birth, two of the names, a check figure and two letters.
const DRIVER = /^[A-Z9]{5}\d[0156]\d{4}[A-Z9]{2}[A-Z0-9]{3}(?:\d{2})?$/i;
const isDriver = (text) => DRIVER.test(text.replace(/\s/g, ""));
const isImei = (text) => /^[\d -]+$/.test(text) && figures(text) === 15 && isWhole(text);
const isWhole = (text) => read("imei", text).warnings.length === 0;
const MARKED = /^(imei|serial|s\/n|frame)(?: (?:number|no\.?))?[:\s]+(?=.*\d)(\S.*)$/i;
const isName = (text) => /\p{L}{2}/u.test(text);

const SIGNS = {
  property: [isImei, (text) => MARKED.test(text)],
  driver: [isDriver],
  online: [isEmail, isHandle, isLink],
  phone: [isNumber],
  vehicle: [(text) => isMark(text) && !POSTCODE.test(text)],
  place: [isAddress, isStreet],
  person: [(text) => isName(text) && !isPlateLike(text)],
};

const READERS = {
  person: asPerson,
  vehicle: (text) => ({ vrm: text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "") }),
  driver: asDriver,
  place: asPlace,
  property: asProperty,
  phone: (text) => ({ number: text }),
  online: asOnline,
};

function asOnline(text) {
  if (isEmail(text)) return { email: text.toLowerCase() };
  return isLink(text) ? { url: text } : { handle: text };
}

/** A driver number, or who it would be. */
function asDriver(text) {
  const number = text.replace(/\s/g, "").toUpperCase();
  return DRIVER.test(number) || !isName(text) ? { number } : asPerson(text);
}

/** "IMEI 49…", "serial AB 12", "frame WBK7": the mark says which number it is. */
function asProperty(text) {
  if (isImei(text)) return { imei: text.replace(/\D/g, "") };
  const [, mark, number] = MARKED.exec(text) ?? [undefined, "serial", text];
  const name = { imei: "imei", frame: "frame" }[mark.toLowerCase()] ?? "serial";
  return { [name]: number };
}

function asPlace(text) {
  const found = POSTCODE.exec(text);
  const address = text.replace(POSTCODE, "").replace(/[\s,]+$/, "").trim();
  const postcode = found && `${found[1]} ${found[2]}`.toUpperCase();
  return { ...(address ? { address } : {}), ...(postcode ? { postcode } : {}) };
}

/** "SAMPLE, Jordan 17/4/91", "Jordan Sample born 17 April 1991", "Sample". */
function asPerson(text) {
  const dob = asDate(text);
  const named = dob ? text.replace(DATE, "|").split("|")[0] || text.replace(DATE, "") : text;
  const words = named.replace(BORN, "").replace(/[\s,]+$/, "").trim();
  const [last, given] = words.includes(",") ? words.split(/\s*,\s*/, 2) : parted(words);
  if (!last) return undefined;
  return { surname: last, ...(given ? { given_names: given } : {}), ...(dob ? { dob } : {}) };
}

const parted = (words) => [words.split(" ").at(-1), words.split(" ").slice(0, -1).join(" ")];

/** The date in a text as YYYY-MM-DD, day before month; undefined where there is none. */
function asDate(text) {
  const found = DATE.exec(text);
  if (!found) return undefined;
  const [, y1, m1, d1, d2, m2, y2, d3, name, y3] = found;
  const month = name ? MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1 : Number(m1 ?? m2);
  const [year, day] = [wholeYear(y1 ?? y2 ?? y3), Number(d1 ?? d2 ?? d3)];
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at <= new Date();
  return real ? at.toISOString().slice(0, 10) : undefined;
}

/** Two figures are of the last hundred years. */
function wholeYear(text) {
  if (text.length === 4) return Number(text);
  const here = new Date().getUTCFullYear();
  const year = 100 * Math.floor(here / 100) + Number(text);
  return year > here ? year - 100 : year;
}
