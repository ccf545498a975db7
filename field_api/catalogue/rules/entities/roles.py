"""In which role an entity stands in an entry, and what the law wants told apart.

DPA 2018 s.38(3): where relevant and as far as possible, data on different categories of people are
told apart: suspected, convicted, victims ("who are or may be"), witnesses and others with
information about offences. `convicted` is in no row: only a court's record says so, and no form is
one, not even by "Offender". `other` is a person in none of the four; things, places and
organisations are no data subjects and have "", but for those a form calls a suspect's.

DPA 2018 s.38(2): facts are told apart from personal assessments. Whom somebody suspects, thinks
vulnerable or finds of interest is an assessment. That somebody reported to be a victim is a fact
of the report, and says no more. Where an entry calls itself opinion, all its links are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

CATEGORIES = ("suspect", "convicted", "victim", "witness", "other", "")
FACT, ASSESSMENT = "fact", "assessment"
# The code with which notes and items of intelligence call themselves opinion, in field `basis`.
OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Role:
    """`reason` is the police Integration Hub's linkReason, "" where it has none that fits;
    `verified` whether the hub's own published table has that name between these two types."""

    type: str
    code: str
    label: str
    category: str
    basis: str
    reason: str = ""
    verified: bool = False


def role_of(type_: str, code: str) -> Role:
    """That of the table; a force's own code is an assessment of a category nobody gave."""
    known = ROLES.get((type_, code))
    return known or Role(type_, code, code, "", ASSESSMENT if code else FACT)


_PERSONS = (
    # code, label, category, basis, linkReason, verified. Codes and labels: NPCC POLE 5.1.
    ("offender", "Offender", "suspect", ASSESSMENT, "", False),
    ("suspect-known", "Suspect-Known", "suspect", ASSESSMENT, "knownSuspect", True),
    ("suspect-unknown", "Suspect-Unknown", "suspect", ASSESSMENT, "unknownSuspect", True),
    ("victim", "Victim", "victim", FACT, "victim", True),
    ("victim-whilst-on-duty", "Victim whilst on Duty", "victim", FACT, "victim", True),
    ("witness", "Witness", "witness", FACT, "witness", True),
    (
        "person-reporting-public",
        "Person Reporting (Public)",
        "witness",
        FACT,
        "personReporting",
        True,
    ),
    (
        "person-reporting-organisation",
        "Person Reporting (Organisation)",
        "witness",
        FACT,
        "personReporting",
        True,
    ),
    ("person-of-interest-known", "Person of Interest Known", "other", ASSESSMENT, "", False),
    ("person-of-interest-unknown", "Person of Interest Unknown", "other", ASSESSMENT, "", False),
    ("subject", "Subject", "other", FACT, "", False),
    ("vulnerable-child", "Vulnerable Child", "other", ASSESSMENT, "", False),
    ("vulnerable-adult", "Vulnerable Adult", "other", ASSESSMENT, "", False),
    ("unborn", "Unborn", "other", FACT, "", False),
    ("involved-party", "Involved Party", "other", FACT, "", False),
    ("associations", "Associations", "other", ASSESSMENT, "", False),
    ("missing-person", "Missing Person", "other", FACT, "", False),
    ("officer-on-duty", "Officer on Duty", "other", FACT, "", False),
    ("sudden-death-no-crime", "Sudden Death (no crime)", "other", ASSESSMENT, "", False),
    # May be a victim: s.38(3)(c) says "who are or may be".
    (
        "sudden-death-unexplained",
        "Sudden Death (unexplained)",
        "victim",
        ASSESSMENT,
        "",
        False,
    ),
)
_OTHERS = (
    ("organisation", "victim", "Victim", "", FACT, "victim", True),
    ("organisation", "involved-party", "Involved Party", "", FACT, "", False),
    ("place", "incident-location", "Place of the event", "", FACT, "incidentLocation", True),
    ("place", "area", "Area spoken of", "", FACT, "", False),
    ("place", "last-seen", "Last seen at", "", FACT, "", False),
    ("place", "found", "Found at", "", FACT, "", False),
    ("place", "frequented", "Frequented", "", ASSESSMENT, "", False),
    ("place", "home-address", "Address", "", FACT, "homeAddress", True),
    ("vehicle", "vehicle-known", "Vehicle Known", "", FACT, "", False),
    ("vehicle", "involved", "Involved", "", FACT, "", False),
    ("vehicle", "searched", "Searched", "", FACT, "", False),
    ("vehicle", "stolen", "Stolen", "", FACT, "stolen", True),
    ("vehicle", "damaged", "Damaged", "", FACT, "damaged", True),
    ("vehicle", "used", "Used", "", FACT, "", False),
    ("vehicle", "used-by-suspect", "Used by a suspect", "suspect", ASSESSMENT, "", False),
    ("vehicle", "suspicious", "Vehicle Suspicious", "", ASSESSMENT, "", False),
    ("vehicle", "driver-of", "Driven", "", FACT, "driverOf", True),
    ("vehicle", "passenger-of", "Passenger in", "", FACT, "passengerOf", True),
    ("phone", "telephone", "Telephone", "", FACT, "", False),
    ("phone", "involved", "Involved", "", FACT, "", False),
    ("phone", "used-by-suspect", "Used by a suspect", "suspect", ASSESSMENT, "", False),
    ("phone", "personal-telephone", "Personal telephone", "", FACT, "personalTelephone", True),
    ("email", "used-by-suspect", "Used by a suspect", "suspect", ASSESSMENT, "", False),
    ("email", "personal", "Personal e-mail", "", FACT, "personalEmail", True),
    ("online", "social-media", "Unique Social Media Tag", "", FACT, "", False),
    ("online", "personal", "Personal account", "", FACT, "personalSocialMedia", True),
    ("online", "suspect", "A suspect's", "suspect", ASSESSMENT, "", False),
    ("online", "used-by-suspect", "Used by a suspect", "suspect", ASSESSMENT, "", False),
    ("account", "recipient", "Received the money", "", FACT, "", False),
    ("account", "holder", "Holder", "", FACT, "", False),
    ("wallet", "recipient", "Received the money", "", FACT, "", False),
    ("property", "stolen", "Stolen", "", FACT, "stolen", True),
    ("property", "damaged", "Damaged", "", FACT, "", False),
    ("property", "recovered", "Recovered", "", FACT, "", False),
    ("property", "seized", "Seized", "", FACT, "", False),
    ("property", "found", "Found", "", FACT, "", False),
    ("property", "exhibit", "Exhibit", "", FACT, "incidentEvidence", False),
    ("document", "arrest-summons", "Arrest summons", "", FACT, "", False),
    ("event", "incident", "Incident", "", FACT, "", False),
)
ROLES: Mapping[tuple[str, str], Role] = {
    (role.type, role.code): role
    for role in (
        *(Role("person", *row) for row in _PERSONS),
        *(Role(*row) for row in _OTHERS),
    )
}
