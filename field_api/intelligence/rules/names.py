"""Names of people as they are compared: without accents, by sound, and short forms as long ones."""

import re
import unicodedata
from functools import lru_cache

_SHORT = {
    "alexander": "alex alec sandy xander", "alexandra": "alex lexi", "andrew": "andy drew",
    "anthony": "tony antony", "benjamin": "ben benny", "catherine": "kate katie cathy kathy kat "
    "katherine kathryn cath", "charles": "charlie chas chuck", "christine": "chris chrissy",
    "christopher": "chris kit kris", "daniel": "dan danny", "david": "dave davey davy",
    "deborah": "deb debbie debra", "donald": "don", "edward": "ed eddie ted teddy ned",
    "elizabeth": "liz lizzie beth betty eliza libby", "frederick": "fred freddie freddy",
    "geoffrey": "geoff jeffrey jeff", "gerald": "gerry jerry", "gregory": "greg",
    "henry": "harry hal", "jacqueline": "jackie jacqui", "james": "jim jimmy jamie",
    "jennifer": "jen jenny jenni", "jessica": "jess jessie", "john": "johnny jon jonny",
    "jonathan": "jonathon johnathan", "joseph": "joe joey", "joshua": "josh",
    "kenneth": "ken kenny",
    "lawrence": "larry laurence", "leonard": "len lenny", "margaret": "maggie meg peggy madge",
    "matthew": "matt matty", "michael": "mike mick mickey micky", "mohammed": "mohamed mohammad "
    "muhammad muhammed mohamad md mo", "natalie": "nat", "nicholas": "nick nicky nicolas",
    "nicola": "nikki", "oliver": "ollie olly", "patricia": "pat trish tricia",
    "patrick": "paddy", "pamela": "pam", "peter": "pete", "philip": "phil phillip pip",
    "raymond": "ray", "rebecca": "becky becca", "richard": "rick ricky dick rich richie",
    "robert": "rob robbie bob bobby bert", "ronald": "ron ronnie", "samantha": "sam sammy",
    "samuel": "sam sammy", "sarah": "sara", "stephen": "steve steven stevie",
    "stephanie": "steph", "stuart": "stewart stu", "susan": "sue susie",
    "terence": "terry terrence", "theodore": "theo", "thomas": "tom tommy",
    "timothy": "tim", "victoria": "vicky vicki tori", "vincent": "vince",
    "agnieszka": "aga", "aleksandr": "oleksandr alexandr aleksander sasha", "dmitri": "dmitry dima",
    "julia": "yulia", "katarzyna": "kasia", "krzysztof": "krzysiek", "malgorzata": "gosia",
    "natalia": "natasha", "piotr": "piotrek", "sergei": "sergey serhii", "sofia": "sophia zofia",
    "svetlana": "sveta", "tomasz": "tomek", "wojciech": "wojtek",
    "walter": "wally walt", "william": "will bill billy liam wills", "zachary": "zac zach zak",
}  # fmt: skip
_LONG: dict[str, frozenset[str]] = {}
for _name, _said in _SHORT.items():
    for _short in _said.split():
        _LONG[_short] = _LONG.get(_short, frozenset()) | {_name}
_SOUNDS = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Letters only, without accents or case: `O'Brién` and `obrien` are one name."""
    if text.isascii() and text.isalpha():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if letter.isalpha())


@lru_cache(maxsize=8192)
def given(text: str) -> tuple[str, ...]:
    """Each given name by itself, plain: `Anne-Marie Jo` is anne, marie, jo."""
    return tuple(filter(None, (plain(part) for part in re.split(r"[\s\-.]+", text))))


def longs(name: str) -> frozenset[str]:
    """The names that a plain short form may stand for; itself alone where it is none."""
    return _LONG.get(name) or frozenset((name,))


@lru_cache(maxsize=8192)
def sound(name: str) -> str:
    """A plain name by its consonants (American Soundex): the same for Smith, Smyth and Smithe.

    Letters outside a to z have no sound here: such a name keeps its own spelling.
    """
    if not name.isascii() or not name:
        return name
    found, last = name[0], name[0].translate(_SOUNDS)
    for letter in name[1:]:
        code = letter.translate(_SOUNDS)
        if code.isdigit() and code != last:
            found += code
        if letter not in "hw":
            last = code
    return (found + "000")[:4]
