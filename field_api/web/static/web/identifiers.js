// Identifiers as officers type them, on the phone as on the server (field_api/lib/identifiers, which
// says more and is the one that counts): one form to match by, and questions, never refusals. Phones
// abroad are judged by length alone here.

import { t } from "fieldbook/words";

/** What a text says as an identifier: {normal, shown, warnings, facts}; normal is null when it can't
 *  be read. Undefined for a kind that only the server reads. */
export function read(kind, text) {
  if (!READERS[kind]) return undefined;
  if (!text.trim()) return unread("", undefined);
  if (text.length > 2000) return unread(text, t("Far too long for this field"));
  return READERS[kind](text);
}

const said = (normal, shown, warning, facts = {}) => ({
  normal,
  shown,
  warnings: warning ? [warning] : [],
  facts,
});
const unread = (text, why, facts) => said(null, text.trim(), why, facts);
const whole = (pattern, text) => new RegExp(`^(?:${pattern})$`).exec(text);
const folded = (text) => text.normalize("NFKC").trim();
const bare = (text) =>
  folded(text)
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
const groups = (text, ...sizes) => {
  let at = 0;
  const parts = sizes.map((size) => text.slice(at, (at += size)));
  return [...parts, text.slice(at)].filter(Boolean).join(" ");
};

// --- vehicles

const CURRENT = "([A-HJ-PR-Y]{2}(?!00|01|50)[0-9]{2})([A-HJ-PR-Z]{3})";
const NORTHERN = "(?=[A-Z]*[IZ])([A-Z]{2,3})";
const MARKS = [
  ["current", CURRENT],
  [
    "q",
    "(Q[1-9][0-9]{0,2})([A-HJ-PR-Y]{3})",
    t("Q mark: the age or the identity of the vehicle is not known to DVLA"),
  ],
  ["prefix", "([A-HJ-NPR-TV-Y][1-9][0-9]{0,2})([A-HJ-PR-Y]{3})"],
  ["suffix", "([A-HJ-PR-Y]{3})([1-9][0-9]{0,2}[A-HJ-NPR-TV-Y])"],
  [
    "diplomatic",
    "([0-9]{3})([DX])([0-9]{3})",
    t("Diplomatic or consular mark: immunity may apply"),
  ],
  ["northern-ireland", `${NORTHERN}([1-9][0-9]{0,3})`],
  ["northern-ireland", `([1-9][0-9]{0,3})${NORTHERN}`],
  [
    "dateless",
    "([A-HJ-PR-Y]{1,3})([1-9][0-9]{0,3})|([1-9][0-9]{0,3})([A-HJ-PR-Y]{1,3})",
    t("No year in this mark: before 1963, personal, foreign, or a part. Check make and colour"),
  ],
  [
    "military",
    "([0-9]{2})([A-HJ-PR-Z]{2})([0-9]{2})",
    t("Military mark: DVLA holds no keeper, ask the service police"),
  ],
  [
    "trade",
    "[0-9]{3,5}",
    t("Trade plate: it names the trader, not the vehicle. Take the vehicle's own mark too"),
  ],
];
const MISREAD =
  t("Not a British mark as written; it would be one with a look-alike put right (O/0, I/1)");
const UNKNOWN =
  t("Not a British mark as we know them. Foreign? Then give the country; else look again");

function vrm(text) {
  const normal = bare(text);
  if (!normal) return unread(text, t("No letters or figures of a registration mark"));
  for (const [type, pattern, warning] of MARKS) {
    const found = whole(pattern, normal);
    if (found)
      return said(normal, found.slice(1).filter(Boolean).join(" ") || normal, warning, { type });
  }
  const perhaps = putRight(normal);
  return said(normal, normal, perhaps ? MISREAD : UNKNOWN, { type: "unknown", perhaps });
}

const swapped = (text, from, to) => text.replace(/./gu, (c) => to[from.indexOf(c)] ?? c);

function putRight(normal) {
  if (normal.length !== 7) return undefined;
  const letters = (part) => swapped(part, "01582", "OISBZ");
  const figures = swapped(normal.slice(2, 4), "OISBZ", "01582");
  const guess = letters(normal.slice(0, 2)) + figures + letters(normal.slice(4));
  return whole(CURRENT, guess) ? groups(guess, 4) : undefined;
}

// --- people

const NINO = "(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?";

function nino(text) {
  const normal = bare(text);
  const why = t("Not a National Insurance number: two letters, six figures, A to D");
  if (!normal) return unread(text, why);
  return whole(NINO, normal)
    ? said(normal, groups(normal, 2, 2, 2, 2))
    : said(normal, normal, why);
}

const CHECKS = "ZABCDEFGHJKLMNPQRTUVWXY";

function pncId(text) {
  const compact = folded(text).toUpperCase().replace(/\s+/g, "");
  const tight = compact.replace(/[./\\_-]+/g, "");
  const found =
    whole("([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])", compact) ??
    whole("((?:19|20)[0-9]{2})([0-9]{6,7})([A-Z])", tight) ??
    whole("([0-9]{2})([0-9]{1,7})([A-Z])", tight);
  if (!found)
    return unread(text, t("Not a PNC ID: a year, a stroke, up to seven figures and a letter"));
  const [, year, short, letter] = found;
  const serial = short.padStart(7, "0");
  const normal = `${wholeYear(year)}/${serial}${letter}`;
  const right = CHECKS[Number(year.slice(-2) + serial) % 23] === letter;
  const warning = t("The check letter does not fit the figures: look at it again");
  return said(normal, normal, right ? undefined : warning);
}

/** Two figures up to this year's are of 2000, others of 1900. */
export function wholeYear(year) {
  if (year.length === 4) return year;
  return (Number(year) <= new Date().getUTCFullYear() % 100 ? "20" : "19") + year;
}

// --- places

const OUTWARD =
  "[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?)";

function postcode(text) {
  const normal = bare(text);
  const found = whole(`(GIR|${OUTWARD})([0-9][ABD-HJLNP-UW-Z]{2})`, normal);
  if (found) return said(`${found[1]} ${found[2]}`, `${found[1]} ${found[2]}`);
  if (whole(OUTWARD, normal))
    return unread(normal, t("Only the first half of a postcode: an area, not an address"));
  return unread(text, t("Not a British postcode as written. Leave it empty rather than guess"));
}

// --- contacts

const LENGTH = t("Too few or too many figures, or no dialling code");
const SERVICE = "999|112|111|101|105|119|18000|100|123|155|195";
/** How British numbers are grouped behind their 0, by how they begin. */
const GROUPED = [
  ["(?:2|5|7(?:0|6(?!24)))", 10, 2, 4],
  ["1(?:1|.1)", 10, 3, 3],
  ["1(?:3873|5(?:242|39[4-6])|697[347]|768[347]|9467)", 10, 5],
  ["[17]", 0, 4],
  ["8001111", 7, 3],
  ["[58]00", 9, 3],
  ["[389]", 10, 3, 3],
];

function phone(text) {
  const typed = folded(text);
  if (whole(SERVICE, typed.replace(/\s+/g, "")))
    return unread(text, t("A service number: it belongs to nobody"));
  if (!/[0-9].*[0-9]/.test(typed) || /[A-Za-z]/.test(typed))
    return unread(text, t("Not a telephone number"));
  const figures = typed.replace(/\(0\)/, "").replace(/[^0-9]/g, "");
  const abroad = typed.startsWith("+") ? figures : /^00[1-9]/.test(figures) && figures.slice(2);
  if (abroad && !abroad.startsWith("44")) return international(`+${abroad}`);
  return british((abroad ? abroad.slice(2) : figures).replace(/^0/, ""), text);
}

function international(normal) {
  const fits = normal.length > 8 && normal.length < 17;
  return said(normal, normal, fits ? undefined : LENGTH);
}

function british(number, text) {
  if (number.startsWith("0")) return unread(text, LENGTH);
  const normal = `+44${number}`;
  const fits = [7, 9, 10].includes(number.length) && !whole("7[0-9]{0,8}", number);
  if (!fits) return said(normal, normal, LENGTH);
  const grouping = GROUPED.find(
    ([begins, length]) =>
      (!length || length === number.length) && new RegExp(`^${begins}`).test(number),
  );
  return said(normal, `0${groups(number, ...(grouping?.slice(2) ?? []))}`);
}

const HOST = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+";
const STRANGE =
  t("Has a letter from outside the English alphabet: it may only look like another");
const plain = (text) => /^[\x00-\x7f]*$/.test(text);

function email(text) {
  const low = folded(text).toLowerCase().replace(/^[<>]+|[<>]+$/g, "");
  const found = whole('(?:mailto:)?([^\\s@<>"(),:;]+)@([^\\s@<>"(),:;/]+)', low);
  const domain = found?.[2].replace(/\.+$/, "");
  if (!domain)
    return unread(text, t("Not an e-mail address: a name, one @ and a domain, without spaces"));
  const normal = `${found[1]}@${domain}`;
  const broken = !whole(HOST, domain) && t("The part after the @ is no whole domain");
  return said(normal, normal, plain(normal) ? broken : STRANGE);
}

// --- online

const URL_PARTS =
  /^(?:(https?|ftp):\/\/)?([^/?#@\s]*@)?(\[[0-9a-f:.]+\]|[^/?#:@\s[\]]+)(?::([0-9]{1,5}))?([/?#]\S*)?$/i;
const SHORT = "bit\\.ly|tinyurl\\.com|t\\.co|goo\\.gl|ow\\.ly|is\\.gd|rb\\.gy|cutt\\.ly|tiny\\.cc";
const DEFAULT = { http: "80", https: "443", ftp: "21" };

/** As a browser wants it, of an address written so that nobody can tap it. */
export function armed(text) {
  const dotted = folded(text).replace(/\[\.\]|\(\.\)|\[dot\]|\(dot\)/gi, ".");
  return dotted.replaceAll("[:]", ":").replace(/^h(?:xx|tt|\*\*)p/i, "http");
}

function url(text) {
  const found = URL_PARTS.exec(armed(text));
  const host = found?.[3].toLowerCase().replace(/\.+$/, "");
  if (!host) return unread(text, t("Not a web address: no spaces, and a domain such as example.org"));
  const [, protocol = "", user = "", , port, rest = ""] = found;
  const scheme = protocol.toLowerCase();
  const before = scheme && `${scheme}://`;
  const after = (port && port !== DEFAULT[scheme] ? `:${port}` : "") + (rest === "/" ? "" : rest);
  const shown = before.replace("tt", "xx") + user + host.replaceAll(".", "[.]") + after;
  const result = said(before + user + host + after, shown, hostWarning(host));
  if (user) result.warnings.push(t("What stands before the @ is bait: the site is what follows it"));
  return result;
}

function hostWarning(host) {
  if (!plain(host) || host.includes("xn--")) return STRANGE;
  if (whole(SHORT, host))
    return t("A shortened link: it hides where it leads. Don't open it; note the whole address");
  if (whole("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}", host) || host.startsWith("["))
    return t("A number in place of a name: unusual for an honest site");
  return host.includes(".") ? undefined : t("No whole domain, such as example.org");
}

// --- devices

/** The figure that belongs behind these (Luhn). */
function luhn(figures) {
  const doubled = [...figures].reverse().map((c, at) => Number(c) * (2 - (at % 2)));
  const sum = doubled.reduce((total, each) => total + Math.floor(each / 10) + (each % 10), 0);
  return String((10 - (sum % 10)) % 10);
}

function imei(text) {
  const figures = bare(text);
  if (!whole("[0-9]{14,16}", figures))
    return unread(text, t("Not an IMEI: fifteen figures. *#06# on the phone shows it"));
  const check = luhn(figures.slice(0, 14));
  const normal = figures.length === 15 ? figures : figures.slice(0, 14) + check;
  const warning = {
    14: t("Fourteen figures: the check figure was worked out"),
    15: figures[14] === check ? undefined : t("The last figure does not fit the others: look again"),
    16: t("Sixteen figures: the last two are of its software and were left out"),
  }[figures.length];
  return said(normal, groups(normal, 2, 6, 6).replaceAll(" ", "-"), warning);
}

const READERS = { vrm, nino, "pnc-id": pncId, postcode, phone, email, url, imei };
