"""How a person is reached: phone, e-mail, name on a platform."""

import re

from field_api.lib.identifiers.reading import Reading, folded, lowered, told, unread

_SERVICE = re.compile(r"999|112|111|101|105|119|18000|100|123|155|195")

# Nine figures are possible somewhere in the country, but for no mobile.
_SHORT_MOBILE = re.compile(r"\+447[0-9]{0,8}")
_LENGTH = "Too few or too many figures, or no dialling code"
_NO_PLAN = re.compile(r"\+440")


def phone(text: str) -> Reading:
    """E.164, as Great Britain dials unless a country stands in front; Google's libphonenumber.

    Only length and beginning are asked for. Whether the range was given out is not: Ofcom's
    numbers for drama are real in every other way, and new ranges come before new tables.
    """
    # The number plans of the world are large: who types no phone does not load them.
    import phonenumbers  # noqa: PLC0415

    typed = folded(text)
    if _SERVICE.fullmatch("".join(typed.split())):
        return unread(text, "A service number: it belongs to nobody")
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        return unread(text, "Not a telephone number")
    form = phonenumbers.PhoneNumberFormat
    normal = phonenumbers.format_number(number, form.E164)
    if _NO_PLAN.match(normal):
        return unread(text, _LENGTH)
    facts = {"country_code": str(number.country_code)}
    if number.extension:
        facts["extension"] = number.extension
    if not phonenumbers.is_possible_number(number) or _SHORT_MOBILE.fullmatch(normal):
        return Reading(text, normal, normal, (_LENGTH,), facts)
    british = number.country_code == 44
    shown = phonenumbers.format_number(number, form.NATIONAL if british else form.INTERNATIONAL)
    return Reading(text, normal, shown, (), facts)


_BRITISH = re.compile(r"(?:\+44 ?|0)([1237](?: ?[0-9]){9})")


def british(text: str) -> str | None:
    """The E.164 of the usual number of ten figures, which is never questioned; None of any other,
    which `phone` has to read. Every entry is looked up by its telephones: this costs a fiftieth.
    """
    found = _BRITISH.fullmatch(text)
    return "+44" + found[1].replace(" ", "") if found else None


_EMAIL = re.compile(r"(?:mailto:)?([^\s@<>\"(),:;]+)@([^\s@<>\"(),:;/]+)")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
FOREIGN_LETTERS = "Has a letter from outside the English alphabet: it may only look like another"


def email(text: str) -> Reading:
    """In small letters throughout: no provider we know of tells capitals apart."""
    found = _EMAIL.fullmatch(lowered(text).strip("<>"))
    if not found:
        return unread(text, "Not an e-mail address: a name, one @ and a domain, without spaces")
    local, domain = found[1], found[2].rstrip(".")
    if not domain:
        return unread(text, "Not an e-mail address: a name, one @ and a domain, without spaces")
    normal = f"{local}@{domain}"
    strange = None if normal.isascii() else FOREIGN_LETTERS
    broken = "The part after the @ is no whole domain" if not _HOST.fullmatch(domain) else None
    warning = strange or broken
    return Reading(text, normal, normal, told(warning), {"domain": domain})


_HANDLE = re.compile(r"@*([^\s@/:]+)")


def handle(text: str) -> Reading:
    """In small letters, without the @. The platform is a field of its own."""
    found = _HANDLE.fullmatch(lowered(text))
    if not found:
        return unread(
            text, "Not a user name: one word, no spaces. A link belongs in the web address"
        )
    normal = found[1]
    strange = None if normal.isascii() else FOREIGN_LETTERS
    return Reading(text, normal, f"@{normal}", told(strange))
