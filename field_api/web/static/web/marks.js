// What somebody or something is found again by, as the server spells it (intelligence/rules/keys.py),
// and its hash under a salt of this phone. The server hashes no number that is questioned, so one
// typed here is simply not found.

import { read } from "fieldbook/identifiers";
import { foundIn } from "fieldbook/mentions";
import { base64url, bytes, fromBase64url } from "fieldbook/seal";
import { attributesOf } from "fieldbook/things";
import { t } from "fieldbook/words";

const SHORT = 12; // bytes of a hash, as the server cuts it

const REASONS = {
  "pnc-id": t("Same PNC ID"),
  cro: t("Same CRO number"),
  "driver-number": t("Same driver number"),
  nino: t("Same National Insurance number"),
  phone: t("Same telephone number"),
  email: t("Same e-mail address"),
  vrm: t("Same registration mark"),
  vin: t("Same VIN"),
  imei: t("Same IMEI"),
  url: t("Same web address"),
  handle: t("Same name online"),
  wallet: t("Same wallet"),
  "ip-address": t("Same IP address"),
  account: t("Same account"),
  named: t("Same name and date of birth"),
  premises: t("Same address"),
};
const KINDS = {
  ...{ pnc_id: "pnc-id", cro: "cro", driver_number: "driver-number", nino: "nino" },
  ...{ phone: "phone", email: "email", vrm: "vrm", vin: "vin", imei: "imei", url: "url" },
  ip_address: "ip-address",
};
const OF_TYPE = {
  phone: { number: "phone" },
  email: { address: "email" },
  wallet: { address: "wallet" },
};

/** [{kind, value, attribute}] of one thing: what is hashed, and which attribute says it. */
export function marksOf(thing) {
  const known = attributesOf(thing);
  const numbers = Object.entries({ ...KINDS, ...OF_TYPE[thing.type] }).map(([attribute, kind]) => ({
    ...{ kind, attribute },
    value: typeof known[attribute] === "string" && normalOf(kind, known[attribute]),
  }));
  const others = [account(known), handle(known), named(known), thing.type === "place" && door(known)];
  return [...numbers, ...others].filter((one) => one?.value);
}

/** The same of what a text mentions. */
export function marksIn(text) {
  const every = foundIn(text).map(({ kind, normal }) => ({ kind, value: normal }));
  return [...every, door({ text })].filter((one) => one?.kind in REASONS);
}

/** What a field that asks for an identifier holds. */
export function markAs(kind, text) {
  const value = normalOf(kind, text);
  return value && kind in REASONS ? [{ kind, value }] : [];
}

const READ_HERE = {
  ...{ vin: bare, "driver-number": bare },
  wallet: (text) => (/^(0x|bc1)/i.test(text) ? text.toLowerCase() : text),
  cro: (text) => text.toUpperCase().replaceAll(/\s/g, ""),
  "ip-address": (text) => text.toLowerCase(),
};

const normalOf = (kind, text) => READ_HERE[kind]?.(text.trim()) ?? read(kind, text)?.normal;

function bare(text) {
  return text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

function account({ sort_code: sort, account_number: number }) {
  const pair = [sort, number].map((text) => String(text ?? "").replaceAll(/\D/g, ""));
  const whole = pair[0].length === 6 && pair[1].length === 8;
  return whole && { kind: "account", value: pair.join("/"), attribute: "account_number" };
}

/** Of two platforms one name is two people: without its platform a handle proves nothing. */
function handle({ handle: name = "", platform = "" }) {
  const plainName = name.trim().replace(/^@/, "").toLowerCase();
  const where = platform.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  return plainName && where && { kind: "handle", value: `${plainName}@${where}`, attribute: "handle" };
}

function named({ surname = "", given_names: given = "", dob = "" }) {
  const [last, first] = [plain(surname), plain(given.trim().split(/[\s\-.]+/)[0])];
  const whole = last && first && /^\d{4}-\d{2}-\d{2}$/.test(dob);
  return whole && { kind: "named", value: `${last}|${first}|${dob}`, attribute: "dob" };
}

const plain = (text) => text.normalize("NFKD").toLowerCase().replaceAll(/\P{L}/gu, "");

const WITHIN = new Set("FLAT APARTMENT APT UNIT ROOM SUITE".split(" "));
const DISTANCES = new Set("M METRES METERS YARDS YDS MILE MILES KM FEET FT".split(" "));

/** One door: the house and the postcode, which may end the words. */
function door({ text, address = "", postcode = "" }) {
  const said = text ?? address;
  const code = read("postcode", postcode || said.replaceAll(",", " ").trim().split(/\s+/).slice(-2).join(" "));
  const house = houseOf(said);
  return code?.normal && house && { kind: "premises", value: `${house} ${code.normal}`, attribute: "text" };
}

function houseOf(text) {
  const words = text.normalize("NFKC").toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean);
  const inner = WITHIN.has(words[0]) ? words.slice(0, 2) : [];
  const [number = "", street = ""] = words.slice(inner.length);
  const whole = /^\d/.test(number) && /^[A-Z]+$/.test(street) && !DISTANCES.has(street);
  return whole ? [...inner, number].join(" ") : "";
}

/** A map from each hash to the mark it is of, with `reason` in words. */
export async function hashed(salt, marks) {
  const sha = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromBase64url(salt), sha, false, ["sign"]);
  const wanted = new Map();
  for (const mark of marks) {
    const mac = await crypto.subtle.sign("HMAC", key, bytes(`${mark.kind}:${mark.value}`));
    wanted.set(base64url(mac.slice(0, SHORT)), { ...mark, reason: REASONS[mark.kind] });
  }
  return wanted;
}
