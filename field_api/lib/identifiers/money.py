"""Bank accounts, as a victim reads them off a statement."""

import re

from field_api.lib.identifiers.reading import Reading, bare, grouped, told, unread


def sort_code(text: str) -> Reading:
    normal = bare(text)
    if not re.fullmatch("[0-9]{6}", normal):
        return unread(text, "Not a sort code: six figures")
    return Reading(text, normal, "-".join(grouped(normal, 2, 2).split()))


_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def account_number(text: str) -> Reading:
    """Eight figures, or an IBAN (ISO 13616). Six and seven are filled up with noughts in front."""
    normal = bare(text)
    if _IBAN.fullmatch(normal):
        return _iban(text, normal)
    if re.fullmatch("[0-9]{6,8}", normal):
        short = None if len(normal) == 8 else "Fewer than eight figures: noughts were put in front"
        return Reading(text, normal.zfill(8), normal.zfill(8), told(short))
    if re.fullmatch("[0-9]{14,19}", normal):
        return unread(text, "This is as long as a card number. Don't write those down")
    if re.fullmatch("[0-9]{9,10}", normal):
        why = "More than eight figures: some old accounts have them, most have not"
        return Reading(text, normal, normal, (why,))
    return unread(text, "Not an account number: eight figures, or an IBAN")


def _iban(text: str, normal: str) -> Reading:
    turned = "".join(str(int(c, 36)) for c in normal[4:] + normal[:4])
    wrong = None if int(turned) % 97 == 1 else "The check figures do not fit: look at it again"
    facts = {"country": normal[:2]}
    if normal[:2] == "GB" and re.fullmatch(r"GB[0-9]{2}[A-Z]{4}[0-9]{14}", normal):
        facts |= {"bank": normal[4:8], "sort_code": normal[8:14], "account_number": normal[14:]}
    return Reading(text, normal, grouped(normal, *[4] * 8), told(wrong), facts)
