import pytest

from field_api.sync.rights import Tree, fingerprint

TREE = Tree([(1, None), (2, 1)])
MOVED = Tree([(1, None), (2, None)])


def test_the_same_rights_are_the_same_whatever_the_order() -> None:
    held = [("officer", 1), ("supervisor", 2)]
    tree = Tree([(2, 1), (1, None)])
    assert fingerprint(True, held, TREE) == fingerprint(True, held[::-1], tree)


@pytest.mark.parametrize(
    ("active", "held"),
    [(False, [("officer", 1)]), (True, []), (True, [("officer", 2)]), (True, [("intel", 1)])],
    ids=["stood down", "no posting", "elsewhere", "another role"],
)
def test_every_change_shows(active: bool, held: list[tuple[str, int]]) -> None:
    assert fingerprint(active, held, TREE) != fingerprint(True, [("officer", 1)], TREE)


def test_a_unit_that_moves_concerns_those_who_cover_units() -> None:
    assert fingerprint(True, [("inspector", 1)], TREE) != fingerprint(
        True, [("inspector", 1)], MOVED
    )
    assert fingerprint(True, [("officer", 1)], TREE) == fingerprint(True, [("officer", 1)], MOVED)


def test_what_rights_stand_on_besides_postings_shows() -> None:
    held = [("supervisor", 1)]
    given = fingerprint(True, held, TREE, ("OFFICIAL", [1], []))
    assert given == fingerprint(True, held, TREE, ("OFFICIAL", [1], []))
    others = [("OFFICIAL-SENSITIVE", [1], []), ("OFFICIAL", [], []), ("OFFICIAL", [1], ["a"])]
    assert given not in [fingerprint(True, held, TREE, one) for one in others]
