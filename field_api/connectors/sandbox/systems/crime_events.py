"""What takes crime events off a message queue: what a records system takes, as messages."""

from field_api.connectors.sandbox.systems.records import check
from field_api.connectors.sandbox.validity import Part

PART = Part(
    name="crime-events",
    title="Crime events",
    about="Plays a system that takes crime events off a queue of a message broker. It needs a "
    "RabbitMQ at hand.",
    prefix="EVT",
    honours_keys=True,
    searches=frozenset(),
    check=check,
    door="amqp",
)
