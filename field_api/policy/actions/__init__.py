"""Asking what an officer may do, one record at a time or as a filter; and changing that."""

from field_api.policy.actions.agreements import Terms, accept, propose, revoke
from field_api.policy.actions.asking import Names, actor_of, can, selecting, visible
from field_api.policy.actions.cover import Cover, agreed_with, cover
from field_api.policy.actions.grouping import found_group, rename_group, retire_group
from field_api.policy.actions.hearing import hearers, hearing
from field_api.policy.actions.standing import admit, clear, let_go
from field_api.policy.actions.tally import Tally, tally

__all__ = [
    "Cover",
    "Names",
    "Tally",
    "Terms",
    "accept",
    "actor_of",
    "admit",
    "agreed_with",
    "can",
    "clear",
    "cover",
    "found_group",
    "hearers",
    "hearing",
    "let_go",
    "propose",
    "rename_group",
    "retire_group",
    "revoke",
    "selecting",
    "tally",
    "visible",
]
