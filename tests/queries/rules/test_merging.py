import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_api.catalogue import shipped
from field_api.catalogue.rules import markers
from field_api.lib import identifiers
from field_api.queries.rules import merging
from field_api.queries.rules.clusters import Cluster
from field_api.queries.rules.merging import BETWEEN, merge
from field_api.queries.rules.records import Record, Warning, canonical

# On a busy machine one example can take long; that is no finding.
patiently = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])

MARKERS = markers.read([*shipped.lists()][-1]["codes"])
RETRIEVED = "2026-11-23T14:02:00.000000Z"


def person(
    ref: str, *warnings: Warning, system: str = "rms", as_of: str = "", **values: Any
) -> Record:
    called = system.upper()
    return Record(system, called, ref, "person", as_of, "P", values, warnings, RETRIEVED)


def vehicle(ref: str, **values: Any) -> Record:
    return Record("rms", "RMS", ref, "vehicle", values=values)


def together(*records: Record) -> tuple[Cluster, ...]:
    clusters = merge(records, markers=MARKERS)
    assert sum(len(cluster.records) for cluster in clusters) == len(records)
    return clusters


def test_a_pnc_id_joins_whatever_else_differs() -> None:
    (cluster,) = together(
        person("1", pnc_id="81/34U", name="Daniel Okafor", dob="1981-01-01"),
        person("2", pnc_id="1981/0000034U", name="D Smith", dob="1982-01-01", system="intel"),
    )
    assert cluster.why[0] == "same PNC ID"
    assert cluster.weights["pnc-id"] == 100
    assert cluster.confidence == "same"
    assert {each["value"] for each in cluster.values()["dob"]} == {"1981-01-01", "1982-01-01"}


def test_a_name_and_date_of_birth_join() -> None:
    (cluster,) = together(
        person("1", name="Daniel James OKAFOR", dob="1990-03-02"),
        person("2", name="Okafor, Daniel", dob="02/03/1990"),
        person("3", name="Mr Dan Okafor", dob="1990-03-02T00:00:00"),
    )
    assert set(cluster.why) >= {"same surname", "same given name", "born the same day"}
    assert dict(cluster.weights) == {"surname": 25, "given_names": 20, "dob": 35}
    assert cluster.confidence == "same"


@pytest.mark.parametrize(
    ("name", "dob", "why"),
    [
        ("Okafor Daniel", "1990-03-02", "surname and given name the other way round"),
        ("Daniel Okofor", "1990-03-02", "nearly the same surname"),
        ("Daneil Okafor", "1990-03-02", "nearly the same given name"),
        ("Daniel Okafor", "1990-02-03", "day and month of birth the other way round"),
        ("Daniel Okafor", "1991-03-02", "date of birth one figure apart"),
        ("Sarah Okafor", "1990-03-02", "but another given name: perhaps a relative or a twin"),
        ("Daniel Okafor", "", "same given name"),
    ],
)
def test_a_near_match_stands_beside(name: str, dob: str, why: str) -> None:
    one, other = together(
        person("1", name="Daniel Okafor", dob="1990-03-02"), person("2", name=name, dob=dob)
    )
    assert one.confidence == other.confidence == "possible"
    assert [maybe.cluster for maybe in one.may_be] == [other.id]
    assert why in one.may_be[0].why
    assert one.may_be[0].weights == other.may_be[0].weights


@pytest.mark.parametrize(
    ("name", "dob"), [("Daniel Okafor", "1961-07-30"), ("Kim Nobody", "1990-03-02")]
)
def test_others_are_not_shown_together(name: str, dob: str) -> None:
    clusters = together(
        person("1", name="Daniel Okafor", dob="1990-03-02"), person("2", name=name, dob=dob)
    )
    assert [(cluster.why, cluster.may_be) for cluster in clusters] == [((), ()), ((), ())]


@pytest.mark.parametrize("other", ["67/9893091D", "82/34X"], ids=["another's", "misread"])
def test_two_pnc_ids_never_join(other: str) -> None:
    same = {"name": "Daniel Okafor", "dob": "1990-03-02", "phone": "07700900123"}
    one, two = together(person("1", pnc_id="81/34U", **same), person("2", pnc_id=other, **same))
    assert one.may_be[0].why[-1] == "but another PNC ID"
    assert one.may_be[0].weights["pnc-id"] == -100
    assert two.confidence == "possible"


def test_a_record_between_two_known_people_is_given_to_neither() -> None:
    same = {"name": "Daniel Okafor", "dob": "1990-03-02"}
    clusters = together(
        person("1", pnc_id="81/34U", **same),
        person("2", **same),
        person("3", pnc_id="67/9893091D", **same),
    )
    assert len(clusters) == 3
    (between,) = (cluster for cluster in clusters if "pnc_id" not in cluster.values())
    assert [maybe.why[-1] for maybe in between.may_be] == [BETWEEN, BETWEEN]


def test_a_short_name_between_two_twins_is_given_to_neither() -> None:
    same = {"surname": "Sample", "dob": "1990-03-02", "address": "1 Old Road NN1 1AA"}
    clusters = together(
        person("1", forenames="Alexander", **same),
        person("2", forenames="Alex", **same),
        person("3", forenames="Alexandra", **same),
    )
    assert len(clusters) == 3


def test_what_lies_between_two_is_still_one_among_itself() -> None:
    same = {"name": "Daniel Okafor", "dob": "1990-03-02"}
    clusters = together(
        person("1", pnc_id="81/34U", **same),
        person("2", **same),
        person("3", **same, system="intel"),
        person("4", pnc_id="67/9893091D", **same),
    )
    assert sorted(len(cluster.records) for cluster in clusters) == [1, 1, 2]


def test_a_household_shares_a_phone_but_not_a_birth() -> None:
    shared = {"phone": "+44 7700 900123"}
    clusters = together(
        person("1", name="Ada Okafor", dob="1960-01-01", **shared),
        person("2", name="Daniel Okafor", dob="1990-03-02", **shared),
    )
    assert [cluster.may_be for cluster in clusters] == [(), ()]
    one, _ = together(person("1", name="Ada Okafor", **shared), person("2", **shared))
    assert one.may_be[0].why == ("same mobile number",)


def test_a_registration_joins_unless_two_chassis_bear_it() -> None:
    chassis = {"vin": "WVWZZZ1JZXW000001"}
    (one,) = together(vehicle("1", vrm="AB12 CDE"), vehicle("2", vrm="AB12CDE", **chassis))
    assert one.why == ("same registration",)
    clone = vehicle("2", vrm="AB12CDE", vin="WVWZZZ1JZXW000002")
    _, other = together(vehicle("1", vrm="AB12CDE", **chassis), clone)
    assert other.may_be[0].why[-1] == "but another VIN: one of the plates may be a clone"


def test_a_person_and_a_vehicle_never_join() -> None:
    assert len(together(person("1", vrm="AB12CDE"), vehicle("1", vrm="AB12CDE"))) == 2


def test_the_newest_value_is_read_first_and_every_value_names_its_source() -> None:
    (cluster,) = together(
        person("1", pnc_id="81/34U", address="Old Road", as_of="2020-01-01T00:00:00.000000Z"),
        person("2", pnc_id="81/34U", address="New Road", as_of="2026-01-01T00:00:00.000000Z"),
    )
    newest, oldest = cluster.values()["address"]
    assert (newest["value"], oldest["value"]) == ("New Road", "Old Road")
    assert newest == {
        "value": "New Road",
        "system": "rms",
        "system_name": "RMS",
        "ref": "2",
        "as_of": "2026-01-01T00:00:00.000000Z",
        "retrieved_at": RETRIEVED,
        "handling": "P",
    }


def test_a_warning_is_said_once_with_all_its_sources() -> None:
    older = Warning("VI", "Violent", "Two officers", "2019-01-01")
    newer = Warning("VI", "Violent", "", "2025-03-02")
    clusters = together(
        person("1", older, Warning("DR", "Drugs"), pnc_id="81/34U", name="D Okafor"),
        person("2", newer, pnc_id="81/34U", name="D Okafor", system="intel"),
        person("3", Warning("FI", "Firearms"), name="A Smith"),
    )
    said = merging.warnings(clusters, MARKERS)
    assert [each["code"] for each in said] == ["FI", "VI", "DR"]
    violent = said[1]
    assert (violent["system"], violent["on"], violent["advice"]) == (
        "intel",
        "2025-03-02",
        "Two officers. Approach with a second officer.",
    )
    assert [source["system"] for source in violent["sources"]] == ["intel", "rms"]
    assert [source["advice"] for source in violent["sources"]] == ["", "Two officers"]
    assert violent["subject"] == "D Okafor"


def test_the_cluster_with_the_gravest_warning_is_read_first() -> None:
    clusters = together(
        person("1", name="A A"),
        person("2", Warning("VI"), name="B B"),
        person("3", Warning("FI"), name="C C"),
    )
    assert [cluster.title for cluster in clusters] == ["C C", "B B", "A A"]


_values = st.fixed_dictionaries(
    {},
    optional={
        "pnc_id": st.sampled_from(["81/34U", "1981/0000034U", "67/9893091D"]),
        "name": st.sampled_from(["Dan Okafor", "Daniel Okafor", "Okafor Daniel", "Ada Smith"]),
        "dob": st.sampled_from(["1990-03-02", "1990-02-03", "1960-01-01"]),
        "phone": st.sampled_from(["07700900123", ["07700900123", "+447700900124"]]),
        "address": st.sampled_from(["1 Old Road", "", {"line": "1", "town": "N"}, None]),
    },
)
_records = st.lists(
    st.builds(
        Record,
        system=st.sampled_from(["rms", "intel"]),
        system_name=st.just("S"),
        ref=st.sampled_from(["", "1", "2"]),
        type=st.sampled_from(["person", "vehicle"]),
        as_of=st.sampled_from(["", "2020-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"]),
        handling=st.sampled_from(["P", "C"]),
        values=_values,
        warnings=st.lists(
            st.builds(Warning, st.sampled_from(["VI", "ZZ"]), st.just("L")), max_size=2
        ).map(tuple),
    ),
    max_size=8,
)


def seen(clusters: tuple[Cluster, ...]) -> str:
    shown = [
        [cluster.id, cluster.title, cluster.why, dict(cluster.weights), cluster.values()]
        + [[maybe.cluster, maybe.why, dict(maybe.weights)] for maybe in cluster.may_be]
        for cluster in clusters
    ]
    return canonical([shown, merging.warnings(clusters, MARKERS)])


@patiently
@given(_records, st.randoms())
def test_the_order_of_the_answers_does_not_matter(
    records: list[Record], rnd: random.Random
) -> None:
    shuffled = list(records)
    rnd.shuffle(shuffled)
    assert seen(merge(records)) == seen(merge(shuffled))


@patiently
@given(_records)
def test_no_value_and_no_warning_is_lost_or_made_up(records: list[Record]) -> None:
    clusters = merge(records)
    given_values = {
        canonical([record.system, record.ref, record.as_of, record.handling, name, value])
        for record in records
        for name, value in record.each()
    }
    shown = {
        canonical(
            [each["system"], each["ref"], each["as_of"], each["handling"], name, each["value"]]
        )
        for cluster in clusters
        for name, many in cluster.values().items()
        for each in many
    }
    assert shown == given_values
    told = {
        (source["system"], source["ref"], warning["code"])
        for warning in merging.warnings(clusters, MARKERS)
        for source in warning["sources"]
    }
    assert told == {(r.system, r.ref, w.code) for r in records for w in r.warnings}


@patiently
@given(_records)
def test_no_cluster_holds_two_pnc_ids(records: list[Record]) -> None:
    for cluster in merge(records):
        held = {
            identifiers.key("pnc-id", text)
            for record in cluster.records
            if record.type == "person"
            for text in record.texts("pnc_id")
        }
        assert len(held) <= 1
