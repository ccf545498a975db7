// Every word of the handset in the officer's language. A text's key is the English text itself: what
// nobody has translated reads in English, and without its catalogue the whole page does.
//
// Only our own words pass here: never what an officer wrote or a system answered.

const LANGUAGES = {
  en: { name: "English", locale: "en-GB" },
  cy: { name: "Cymraeg", locale: "cy" },
};
const FORMS = ["zero", "one", "two", "few", "many", "other"]; // the order in a catalogue
const COOKIE = "language"; // the desk reads the same one: backend/languages.py
const A_YEAR = 31_536_000;
const PATIENCE = 4_000;
const KEPT = "words";

export const language = chosen();
/** For Intl, `lang` and Accept-Language. */
export const locale = LANGUAGES[language].locale;

const plural = new Intl.PluralRules(locale);
// A browser may know how a language counts and not how it writes: ours writes numbers as English does.
const numeral = new Intl.NumberFormat([locale, "en-GB"]);
const forms = FORMS.filter((form) => plural.resolvedOptions().pluralCategories.includes(form));
const english = new Set();

// Awaited before any module that imports this one runs: their constants may hold words too.
const catalogue = language === "en" ? new Map() : await read(language).catch(() => new Map());

document.documentElement.lang = locale;
if (language !== "en") {
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = t(node.textContent);
}

/** The text in the officer's language, its {names} filled from `values`. Numbers are written as the
 *  language writes them; everything else goes in as it is. */
export function t(text, values) {
  const found = catalogue.get(text);
  const said = filled(typeof found === "string" ? found : text, values);
  return typeof found === "string" ? said : fallen(said);
}

/** The same of a count, which fills {count}: n("{count} entry", "{count} entries", 3). */
export function n(one, many, count, values) {
  const filling = { count, ...values };
  const found = catalogue.get(one);
  if (Array.isArray(found)) return filled(found[forms.indexOf(plural.select(count))], filling);
  return fallen(filled(count === 1 ? one : many, filling));
}

/** As `t`, for a text with elements in it: a list of texts and nodes, as h() takes it. */
export function pieces(text, nodes) {
  return t(text)
    .split(/\{(\w+)\}/)
    .map((piece, at) => (at % 2 ? nodes[piece] : piece));
}

/** Whether a text is English for want of a translation, so that what holds it can say so. */
export const isEnglish = (text) => english.has(text);

/** [code, its own name] of each language there is. */
export const languages = Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]);

/** Makes it the language of this browser, for the desk as well, and starts the page anew. */
export function choose(code) {
  remember(code);
  location.reload();
}

function filled(text, values) {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (hole, name) => {
    const value = values[name];
    if (value === undefined) return hole;
    return typeof value === "number" ? numeral.format(value) : String(value);
  });
}

function fallen(text) {
  if (language !== "en") english.add(text);
  return text;
}

function chosen() {
  const said = /(?:^|; )language=([a-z]+)/.exec(document.cookie)?.[1];
  if (said && said in LANGUAGES) {
    remember(said); // some browsers forget after a week what a script has set
    return said;
  }
  return navigator.language.split("-")[0] === "cy" ? "cy" : "en";
}

function remember(code) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${code}; Path=/; Max-Age=${A_YEAR}; SameSite=Lax${secure}`;
}

/** Kept apart from the shell, so that only the chosen one is fetched. Without a signal an older one
 *  has to do: a word or two may then be English. */
async function read(code) {
  const url = document.querySelector(`meta[name="words-${code}"]`).content;
  const cache = await caches.open(KEPT);
  const older = (await cache.keys()).filter((one) => one.url.includes(`/words-${code}.`));
  let answer = await cache.match(url);
  if (!answer) {
    answer = await fetched(url, cache).catch(() => older[0] && cache.match(older[0]));
    const stale = older.filter((one) => new URL(one.url).pathname !== url);
    if (await cache.match(url)) await Promise.all(stale.map((one) => cache.delete(one)));
  }
  return new Map(Object.entries(await answer.json()));
}

async function fetched(url, cache) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`Answer ${answer.status}`);
  await cache.put(url, answer.clone());
  return answer;
}
