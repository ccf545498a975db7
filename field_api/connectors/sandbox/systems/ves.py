"""Vehicle details in the form of DVLA's Vehicle Enquiry Service."""

from field_api.connectors.sandbox.validity import Part, takes_nothing

PART = Part(
    name="ves",
    title="Vehicle enquiry",
    about="Plays the Vehicle Enquiry Service: tax, MOT and looks of a vehicle by its mark.",
    prefix="VES",
    honours_keys=True,
    searches=frozenset(),
    check=takes_nothing,
    asked="ves",
)
