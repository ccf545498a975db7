"""A LEDS for tests to tell what to say."""

from collections.abc import Callable
from typing import Any

from field_api.connectors.kinds import kind
from tests.contracts.web import Asked, Web

SECRET = "known-to-both-of-us-and-long-enough"


class House:
    """A LEDS that does as it is told, and notes what it was asked."""

    def __init__(self) -> None:
        self.says: Callable[[Asked], tuple[int, Any]] = lambda asked: (200, {"results": []})
        self.tokens: list[Asked] = []
        self.asked: list[Asked] = []
        self.lasts = 1800
        self.web: Web

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/token":
            self.tokens.append(asked)
            token = {"access_token": f"token-{len(self.tokens)}", "expires_in": self.lasts}
            return 200, token
        self.asked.append(asked)
        return self.says(asked)

    def connector(self, secret: str = SECRET, **config: Any) -> Any:
        url = self.web.url
        usual = {"base_url": url, "token_url": f"{url}/token", "client_id": "fieldbook"}
        return kind("leds")(usual | config, secret)
