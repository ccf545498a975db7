"""Issue 8's measure of joining, on answers of which it is known who is who; docs/queries.md."""

from tests.queries.labelled.__main__ import counted, measures, table


def test_what_is_joined_is_one_and_what_is_one_is_shown_together() -> None:
    found = counted(seeds=4)
    told = measures(found)
    assert told["pairs"] > 6_000
    assert told["precision of same"] >= 0.99, table(found)
    assert told["recall of same or possible"] >= 0.95, table(found)


def test_twins_namesakes_and_households_are_in_the_set_and_kept_apart() -> None:
    found = counted(seeds=2)
    for kind in ("twin", "parent of the same name", "namesake, both born 1 January", "namesake"):
        assert found["two", kind, "same"] == 0
        assert found["two", kind, "possible"] + found["two", kind, "different"] > 100
