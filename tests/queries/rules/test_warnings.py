"""Warnings as they are read: in the force's words and order, with what each system said beside."""

from field_api.catalogue import shipped
from field_api.catalogue.rules import markers
from field_api.queries.rules import merging
from field_api.queries.rules.merging import merge
from field_api.queries.rules.records import Record, Warning

MARKERS = markers.read([*shipped.lists()][-1]["codes"])


def person(ref: str, *warnings: Warning, name: str = "") -> Record:
    return Record("rms", "RMS", ref, "person", values={"name": name}, warnings=warnings)


def test_meaning_and_advice_are_the_forces_and_an_unknown_code_is_shown_as_it_came() -> None:
    clusters = merge(
        (
            person("1", Warning("DOG", "Dog", "Bites"), Warning("WE", "Knives", "Search early")),
            person("2", Warning("WANTED", "Wanted", "On warrant: failing to appear"), name="B B"),
        )
    )
    weapons, wanted, dog = merging.warnings(clusters, MARKERS)
    assert (weapons["label"], weapons["advice"]) == ("Weapons", "Search early.")
    assert [source["label"] for source in weapons["sources"]] == ["Knives"]
    assert wanted["advice"].startswith("On warrant: failing to appear. Make sure who it is")
    assert (dog["code"], dog["label"], dog["advice"]) == ("DOG", "Dog", "Bites.")
