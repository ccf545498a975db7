// The patterns of mentions and of the words before them that make them likely: the very same as
// those of field_api/lib/mentions/patterns.py, which a test holds them to. Group 1 of FOUND is the
// mention.

const LABEL = String.raw`[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const DOT = String.raw`(?:\.|\[\.\])`;
const ENDINGS = String.raw`(?:co\.uk|org\.uk|gov\.uk|ac\.uk|com|net|org|info|uk|shop|online|xyz)`;
const REST = String.raw`[^\s<>\"']*[^\s<>\"'.,;:!?)\]]`;
const AREA =
  String.raw`(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|` +
  String.raw`JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|` +
  String.raw`T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)`;
const WORD = String.raw`[^\W\d_]{2,24}`;
const SAID = String.raw`(?: ?(?:number|no|id|is|was|as|of|mark|plate))*[ :.#,-]*`;
const MONTHS = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}`;
const LONE = String.raw`(?![\w@-])`;
const NO_MORE = String.raw`(?![\w]|[:/.,-][0-9])`;
const NO_SUM = String.raw`(?<![\w£$/.,+-])`;
const BASE58 = String.raw`[1-9A-HJ-NP-Za-km-z]`;

// Whatever the case of its letters.
export const FOUND_ANY = {
  link: String.raw`\b((?:h(?:tt|xx)ps?://|www\.)${REST})`,
  email: String.raw`(?<![\w.+%-])([a-z0-9][\w.+%-]{0,63}@(?:${LABEL}\.){1,8}[a-z]{2,24})${LONE}`,
  domain: String.raw`(?<![@\w.\]-])((?:${LABEL}${DOT}){1,8}${ENDINGS}(?:/${REST})?)${LONE}`,
  imei: String.raw`\bIMEI${SAID}([0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9])(?![\w])`,
  hash:
    String.raw`\b(?:md5|sha-?(?:1|256)|file hash|checksum)${SAID}` +
    String.raw`([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![\w])`,
  "sort-code": String.raw`\bsort ?code${SAID}([0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2})(?![\w-])`,
  account: String.raw`\b(?:acc(?:t|ount)?|a/c)${SAID}([0-9]{8}|[0-9]{4} [0-9]{4})(?![\w-])`,
  born:
    String.raw`\b(?:born|d\.?o\.?b\.?|date of birth)(?: ?(?:on|is|was|of|the))*[ :.,(-]*(` +
    String.raw`[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}|` +
    String.raw`[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?${MONTHS},? [0-9]{4})(?![\w/-])`,
  ipv6: String.raw`(?<![\w:.])([0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7})(?![\w:])`,
  postcode:
    String.raw`(?<![\w-])(${AREA}[0-9][0-9A-HJKMNPR-Y]? ?[0-9][ABD-HJLNP-UW-Z]{2})(?![\w-])`,
  current: String.raw`(?<![\w-])([A-HJ-PR-Y]{2}[0-9]{2} ?[A-HJ-PR-Z]{3})${LONE}`,
};
// As capitals tell.
export const FOUND = {
  wallet:
    String.raw`(?<![\w])(bc1[a-z0-9]{11,71}|BC1[A-Z0-9]{11,71}|[13LMDT]${BASE58}{25,34}|` +
    String.raw`0x[0-9a-fA-F]{40})(?![\w])`,
  square: String.raw`(?<![\w/])(///${WORD}\.${WORD}\.${WORD})(?!\w|\.\w)`,
  pnc: String.raw`(?<![\w/])((?:19|20)?[0-9]{2}/[0-9]{1,7}[A-HJ-NP-RT-Z])(?![\w/])`,
  british:
    String.raw`${NO_SUM}((?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)[1-35-9]` +
    String.raw`(?:[ ()-]{0,2}[0-9]){8,9})${NO_MORE}`,
  foreign: String.raw`${NO_SUM}(\+(?!44)[1-9](?:[ ()-]{0,2}[0-9]){7,13})${NO_MORE}`,
  ipv4: String.raw`(?<![\w.:])((?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?)(?![\w:]|\.[0-9])`,
  aged:
    String.raw`(?<![\w-])([A-HJ-NP-TV-Y][1-9][0-9]{0,2} ?[A-HJ-PR-Y]{3}|` +
    String.raw`[A-HJ-PR-Y]{3} ?[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y])${LONE}`,
  dateless:
    String.raw`(?<![\w-])([A-Z]{1,3} ?[1-9][0-9]{0,3}|[1-9][0-9]{0,3} ?[A-Z]{1,3}|` +
    String.raw`[0-9]{3} ?[DX] ?[0-9]{3})(?![\w@-]| [A-Z0-9]{1,4}\b)`,
};
// Right before a mention, whatever their case.
export const BEFORE = {
  version: String.raw`\b(?:version|firmware|section|para(?:graph)?|v)\.? ?$`,
  plate: String.raw`\b(?:reg(?:istration|istered|n)?|vrm|vrn|index|plates?)${SAID}$`,
  vehicle:
    String.raw`\b(?:reg(?:istration|istered|n)?|vrm|vrn|index|plates?|vehicle|car|van|lorry|taxi|moped|` +
    String.raw`motorcycle|motorbike|ford|vauxhall|bmw|audi|volkswagen|vw|toyota|nissan|honda|mercedes|` +
    String.raw`peugeot|renault|kia|hyundai|skoda|fiat|citroen|volvo|land rover|range rover|tesla)` +
    String.raw`\b[^.\n]{0,30}$`,
  reference:
    String.raw`\b(?:ref(?:erence)?|urn|log|crime|incident|exhibit|invoice|order|serial|imei|account|acc|` +
    String.raw`a/c|sort code)${SAID}$`,
  pnc: String.raw`\bPNC${SAID}$`,
};
// What else the letters of a mark or the figures of a phone may be.
export const IS = {
  rank: String.raw`^(?:PC|PS|DC|DS|SC|DI|PO)[ 0-9]`,
  counted: String.raw`(?:1st|2nd|3rd|[04-9]th)$`,
  dated: String.raw`^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}(?![0-9])`,
};
export const WORDS =
  "THE AND WAS HER SHE HAD HAS FOR NOT BUT YOU ALL ANY SAW RAN GOT MEN MAN CAR VAN BAG TWO OUT " +
  "OFF WHO WAY DAY NOW NEW OLD RED BOY LEG ARM EYE GUN KEY BUS CAB SON ARE FAR END SET AGE CUT " +
  "ASK LOW TEN YET PER HAT TOP MET SAY OWN PUT LAY SAT LED";
