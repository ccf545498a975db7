"""Enum members as Django choices.

A StrEnum given straight to `choices=` is written into migrations as an import of rules.py, so that
renaming a member breaks old migrations; plain pairs are written as values.
"""

from enum import StrEnum


def of(members: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in members]
