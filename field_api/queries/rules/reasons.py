"""Why a check is made: the national reason codes, and the originator line built from one.

The codes are those of PNC and LEDS; both systems demand one on every transaction, and LEDS also a
justification of 3 to 250 characters.
"""

from dataclasses import dataclass

PURPOSE_LENGTH = (3, 250)
ORIGINATOR_LENGTH = (4, 53)  # what PNC accepts on its originator line
PLACE_LENGTH = 150
ON_BEHALF_LENGTH = (3, 50)  # LEDS's header for whom an officer asks for


@dataclass(frozen=True, slots=True)
class Reason:
    """`short` is how the code is written on an originator line."""

    label: str
    short: str


REASONS: dict[str, Reason] = {
    "0": Reason("Transaction log and other audit checks", "00AC"),
    "1": Reason("Vehicle or person stopped", "01SC"),
    "2": Reason("Moving vehicle", "02MV"),
    "3": Reason("Abandoned, or parked and unattended, vehicle", "03AV"),
    "4": Reason("Vehicle involved in a collision", "04VC"),
    "5": Reason("Subject of process or investigation", "05IN"),
    # Forces write the last four without agreed letters, so the number stands alone.
    "6": Reason("Administration, not operational", "06"),
    "7": Reason("Family or child protection", "07"),
    "8": Reason("On behalf of another authorised agency", "08"),
    "9": Reason("Update, confirm or broadcast", "09"),
}


# Work on the log and in the office goes no further back than any officer may.
_OF_THE_OFFICE = frozenset({"0", "6"})


def has_own_authority(reason_code: str) -> bool:
    """Whether the asking officer's own rank counts with systems that go by rank."""
    return reason_code not in _OF_THE_OFFICE


def originator(*, collar: str, surname: str, reason_code: str, place: str) -> str:
    """Who asks, why and where, in at most 53 characters: `1001 OKAFOR 01SC ABINGTON STREET`.

    The place is what gives way: the first three say who answers for the check.
    """
    most = ORIGINATOR_LENGTH[1]
    who_and_why = f"{_plain(collar)} {_plain(surname)} {REASONS[reason_code].short}"
    if len(who_and_why) > most:
        tail = f" {REASONS[reason_code].short}"
        return f"{_plain(collar)} {_plain(surname)}"[: most - len(tail)].rstrip() + tail
    return f"{who_and_why} {_plain(place)}"[:most].rstrip()


def _plain(text: str) -> str:
    return " ".join(text.upper().split())
