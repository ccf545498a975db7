from enum import StrEnum

from field_api.lib import choices


class Colour(StrEnum):
    DARK_RED = "dark_red"


def test_members_become_plain_values_a_migration_can_write_down() -> None:
    (pair,) = choices.of(Colour)
    assert pair == ("dark_red", "dark red")
    assert type(pair[0]) is str
