"""How an entry becomes what a system takes: engines, and the states of a mapping's version."""

from enum import StrEnum


class Engine(StrEnum):
    """Who writes it: a developer, as typed Python, or a configurator, as a JMESPath document."""

    PYTHON = "python"
    JMESPATH = "jmespath"


class MappingState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"
