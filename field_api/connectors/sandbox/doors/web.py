"""What the doors that speak over HTTP share: a server of their own beside the system's page."""

import threading

from field_api.connectors.sandbox.api import Api
from field_api.connectors.sandbox.pages import Pages
from field_api.connectors.sandbox.server import Handler, Server


class _NoPages(Pages):
    def has(self, method: str, path: str) -> bool:
        return False


class WebDoor(Server):
    """Listening from the start; `path` follows the address in `url`."""

    def __init__(
        self, address: tuple[str, int], api: Api, caller: type[Handler], path: str = ""
    ) -> None:
        super().__init__(address, api)
        self.RequestHandlerClass = caller
        self.pages = _NoPages(api)
        self._path = path
        self._serving = threading.Thread(target=self.serve_forever, daemon=True)
        self._serving.start()

    @property
    def url(self) -> str:
        return super().url + self._path

    def close(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._serving.join()
        self.server_close()
