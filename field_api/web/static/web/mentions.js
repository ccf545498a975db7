// What a narrative mentions that has a form of its own, offered to the officer and never added: the
// same as field_api/lib/mentions on the server, so that it works without signal. Of old Bitcoin
// addresses the check sum is left to the server.

import { armed, read, wholeYear } from "fieldbook/identifiers";
import { BEFORE, FOUND, FOUND_ANY, IS, WORDS } from "fieldbook/patterns";
import { t } from "fieldbook/words";

const LONGEST = 20_000;
const REACH = 48;
const compiled = (patterns, flags) =>
  Object.fromEntries(Object.entries(patterns).map(([name, p]) => [name, new RegExp(p, flags)]));
const FINDS = { ...compiled(FOUND, "gd"), ...compiled(FOUND_ANY, "gid") };
const CUES = compiled(BEFORE, "i");
const LOOKS = compiled(IS, "i");
const ORDINARY = new Set(WORDS.split(" "));

/** [{kind, asTyped, normal, shown, start, end, because}] in the order of the text; the same thing
 *  once; none inside another. kind is one of x-identifier, or "dob". */
export function foundIn(text) {
  const flat = text
    .slice(0, LONGEST)
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ")
    .replace(/[\u2010-\u2015\u2212]/g, "-");
  const taken = [];
  for (const [kind, name, judge, because] of SCANS) {
    for (const found of flat.matchAll(FINDS[name])) {
      const mention = mentioned(kind, found, judge, because);
      if (mention && !taken.some((other) => same(other, mention) || meet(other, mention)))
        taken.push(mention);
    }
  }
  return taken.sort((one, other) => one.start - other.start);
}

const same = (one, other) => one.kind === other.kind && one.normal === other.normal;
const meet = (one, other) => one.start < other.end && other.start < one.end;

function mentioned(kind, found, judge, because) {
  const [start, end] = found.indices[1];
  const before = found.input.slice(Math.max(0, start - REACH), start);
  const judged = judge(found[1], before, kind);
  if (!judged) return undefined;
  return { kind, asTyped: found[1], start, end, because, shown: judged.normal, ...judged };
}

/** Whatever reads as such an identifier at all. */
function reads(typed, _before, kind) {
  const { normal, shown } = read(kind, typed);
  return normal && { normal, shown };
}

/** Whatever reads as one without a question. */
function sure(typed, _before, kind) {
  const { normal, shown, warnings } = read(kind, typed);
  return normal && !warnings.length && { normal, shown };
}

const hex = (typed) => ({ normal: typed.toLowerCase() });
const figures = (typed) => ({ normal: typed.replace(/[^0-9]/g, "") });

function sortCode(typed) {
  const { normal } = figures(typed);
  return { normal, shown: normal.replace(/(..)(..)(..)/, "$1-$2-$3") };
}

const words = (typed) => ({ normal: typed.toLowerCase().slice(3), shown: typed.toLowerCase() });

// --- telephones, places, addresses

const phone = (typed, before) =>
  !LOOKS.dated.test(typed) && !CUES.reference.test(before) && sure(typed, before, "phone");

const postcode = (typed, before) =>
  oneCase(typed) && !LOOKS.counted.test(typed) && reads(typed, before, "postcode");

function address(typed, before) {
  if (CUES.version.test(before)) return undefined;
  const host = typed.split(":").length === 2 ? typed.split(":")[0] : typed;
  const normal = host.includes(":") ? v6(host) : v4(host);
  return normal && { normal };
}

const v4 = (host) =>
  host.split(".").every((part) => Number(part) < 256 && String(Number(part)) === part) && host;

/** The browser's own reading of it (WHATWG URL), which writes it as RFC 5952 wants. */
function v6(host) {
  try {
    return new URL(`http://[${host}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

const link = (typed, before) => reads(armed(typed), before, "url");

// --- vehicles

const DATED = ["current", "prefix", "suffix", "q"];
const oneCase = (typed) => typed === typed.toUpperCase() || typed === typed.toLowerCase();

/** A mark of today needs no cue; one that may be a word or a road, or an old one, does. */
function mark(typed, before) {
  const { normal, shown, facts } = read("vrm", typed);
  if (!normal || facts.type === "unknown" || !oneCase(typed)) return undefined;
  const found = { normal, shown };
  if (CUES.plate.test(before))
    return { ...found, because: t("a registration mark, after a word for one") };
  if (!DATED.includes(facts.type) || ordinary(typed)) return undefined;
  const lowerApart = typed === typed.toLowerCase() && typed.includes(" ");
  if (facts.type === "current" && !lowerApart) return found;
  const road = "ABM".includes(typed[0]) && facts.type !== "current";
  return (
    !road &&
    CUES.vehicle.test(before) && { ...found, because: t("a registration mark, near a vehicle") }
  );
}

function ordinary(typed) {
  const capitals = typed.toUpperCase();
  return (
    LOOKS.rank.test(typed) || ORDINARY.has(capitals.slice(0, 3)) || ORDINARY.has(capitals.slice(-3))
  );
}

// --- people

const pnc = (typed, before) =>
  (typed.length >= 8 || CUES.pnc.test(before)) && sure(typed, before, "pnc-id");

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const OLDEST = 120;

function born(typed) {
  const [year, month, day] = dayParts(typed.toLowerCase());
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  const now = new Date();
  if (!real || at > now || year < now.getUTCFullYear() - OLDEST) return undefined;
  return { normal: at.toISOString().slice(0, 10) };
}

function dayParts(typed) {
  const numbers = typed.match(/[0-9]+/g);
  const named = (typed.match(/[a-z]{3,}/g) ?? []).map((word) => MONTHS.indexOf(word.slice(0, 3)));
  const month = named.find((at) => at >= 0);
  if (month !== undefined) return [Number(numbers.at(-1)), month + 1, Number(numbers[0])];
  if (numbers[0].length === 4) return numbers.map(Number);
  const year = numbers[2].length === 2 ? wholeYear(numbers[2]) : numbers[2];
  return [year, numbers[1], numbers[0]].map(Number);
}

// --- wallets

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function wallet(typed) {
  const low = typed.toLowerCase();
  if (low.startsWith("bc1")) return segwitHolds(low.slice(3)) && { normal: low };
  if (low.startsWith("0x")) return { normal: low, shown: typed };
  const mixed = [/[a-z]/, /[A-Z]/, /[0-9]/].every((letters) => letters.test(typed));
  return mixed && { normal: typed };
}

/** The check sum of BIP 173 (version 0) and BIP 350 (later ones), over the prefix "bc". */
function segwitHolds(data) {
  const values = [...data].map((c) => BECH32.indexOf(c));
  if (values.includes(-1)) return false;
  const total = [3, 3, 0, 2, 3, ...values].reduce(polymod, 1);
  return total === (values[0] === 0 ? 1 : 0x2bc830a3);
}

function polymod(total, value) {
  const top = total >>> 25;
  return GENERATORS.reduce(
    (sum, generator, at) => sum ^ ((top >> at) & 1 ? generator : 0),
    ((total & 0x1ffffff) << 5) ^ value,
  );
}

// What holds others comes first: the domain in an e-mail address is no web address.
const SCANS = [
  ["url", "link", link, t("a web address")],
  ["email", "email", reads, t("an e-mail address")],
  ["url", "domain", link, t("a web address")],
  ["wallet", "wallet", wallet, t("a wallet address whose check sum fits")],
  ["what3words", "square", words, t("three words after three strokes")],
  ["imei", "imei", sure, t("an IMEI whose last figure fits")],
  ["file-hash", "hash", hex, t("a hash after a word for one")],
  ["sort-code", "sort-code", sortCode, t("figures after “sort code”")],
  ["account-number", "account", figures, t("figures after “account”")],
  ["dob", "born", born, t("a date after a word for birth")],
  ["pnc-id", "pnc", pnc, t("a PNC ID whose check letter fits")],
  ["phone", "british", phone, t("a telephone number")],
  ["phone", "foreign", phone, t("a telephone number")],
  ["ip-address", "ipv4", address, t("an IP address")],
  ["ip-address", "ipv6", address, t("an IP address")],
  ["postcode", "postcode", postcode, t("a postcode")],
  ["vrm", "current", mark, t("a registration mark")],
  ["vrm", "aged", mark, t("a registration mark")],
  ["vrm", "dateless", mark, t("a registration mark")],
];
