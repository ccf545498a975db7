"""A register of stops and searches that accepts only the values forces publish (data.police.uk)."""

from typing import Any

from field_api.connectors.sandbox.validity import Check, Part

SEARCH_TYPES = frozenset({"Person search", "Vehicle search", "Person and Vehicle search"})
GENDERS = frozenset({"Male", "Female", "Other"})
AGE_RANGES = frozenset({"under 10", "10-17", "18-24", "25-34", "over 34"})
OFFICER_DEFINED = frozenset({"White", "Black", "Asian", "Mixed", "Other"})
OUTCOMES = frozenset(
    {
        "A no further action disposal",
        "Arrest",
        "Community resolution",
        "Summons / charged by post",
        "Khat or Cannabis warning",
        "Penalty Notice for Disorder",
        "Caution (simple or conditional)",
    }
)
OBJECTS = frozenset(
    {
        "Controlled drugs",
        "Offensive weapons",
        "Stolen goods",
        "Article for use in theft",
        "Evidence of offences under the Act",
        "Anything to threaten or harm anyone",
        "Articles for use in criminal damage",
        "Firearms",
        "Psychoactive substances",
        "Fireworks",
        "Game or poaching equipment",
        "Detailed object of search unavailable",
        "Goods on which duty has not been paid etc.",
        "Crossbows",
        "Evidence of wildlife offences",
        "Seals or hunting equipment",
    }
)

# Powers that need no reasonable suspicion: the record names the authorisation instead of grounds
# (Code A 4.3; PACE s.6 is the search of vehicles leaving goods areas).
WITHOUT_SUSPICION = frozenset(
    {
        "Criminal Justice and Public Order Act 1994 (section 60)",
        "Police and Criminal Evidence Act 1984 (section 6)",
        "Public Order Act 2023 (section 11)",
        "Sentencing Act 2020 (section 342E)",
        "Terrorism Act 2000 (section 47A)",
    }
)
ON_SUSPICION = frozenset(
    {
        "Misuse of Drugs Act 1971 (section 23)",
        "Police and Criminal Evidence Act 1984 (section 1)",
        "Firearms Act 1968 (section 47)",
        "Psychoactive Substances Act 2016 (s36(2))",
        "Psychoactive Substances Act 2016 (s37(2))",
        "Poaching Prevention Act 1862 (section 2)",
        "Criminal Justice Act 1988 (section 139B)",
        "Wildlife and Countryside Act 1981 (section 19)",
        "Environmental Protection Act 1990 (section 34B )",  # with the blank, as it is published
        "Aviation Security Act 1982 (section 27(1))",
        "Deer Act 1991 (section 12)",
        "Public Stores Act 1875 (section 6)",
        "Customs and Excise Management Act 1979 (section 163)",
        "Hunting Act 2004 (section 8)",
        "Protection of Badgers Act 1992 (section 11)",
        "Crossbows Act 1987 (section 4)",
        "Conservation of Seals Act 1970 (section 4)",
        "Sporting Events Act 1985 (section 7)",
        "Public Order Act 2023 (section 10)",
        "Terrorism Act 2000 (section 43)",
        "Terrorism Act 2000 (section 43A)",
    }
)
POWERS = ON_SUSPICION | WITHOUT_SUSPICION
SHORTEST_GROUNDS = 10
LONGEST_GROUNDS = 4000

_ETHNICITIES = {
    "White": (
        "English/Welsh/Scottish/Northern Irish/British",
        "Irish",
        "Gypsy or Irish Traveller",
        "Any other White background",
    ),
    "Mixed/Multiple ethnic groups": (
        "White and Black Caribbean",
        "White and Black African",
        "White and Asian",
        "Any other Mixed/Multiple ethnic background",
    ),
    "Asian/Asian British": (
        "Indian",
        "Pakistani",
        "Bangladeshi",
        "Chinese",
        "Any other Asian background",
    ),
    "Black/African/Caribbean/Black British": (
        "African",
        "Caribbean",
        "Any other Black/African/Caribbean background",
    ),
    "Other ethnic group": ("Any other ethnic group", "Arab", "Not stated"),
}
SELF_DEFINED = frozenset(
    f"{group} - {name}" for group, names in _ETHNICITIES.items() for name in names
)


def check(document: dict[str, Any]) -> list[tuple[str, str]]:
    check = Check(document)
    check.one_of("/search_type", SEARCH_TYPES, needed=True)
    check.one_of("/power", POWERS)
    check.one_of("/object", OBJECTS)
    check.one_of("/self_defined_ethnicity", SELF_DEFINED)
    check.one_of("/officer_defined_ethnicity", OFFICER_DEFINED)
    check.one_of("/gender", GENDERS)
    check.one_of("/age_range", AGE_RANGES)
    check.one_of("/outcome", OUTCOMES)
    check.moment("/started_at")
    if document.get("outcome_linked") not in (None, True, False):
        check.fault("/outcome_linked", "is neither true, false nor null")
    power = document.get("power")
    if isinstance(power, str) and power in ON_SUSPICION:
        check.text("/grounds", shortest=SHORTEST_GROUNDS, longest=LONGEST_GROUNDS)
    return check.faults


PART = Part(
    name="stop-search",
    title="Stop and search",
    about="Plays a stop and search register. It knows the values forces publish and no others.",
    prefix="SSR",
    honours_keys=True,
    searches=frozenset({"person"}),
    check=check,
)
