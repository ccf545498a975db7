"""Pages of the desk about who may have what."""

from field_api.policy.pages.agreements import agreements
from field_api.policy.pages.glass import glass
from field_api.policy.pages.persons import person, persons, propose

__all__ = ["agreements", "glass", "person", "persons", "propose"]
