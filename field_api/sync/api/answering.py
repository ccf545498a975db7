"""Long answers, by orjson."""

from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer


class Orjson(JSONRenderer):
    """As JSONRenderer, and what is an `orjson.Fragment` goes out as it is."""

    def render(self, data: Any, *_: Any, **__: Any) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=self.encoder_class().default)
