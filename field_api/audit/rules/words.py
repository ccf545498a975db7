"""What a finding is called, how one stands, and what each means to the person who reads it.

None says that anybody did wrong: an officer may have stopped a colleague's car. A finding says
what was noticed, and asks for a look at the reason.
"""

from collections.abc import Mapping
from enum import StrEnum

# The two rounds, named here so that the sweeper and the actions call them alike.
SWEEP = "audit.sweep"
REMIND = "audit.remind"


class Looked(StrEnum):
    """At what."""

    PERSON = "person"
    VEHICLE = "vehicle"
    DRIVER = "driver"
    PLACE = "place"
    PHONE = "phone"
    ONLINE = "online"
    PROPERTY = "property"
    RECORD = "record"


class Noticed(StrEnum):
    SELF = "self"
    COLLEAGUE = "colleague"
    ADDRESS = "address"
    FAMILY = "family"
    REPEATED = "repeated"
    VOLUME = "volume"
    UNLINKED = "unlinked"
    OFF_DUTY = "off_duty"


class Concluded(StrEnum):
    """What an auditor made of a finding, or of an answer."""

    OPEN = "open"
    EXPLAINED = "explained"
    REFERRED = "referred"


LABELS: Mapping[Noticed, str] = {
    Noticed.SELF: "May be about themselves",
    Noticed.COLLEAGUE: "May be about a colleague",
    Noticed.ADDRESS: "Same postcode as their home",
    Noticed.FAMILY: "Same surname and postcode as theirs",
    Noticed.REPEATED: "The same subject again",
    Noticed.VOLUME: "More look-ups than is usual there",
    Noticed.UNLINKED: "Nothing written that day",
    Noticed.OFF_DUTY: "Outside the duty on file",
}

ADVICE: Mapping[Noticed, str] = {
    Noticed.SELF: "The terms fit details held of them. People share names, and cars are sold.",
    Noticed.COLLEAGUE: "The terms fit details held of another officer, who may be a party to it.",
    Noticed.ADDRESS: "What came back lies in their home postcode, some fifteen addresses.",
    Noticed.FAMILY: "What came back bears their surname, in their home postcode.",
    Noticed.REPEATED: "Asked on several days, for no entry. Some work needs that.",
    Noticed.VOLUME: "Far above the middle of role and unit in 28 days. A busy day explains it.",
    Noticed.UNLINKED: "Several look-ups, none for an entry, and no entry by them near that time.",
    Noticed.OFF_DUTY: "More than an hour outside the duties loaded. Overtime is often loaded late.",
}

STANDS: Mapping[Concluded, str] = {
    Concluded.OPEN: "To be looked at",
    Concluded.EXPLAINED: "Explained",
    Concluded.REFERRED: "Passed on",
}
