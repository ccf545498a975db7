"""Where files are kept, as a setting."""

from pathlib import Path

import pytest

from backend import files
from backend.env import Misconfigured

HOME = Path("/home/of/files")


def test_a_private_folder_unless_told() -> None:
    kept = files.storage("", "", "", HOME)
    assert kept["OPTIONS"] == {
        "location": str(HOME),
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }


def test_a_bucket() -> None:
    url = (
        "s3://evidence/field%20work/?endpoint=https://s3.example&region=eu-west-2&sse=aws:kms&kms=k"
    )
    options = files.storage(url, "key", "secret", HOME)["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("evidence", "field work")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example", "eu-west-2")
    assert (options["access_key"], options["secret_key"]) == ("key", "secret")
    assert options["object_parameters"] == {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "k"}
    plain = files.storage("s3://evidence", "", "", HOME)["OPTIONS"]
    assert not {"access_key", "secret_key", "endpoint_url"} & set(plain)  # the machine's own


@pytest.mark.parametrize(
    "url",
    ["evidence", "s3://", "https://evidence", "s3://key:secret@evidence", "s3://a?acl=public"],
)
def test_what_is_no_bucket_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"^ATTACHMENTS_URL must read") as refused:
        files.storage(url, "", "", HOME)
    assert "secret" not in str(refused.value)
