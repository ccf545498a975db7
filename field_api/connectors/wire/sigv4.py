"""AWS Signature Version 4, as object stores of every make want it.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"
MOMENT = "%Y%m%dT%H%M%SZ"

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, and for which region of which service."""

    access_key: str
    secret: str = field(repr=False)
    region: str
    service: str = "s3"

    def signed(
        self,
        method: str,
        path: str,
        query: Query,
        headers: Mapping[str, str],
        body: bytes,
        now: datetime,
    ) -> dict[str, str]:
        """The headers to send, all of them signed: those given, which must hold Host, and ours.

        `path` as it is sent, `now` in UTC.
        """
        told = dict(headers)
        told["x-amz-date"] = now.strftime(MOMENT)
        told["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
        names = sorted(name.lower() for name in told)
        authorization = self.authorization(method, path, query, told, names)
        return told | {"Authorization": authorization}

    def authorization(
        self,
        method: str,
        path: str,
        query: Query,
        headers: Mapping[str, str],
        names: Sequence[str],
    ) -> str:
        """Over the headers called `names`, lower-case and sorted; x-amz-date must be among them."""
        values = {name.lower(): " ".join(value.split()) for name, value in headers.items()}
        canonical = "\n".join(
            [
                method,
                path,
                encoded(query),
                *(f"{name}:{values[name]}" for name in names),
                "",
                ";".join(names),
                values["x-amz-content-sha256"],
            ]
        )
        moment = values["x-amz-date"]
        scope = f"{moment[:8]}/{self.region}/{self.service}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"{_ALGORITHM}\n{moment}\n{scope}\n{digest}"
        signature = hmac.new(self._key(moment[:8]), text.encode(), hashlib.sha256).hexdigest()
        return (
            f"{_ALGORITHM} Credential={self.access_key}/{scope}, "
            f"SignedHeaders={';'.join(names)}, Signature={signature}"
        )

    def _key(self, day: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in (day, self.region, self.service, "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def encoded(query: Query) -> str:
    """As it must be both signed and sent: in the order of what is encoded, not of what it says."""
    pairs = [(quote(name, safe="~"), quote(value, safe="~")) for name, value in query]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))
