"""Pages of the desk about who may have what."""

from field_api.policy.pages.agreements import agreements
from field_api.policy.pages.force import force
from field_api.policy.pages.glass import glass
from field_api.policy.pages.groups import group, groups
from field_api.policy.pages.imports import bring, export, one_import
from field_api.policy.pages.people import officer, people
from field_api.policy.pages.persons import person, persons, propose
from field_api.policy.pages.units import unit, units

__all__ = [
    "agreements",
    "bring",
    "export",
    "force",
    "glass",
    "group",
    "groups",
    "officer",
    "one_import",
    "people",
    "person",
    "persons",
    "propose",
    "unit",
    "units",
]
