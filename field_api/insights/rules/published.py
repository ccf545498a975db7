"""Stop and search as it is published at data.police.uk: columns and values, to the character.

The values are those of every force's files of 2019 to 2021. A code with no entry here has no place
in the format. None of this is read from forms: a force may change what its officers read, and not
what a publisher takes.
"""

COLUMNS = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)

TYPES = {
    "person": "Person search",
    "vehicle": "Vehicle search",
    "person-and-vehicle": "Person and Vehicle search",
}

GENDERS = {"male": "Male", "female": "Female", "other": "Other"}

AGES = {
    "under-10": "under 10",
    "10-17": "10-17",
    "18-24": "18-24",
    "25-34": "25-34",
    "over-34": "over 34",
}
UPPER = ((10, "under-10"), (18, "10-17"), (25, "18-24"), (35, "25-34"))
"""Each band with the age at which the next begins; from the last on it is `over-34`."""

_WHITE, _MIXED = "White - ", "Mixed/Multiple ethnic groups - "
_ASIAN, _OTHER = "Asian/Asian British - ", "Other ethnic group - "
_BLACK = "Black/African/Caribbean/Black British - "
SELF_DEFINED = {
    "W1": f"{_WHITE}English/Welsh/Scottish/Northern Irish/British",
    "W2": f"{_WHITE}Irish",
    "W3": f"{_WHITE}Gypsy or Irish Traveller",
    "W9": f"{_WHITE}Any other White background",
    "M1": f"{_MIXED}White and Black Caribbean",
    "M2": f"{_MIXED}White and Black African",
    "M3": f"{_MIXED}White and Asian",
    "M9": f"{_MIXED}Any other Mixed/Multiple ethnic background",
    "A1": f"{_ASIAN}Indian",
    "A2": f"{_ASIAN}Pakistani",
    "A3": f"{_ASIAN}Bangladeshi",
    "A4": f"{_ASIAN}Chinese",
    "A9": f"{_ASIAN}Any other Asian background",
    "B1": f"{_BLACK}Caribbean",
    "B2": f"{_BLACK}African",
    "B9": f"{_BLACK}Any other Black/African/Caribbean background",
    "O2": f"{_OTHER}Arab",
    "O9": f"{_OTHER}Any other ethnic group",
    "NS": f"{_OTHER}Not stated",
}

OFFICER_DEFINED = {
    "IC1": "White",
    "IC2": "White",
    "IC3": "Black",
    "IC4": "Asian",
    "IC5": "Other",
    "IC6": "Other",
    "IC7": "",
}
"""Groups, of which several codes share one. Not known is published as nothing."""

POWERS = {
    "misuse-of-drugs-s23": "Misuse of Drugs Act 1971 (section 23)",
    "pace-s1": "Police and Criminal Evidence Act 1984 (section 1)",
    "pace-s6": "Police and Criminal Evidence Act 1984 (section 6)",
    "cjpoa-s60": "Criminal Justice and Public Order Act 1994 (section 60)",
    "firearms-s47": "Firearms Act 1968 (section 47)",
    "psychoactive-s36": "Psychoactive Substances Act 2016 (s36(2))",
    "psychoactive-s37": "Psychoactive Substances Act 2016 (s37(2))",
    "poaching-s2": "Poaching Prevention Act 1862 (section 2)",
    "cja-s139b": "Criminal Justice Act 1988 (section 139B)",
    "wildlife-s19": "Wildlife and Countryside Act 1981 (section 19)",
    "environmental-s34b": "Environmental Protection Act 1990 (section 34B )",
    "aviation-s27": "Aviation Security Act 1982 (section 27(1))",
    "deer-s12": "Deer Act 1991 (section 12)",
    "public-stores-s6": "Public Stores Act 1875 (section 6)",
    "customs-s163": "Customs and Excise Management Act 1979 (section 163)",
    "hunting-s8": "Hunting Act 2004 (section 8)",
    "badgers-s11": "Protection of Badgers Act 1992 (section 11)",
    "crossbows-s4": "Crossbows Act 1987 (section 4)",
    "seals-s4": "Conservation of Seals Act 1970 (section 4)",
    "sporting-events-s7": "Sporting Events Act 1985 (section 7)",
}

OBJECTS = {
    "controlled-drugs": "Controlled drugs",
    "offensive-weapons": "Offensive weapons",
    "stolen-goods": "Stolen goods",
    "theft-article": "Article for use in theft",
    "evidence-of-offences": "Evidence of offences under the Act",
    "threaten-or-harm": "Anything to threaten or harm anyone",
    "criminal-damage-articles": "Articles for use in criminal damage",
    "firearms": "Firearms",
    "psychoactive-substances": "Psychoactive substances",
    "fireworks": "Fireworks",
    "game-or-poaching": "Game or poaching equipment",
    "duty-not-paid": "Goods on which duty has not been paid etc.",
    "crossbows": "Crossbows",
    "wildlife-evidence": "Evidence of wildlife offences",
    "seals-or-hunting": "Seals or hunting equipment",
    "unavailable": "Detailed object of search unavailable",
}

OUTCOMES = {
    "bu-no-further-action": "A no further action disposal",
    "bu-arrest": "Arrest",
    "bu-community-resolution": "Community resolution",
    "bu-summons": "Summons / charged by post",
    "bu-khat-or-cannabis-warning": "Khat or Cannabis warning",
    "bu-penalty-notice": "Penalty Notice for Disorder",
    "bu-caution": "Caution (simple or conditional)",
}
