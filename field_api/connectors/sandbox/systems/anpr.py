"""A force's own store of number plate reads."""

from field_api.connectors.sandbox.validity import Part, takes_nothing

PART = Part(
    name="anpr",
    title="Number plate reads",
    about="Plays a store of number plate reads: where a vehicle was last seen.",
    prefix="ANP",
    honours_keys=True,
    searches=frozenset(),
    check=takes_nothing,
    asked="anpr",
)
