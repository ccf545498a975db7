"""Law enforcement data in the form of LEDS: a simulator, and said to be one."""

from field_api.connectors.sandbox.validity import Part, takes_nothing

PART = Part(
    name="leds",
    title="LEDS simulator",
    about="Plays LEDS: headers, limits, polling and errors as they are published. Its searches are "
    "not published: these are our own, and every answer says so.",
    prefix="LED",
    honours_keys=True,
    searches=frozenset(),
    check=takes_nothing,
    asked="leds",
)
