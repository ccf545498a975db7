"""What a person is known by to others than the police: licence, insurance, passport, health."""

import re
from collections.abc import Mapping

from field_api.lib.identifiers.reading import Reading, bare, grouped, joined, told, unread

_GB = re.compile(
    r"([A-Z]{1,5}9{0,4})([0-9])([0156][0-9])([0-3][0-9])([0-9])([A-Z][A-Z9]|99)[A-Z0-9][A-Z]{2}"
)


def driver_number(text: str) -> Reading:
    """Great Britain's sixteen characters, or Northern Ireland's eight figures.

    How the last two letters follow from the rest is not public, so they check nothing.
    """
    normal = bare(text)
    if re.fullmatch("[0-9]{8}", normal):
        return Reading(text, normal, normal, (), {"issuer": "northern-ireland"})
    found = _GB.fullmatch(normal)
    if not (found and len(found[1]) == 5):
        return _other(
            text, normal, "Not a British driver number: sixteen characters, as MORGA6570…"
        )
    month, day = int(found[3]) % 50, int(found[4])
    real = 1 <= month <= 12 and 1 <= day <= 31
    warning = None if real else "The date of birth in this number is no date"
    facts = {
        "issuer": "great-britain",
        "surname": found[1].rstrip("9"),
        "sex": "female" if int(found[3]) > 50 else "male",
        "born": f"{found[2]}{found[5]}-{month:02}-{day:02}",
        "initials": found[6].replace("9", ""),
    }
    return Reading(text, normal, grouped(normal, 5, 6), told(warning), facts)


def _other(text: str, normal: str, why: str) -> Reading:
    return Reading(text, normal, normal, (why,)) if normal else unread(text, why)


_SEXES = {
    "m": "male",
    "1": "male",
    "male": "male",
    "f": "female",
    "2": "female",
    "female": "female",
}


def driver_disagrees(number: str, person: Mapping[str, object]) -> tuple[str, ...]:
    """What a driver number says otherwise than the person's `surname`, `dob` (ISO) and `sex` (word,
    its first letter, or the CJS code).

    A prompt, never a finding: people marry, and licences are not renewed for it.
    """
    facts = driver_number(number).facts
    if "surname" not in facts:
        return ()
    surname, dob, sex = (str(person.get(name) or "") for name in ("surname", "dob", "sex"))
    return told(
        _differs("surname", surname and _first_five(surname), facts["surname"]),
        _differs("date of birth", dob[2:], facts["born"]),
        _differs("sex", _SEXES.get(sex.lower(), ""), facts["sex"]),
    )


def _differs(what: str, stated: str, held: str) -> str | None:
    same = not stated or stated == held
    return None if same else f"The {what} in the driver number is not the one given"


def _first_five(surname: str) -> str:
    letters = "".join(c for c in bare(surname) if "A" <= c <= "Z")
    return re.sub(r"^MAC", "MC", letters)[:5]


_NINO = re.compile(r"(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?")


def nino(text: str) -> Reading:
    """HMRC's NIM39110. Without the last letter it names the same person."""
    normal = bare(text)
    if not _NINO.fullmatch(normal):
        return _other(
            text, normal, "Not a National Insurance number: two letters, six figures, A to D"
        )
    return Reading(text, normal, grouped(normal, 2, 2, 2, 2))


_PASSPORT = re.compile(r"[0-9]{9}|[A-Z]{2}[0-9]{7}")


def passport(text: str) -> Reading:
    normal = bare(text)
    if not normal:
        return unread(text, "No letters or figures of a passport number")
    usual = _PASSPORT.fullmatch(normal)
    foreign = "Not as British passports are numbered. Foreign? Then give the country"
    return Reading(text, normal, normal, told(None if usual else foreign))


def nhs_number(text: str) -> Reading:
    """Ten figures, the last a check of the others by 11 (NHS Data Dictionary)."""
    normal = bare(text)
    if not re.fullmatch("[0-9]{10}", normal):
        return _other(text, normal, "Not an NHS number: ten figures")
    rest = -sum(int(c) * (10 - at) for at, c in enumerate(normal[:9])) % 11
    wrong = (
        None if str(rest) == normal[9] else "The last figure does not fit the others: look again"
    )
    return Reading(text, normal, grouped(normal, 3, 3), told(wrong))


def collar_number(text: str) -> Reading:
    """Unique in one force only, and it goes with its officer to no other."""
    normal = joined(text)
    if not bare(normal):
        return unread(text, "No letters or figures of a collar number")
    usual = re.fullmatch(r"(?:[0-9]{2}-)?[A-Z0-9]{1,10}", normal)
    return Reading(
        text, normal, normal, told(None if usual else "A collar number has up to ten characters")
    )
