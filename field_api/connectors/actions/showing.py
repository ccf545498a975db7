"""What a system's settings show of themselves without calling it."""

from field_api.connectors.models import System
from field_api.connectors.wire import tls
from field_api.connectors.wire.tls import Certificate


def certificates(system: System) -> list[Certificate]:
    """Ours and the authorities it is believed by, from the files its settings name. Raises
    ConfigRefused when one cannot be read.
    """
    return tls.certificates(system.config)
