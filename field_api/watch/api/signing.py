"""Who may bring sightings: a system that signed them, and whose inlet somebody opened."""

from rest_framework.request import Request

from field_api.connectors.actions.signatures import signed_by
from field_api.lib.signed import Signed
from field_api.watch.actions import sightings
from field_api.watch.models import Inlet


class SignedInlet(Signed):
    max_bytes = 512 << 10
    scheme = "standardWebhooksOfInlets"

    def signer(self, request: Request, code: str, body: bytes) -> Inlet | None:
        system = signed_by(code=code, body=body, headers=request.headers)
        return sightings.inlet_of(system) if system else None
