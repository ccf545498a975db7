"""The patterns of mentions and of the words before them that make them likely.

One spelling for Python (with re.ASCII) and for JavaScript: the phone has the same ones, and a test
holds one against the other. Each takes time linear in the text: nothing that repeats holds
anything that repeats over the same letters. Group 1 of FOUND is the mention.
"""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOT = r"(?:\.|\[\.\])"
_ENDINGS = r"(?:co\.uk|org\.uk|gov\.uk|ac\.uk|com|net|org|info|uk|shop|online|xyz)"
_REST = r"[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|"
    r"JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|"
    r"T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
_WORD = r"[^\W\d_]{2,24}"
_SAID = r"(?: ?(?:number|no|id|is|was|as|of|mark|plate))*[ :.#,-]*"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_LONE = r"(?![\w@-])"
_NO_MORE = r"(?![\w]|[:/.,-][0-9])"
_NO_SUM = r"(?<![\w£$/.,+-])"
_BASE58 = r"[1-9A-HJ-NP-Za-km-z]"

# Whatever the case of its letters.
FOUND_ANY = {
    "link": rf"\b((?:h(?:tt|xx)ps?://|www\.){_REST})",
    "email": rf"(?<![\w.+%-])([a-z0-9][\w.+%-]{{0,63}}@(?:{_LABEL}\.){{1,8}}[a-z]{{2,24}}){_LONE}",
    "domain": rf"(?<![@\w.\]-])((?:{_LABEL}{_DOT}){{1,8}}{_ENDINGS}(?:/{_REST})?){_LONE}",
    "imei": rf"\bIMEI{_SAID}([0-9]{{2}}[ -]?[0-9]{{6}}[ -]?[0-9]{{6}}[ -]?[0-9])(?![\w])",
    "hash": (
        rf"\b(?:md5|sha-?(?:1|256)|file hash|checksum){_SAID}"
        r"([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![\w])"
    ),
    "sort-code": rf"\bsort ?code{_SAID}([0-9]{{2}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}})(?![\w-])",
    "account": rf"\b(?:acc(?:t|ount)?|a/c){_SAID}([0-9]{{8}}|[0-9]{{4}} [0-9]{{4}})(?![\w-])",
    "born": (
        r"\b(?:born|d\.?o\.?b\.?|date of birth)(?: ?(?:on|is|was|of|the))*[ :.,(-]*("
        r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}|"
        rf"[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTHS},? [0-9]{{4}})(?![\w/-])"
    ),
    "ipv6": r"(?<![\w:.])([0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7})(?![\w:])",
    "postcode": (
        rf"(?<![\w-])({_AREA}[0-9][0-9A-HJKMNPR-Y]? ?[0-9][ABD-HJLNP-UW-Z]{{2}})(?![\w-])"
    ),
    "current": rf"(?<![\w-])([A-HJ-PR-Y]{{2}}[0-9]{{2}} ?[A-HJ-PR-Z]{{3}}){_LONE}",
}
# As capitals tell.
FOUND = {
    "wallet": (
        rf"(?<![\w])(bc1[a-z0-9]{{11,71}}|BC1[A-Z0-9]{{11,71}}|[13LMDT]{_BASE58}{{25,34}}|"
        r"0x[0-9a-fA-F]{40})(?![\w])"
    ),
    "square": rf"(?<![\w/])(///{_WORD}\.{_WORD}\.{_WORD})(?!\w|\.\w)",
    "pnc": r"(?<![\w/])((?:19|20)?[0-9]{2}/[0-9]{1,7}[A-HJ-NP-RT-Z])(?![\w/])",
    "british": (
        rf"{_NO_SUM}((?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)[1-35-9]"
        rf"(?:[ ()-]{{0,2}}[0-9]){{8,9}}){_NO_MORE}"
    ),
    "foreign": rf"{_NO_SUM}(\+(?!44)[1-9](?:[ ()-]{{0,2}}[0-9]){{7,13}}){_NO_MORE}",
    "ipv4": r"(?<![\w.:])((?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?)(?![\w:]|\.[0-9])",
    "aged": (
        r"(?<![\w-])([A-HJ-NP-TV-Y][1-9][0-9]{0,2} ?[A-HJ-PR-Y]{3}|"
        rf"[A-HJ-PR-Y]{{3}} ?[1-9][0-9]{{0,2}}[A-HJ-NPR-TV-Y]){_LONE}"
    ),
    "dateless": (
        r"(?<![\w-])([A-Z]{1,3} ?[1-9][0-9]{0,3}|[1-9][0-9]{0,3} ?[A-Z]{1,3}|"
        r"[0-9]{3} ?[DX] ?[0-9]{3})(?![\w@-]| [A-Z0-9]{1,4}\b)"
    ),
}
# Right before a mention, whatever their case.
BEFORE = {
    "version": r"\b(?:version|firmware|section|para(?:graph)?|v)\.? ?$",
    "plate": rf"\b(?:reg(?:istration|istered|n)?|vrm|vrn|index|plates?){_SAID}$",
    "vehicle": (
        r"\b(?:reg(?:istration|istered|n)?|vrm|vrn|index|plates?|vehicle|car|van|lorry|taxi|moped|"
        r"motorcycle|motorbike|ford|vauxhall|bmw|audi|volkswagen|vw|toyota|nissan|honda|mercedes|"
        r"peugeot|renault|kia|hyundai|skoda|fiat|citroen|volvo|land rover|range rover|tesla)"
        r"\b[^.\n]{0,30}$"
    ),
    "reference": (
        r"\b(?:ref(?:erence)?|urn|log|crime|incident|exhibit|invoice|order|serial|imei|account|acc|"
        rf"a/c|sort code){_SAID}$"
    ),
    "pnc": rf"\bPNC{_SAID}$",
}
# What else the letters of a mark or the figures of a phone may be.
IS = {
    "rank": r"^(?:PC|PS|DC|DS|SC|DI|PO)[ 0-9]",
    "counted": r"(?:1st|2nd|3rd|[04-9]th)$",
    "dated": r"^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}(?![0-9])",
}
WORDS = (
    "THE AND WAS HER SHE HAD HAS FOR NOT BUT YOU ALL ANY SAW RAN GOT MEN MAN CAR VAN BAG TWO OUT "
    "OFF WHO WAY DAY NOW NEW OLD RED BOY LEG ARM EYE GUN KEY BUS CAB SON ARE FAR END SET AGE CUT "
    "ASK LOW TEN YET PER HAT TOP MET SAY OWN PUT LAY SAT LED"
)
