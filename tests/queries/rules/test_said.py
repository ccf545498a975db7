"""What officers say of two records, in what is joined."""

from field_api.queries.rules.linking import Judged
from field_api.queries.rules.merging import merge
from tests.queries.rules.test_merging import person

JO, JON = ("rms", "person", "1"), ("intel", "person", "2")


def said(same: bool, this: tuple[str, str, str] = JO, that: tuple[str, str, str] = JON) -> Judged:
    return Judged("j", same, frozenset({this}), frozenset({that}))


def test_what_an_officer_says_weighs_more_than_likeness_and_less_than_a_number() -> None:
    unlike = person("1", name="Jo Sample"), person("2", name="Kim Other", system="intel")
    (one,) = merge(unlike, [said(True)])
    assert one.why == ("an officer said so",)
    alike = (
        person("1", name="Jo Sample", dob="1990-03-02", pnc_id="81/34U"),
        person("2", name="Jo Sample", dob="1990-03-02", pnc_id="67/9893091D", system="intel"),
    )
    assert len(merge(alike, [said(True)])) == 2


def test_who_is_said_to_differ_leaves_the_others_together() -> None:
    same = {"name": "Jo Sample", "dob": "1990-03-02", "pnc_id": "81/34U"}
    records = [person("1", **same), person("2", system="intel", **same), person("3", **same)]
    third = ("rms", "person", "3")
    parted = merge(records, [Judged("j", False, frozenset({JO}), frozenset({JON, third}))])
    assert sorted(len(cluster.records) for cluster in parted) == [1, 2]
    assert all(cluster.may_be == () for cluster in parted)
    assert len(merge(records, [said(False, JO, ("rms", "person", "elsewhere"))])) == 1
