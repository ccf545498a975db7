"""Passwords that guessers try first, though each is long and stands in no list as it is.

Lists of common passwords hold mostly short ones: of Django's 19,640 no more than 187 have twelve
characters. What people make of them when twelve are asked for is two of them, or one and a year.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

FIRST_LIFE = timedelta(days=7)
"""How long a password that somebody else gave opens anything (OWASP ASVS 6.4.1)."""

_DIGITS = 8
_WALK = 4
_LEAST = 3
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_FIGURES, _MARKS = str.maketrans("0134578", "oieastb"), str.maketrans("@$!", "asi")

# Of this work and of every force; a site adds its own (PASSWORD_WORDS).
CONTEXT = (
    "fieldbook",
    "police",
    "policing",
    "constabulary",
    "constable",
    "sergeant",
    "inspector",
    "officer",
    "supervisor",
    "handset",
)


def is_well_known(password: str, known: Collection[str], context: Iterable[str]) -> bool:
    """Whether it is at most two well-known parts, once words of its context are taken out.

    Parts: an entry of `known` (lower case) of three characters and more, up to eight figures, a
    walk over the keyboard or the alphabet, or one of those repeated. Case, what is no letter or
    figure, and figures that stand for letters are looked through.
    """
    words = [word for each in context if len(word := _bare(each)) >= _LEAST]
    return any(_is_thin(form, known, words) for form in _forms(password))


def _forms(password: str) -> set[str]:
    plain = password.casefold()
    return {_bare(plain), _bare(plain.translate(_MARKS))}


def _bare(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _is_thin(text: str, known: Collection[str], words: Iterable[str]) -> bool:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    if len(text) < _LEAST or _is_part(text, known):
        return True
    return any(_is_part(one, known) and _is_part(two, known) for one, two in _halves(text))


def _halves(text: str) -> Iterator[tuple[str, str]]:
    return ((text[:at], text[at:]) for at in range(1, len(text)))


def _is_part(text: str, known: Collection[str]) -> bool:
    unit = _repeated(text)
    if len(unit) < _LEAST or (unit.isdigit() and len(unit) <= _DIGITS):
        return len(text) > 1 or text.isdigit()
    if unit in known or unit.translate(_FIGURES) in known:
        return True
    return _is_walk(unit) or (_is_walk(unit[::2]) and _is_walk(unit[1::2]))


def _repeated(text: str) -> str:
    """The least that it is a repetition of."""
    return text[: (text + text).index(text, 1)]


def _is_walk(text: str) -> bool:
    return len(text) >= _WALK and any(text in row or text[::-1] in row for row in _ROWS)
