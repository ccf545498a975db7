"""The marking of each place in a body."""

from copy import deepcopy

from field_api.catalogue import rules, shipped


def form(kind: str) -> rules.Form:
    *_, found = (one for one in shipped.documents() if one["kind"] == kind)
    return rules.compiled(found)


def test_every_place_has_its_own_marking_lists_and_groups_too() -> None:
    marked = form("note").markings("OFFICIAL")
    assert marked["/incident_ref"] == "OFFICIAL"
    assert marked["/persons"] == marked["/persons/*"] == "OFFICIAL-SENSITIVE"
    assert marked["/persons/*/surname"] == "OFFICIAL-SENSITIVE"
    assert marked["/vehicles/*/make"] == "OFFICIAL"
    assert marked["/place/accuracy_m"] == "OFFICIAL"
    assert "/no-such" not in marked


def test_where_a_form_says_none_it_is_that_of_the_group_and_at_last_of_the_entry() -> None:
    document = deepcopy(form("note").document)
    del document["schema"]["properties"]["incident_ref"]["x-marking"]  # type: ignore[attr-defined]
    place = document["schema"]["properties"]["place"]
    del place["properties"]["accuracy_m"]["x-marking"]
    changed = rules.compiled({**document, "version": 99})
    marked = changed.markings("OFFICIAL-SENSITIVE")
    assert marked["/incident_ref"] == "OFFICIAL-SENSITIVE"
    assert marked["/place/accuracy_m"] == place["x-marking"] == "OFFICIAL-SENSITIVE"
    assert changed.markings("OFFICIAL")["/incident_ref"] == "OFFICIAL"


def test_they_are_worked_out_once_for_each_version() -> None:
    note = form("note")
    assert note.markings("OFFICIAL") is note.markings("OFFICIAL")
    assert note.markings("OFFICIAL") is not note.markings("OFFICIAL-SENSITIVE")
