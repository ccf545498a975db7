"""Where files of the record are kept and how much of them is taken, as settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from backend import env
from backend.env import Misconfigured

_MIB = 2**20
_OPTIONS = frozenset({"endpoint", "region", "sse", "kms"})


@dataclass(frozen=True, slots=True)
class Files:
    """`storage` is Django's STORAGES entry. Sizes in bytes. `scanner` is empty, `clamd://host:port`
    or the dotted name of a callable.
    """

    storage: dict[str, Any]
    staging: Path
    scanner: str
    most: int
    quota: int
    days: int
    at_once: int


def read(home: Path) -> Files:
    return Files(
        storage=storage(
            env.text(
                "ATTACHMENTS_URL",
                "",
                "Where photos and files are kept: s3://bucket/prefix?endpoint=https://…&region=…, "
                "with sse=AES256, or sse=aws:kms and kms=key, where the store encrypts.",
                shown="FIELDBOOK_HOME/media/attachments",
            ),
            env.text("ATTACHMENTS_KEY_ID", "", "Access key of that store; else the machine's own."),
            env.secret("ATTACHMENTS_SECRET", "Secret of that access key."),
            home / "media" / "attachments",
        ),
        staging=Path(
            env.text(
                "ATTACHMENTS_STAGING",
                str(home / "media" / "uploads"),
                "Folder of what is still being uploaded. Every web process and worker needs the "
                "same one.",
                shown="FIELDBOOK_HOME/media/uploads",
            )
        ).absolute(),
        scanner=env.text(
            "ATTACHMENT_SCANNER",
            "",
            "What looks for malware: clamd://host:port, or the dotted name of a Python callable.",
            shown="none: files are kept and shown as unscanned",
        ),
        most=_MIB * env.number("ATTACHMENT_MIB", 512, "Largest file, in MiB.", least=1),
        quota=_MIB
        * env.number(
            "ATTACHMENT_QUOTA_MIB",
            4096,
            "MiB an officer may have unfinished, with what they finished in the last 24 hours.",
            least=1,
        ),
        days=env.number(
            "ATTACHMENT_DAYS", 14, "Days an unfinished upload is kept after its last byte.", least=1
        ),
        at_once=env.number(
            "UPLOADS_AT_ONCE",
            10,
            "Uploads one web process takes at a time; others are told to come again. Fewer than it "
            "has threads, so that no photo holds back a text.",
            least=1,
        ),
    )


def storage(url: str, key_id: str, secret: str, folder: Path) -> dict[str, Any]:
    """Raises Misconfigured."""
    if not url:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        backend = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": backend, "OPTIONS": {"location": str(folder), **modes}}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    if (
        parts.scheme != "s3"
        or not parts.hostname
        or "@" in parts.netloc
        or not asked.keys() <= (_OPTIONS)
    ):
        raise Misconfigured("ATTACHMENTS_URL must read s3://bucket/prefix?endpoint=…&region=….")
    options: dict[str, Any] = {
        "bucket_name": parts.netloc,
        "location": unquote(parts.path).strip("/"),
        "default_acl": None,
        "file_overwrite": True,
        "signature_version": "s3v4",
        "addressing_style": "path" if "endpoint" in asked else "auto",
        "object_parameters": _encryption(asked),
    }
    given = {
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "access_key": key_id,
        "secret_key": secret,
    }
    options |= {name: value for name, value in given.items() if value}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _encryption(asked: dict[str, str]) -> dict[str, str]:
    named = {"ServerSideEncryption": asked.get("sse"), "SSEKMSKeyId": asked.get("kms")}
    return {name: value for name, value in named.items() if value}
