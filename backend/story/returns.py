"""Who takes the demonstration's monthly file of stops and searches: a folder of the collection
that takes crimes, with a name and columns of its own.
"""

from backend.runtime.sandboxes import Sandbox
from field_api.connectors import actions as connectors
from field_api.delivery import actions as delivery
from field_api.insights.rules import COLUMNS
from field_api.mapping import actions as mapping

SYSTEM, PLAY, KIND = "national-searches", "national-upload", "return-stop-search"


def take(box: Sandbox) -> None:
    """See that the box is routed to. What nobody sends costs nothing: no file goes by itself."""
    system = connectors.register(
        code=SYSTEM,
        name="National upload of searches (sandbox)",
        kind=box.kind,
        config={
            "base_url": f"{box.door}/searches",
            "username": "fieldbook",
            "host_key": box.host_key,
            "format": "csv",
            "records": "rows",
            "columns": list(COLUMNS),
            "exact_cells": True,
            "updates": True,
        },
        secret_ref=f"env:{box.variable}",
        clearance="OFFICIAL",
        lookup="by_key",
        send_seconds=3.0,
        settle_seconds=1.0,
    )
    mapping.install(system=system, kind=KIND, call="table")
    delivery.route(kind=KIND, system=system)
