"""Every value published by the forces of England and Wales in 2019 to 2021, with its source.

data.police.uk under the Open Government Licence v3.0, as summed up by BlackThrive/ExtractSS (MIT).
Blank is published too; `NA` is how the summary writes it. Ethnicities, ages and genders are not in
it: those are what `field_api.insights.rules.published` has, and blank.
"""

from field_api.insights.rules import published

ONCE_PUBLISHED = {
    "Object of search": (
        "Controlled drugs",
        "Offensive weapons",
        "",
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
    ),
    "Legislation": (
        "Misuse of Drugs Act 1971 (section 23)",
        "Police and Criminal Evidence Act 1984 (section 1)",
        "",
        "Criminal Justice and Public Order Act 1994 (section 60)",
        "Firearms Act 1968 (section 47)",
        "Psychoactive Substances Act 2016 (s36(2))",
        "Poaching Prevention Act 1862 (section 2)",
        "Criminal Justice Act 1988 (section 139B)",
        "Police and Criminal Evidence Act 1984 (section 6)",
        "Wildlife and Countryside Act 1981 (section 19)",
        "Environmental Protection Act 1990 (section 34B )",
        "Aviation Security Act 1982 (section 27(1))",
        "Deer Act 1991 (section 12)",
        "Public Stores Act 1875 (section 6)",
        "Customs and Excise Management Act 1979 (section 163)",
        "Hunting Act 2004 (section 8)",
        "Psychoactive Substances Act 2016 (s37(2))",
        "Protection of Badgers Act 1992 (section 11)",
        "Crossbows Act 1987 (section 4)",
        "Conservation of Seals Act 1970 (section 4)",
        "Sporting Events Act 1985 (section 7)",
    ),
    "Outcome": (
        "A no further action disposal",
        "Arrest",
        "Community resolution",
        "Summons / charged by post",
        "Khat or Cannabis warning",
        "",
        "Penalty Notice for Disorder",
        "Caution (simple or conditional)",
    ),
}
A_SLIP = "dog"
"""Nine searches were published with this for their object."""

EVERY = {
    **ONCE_PUBLISHED,
    "Type": tuple(published.TYPES.values()),
    "Part of a policing operation": ("True", "False", ""),
    "Gender": (*published.GENDERS.values(), ""),
    "Age range": (*published.AGES.values(), ""),
    "Self-defined ethnicity": (*published.SELF_DEFINED.values(), ""),
    "Officer-defined ethnicity": ("White", "Black", "Asian", "Other", ""),
    "Outcome linked to object of search": ("True", "False", ""),
    "Removal of more than just outer clothing": ("True", "False", ""),
}

ROW = {
    "Type": "Person search",
    "Date": "2020-06-30T23:30:00+00:00",
    "Part of a policing operation": "False",
    "Policing operation": "",
    "Latitude": "52.235000",
    "Longitude": "-0.892500",
    "Gender": "Male",
    "Age range": "18-24",
    "Self-defined ethnicity": "Black/African/Caribbean/Black British - African",
    "Officer-defined ethnicity": "Black",
    "Legislation": "Misuse of Drugs Act 1971 (section 23)",
    "Object of search": "Controlled drugs",
    "Outcome": "Arrest",
    "Outcome linked to object of search": "True",
    "Removal of more than just outer clothing": "False",
}
