"""Sftp without a system at the other end: settings, keys, names."""

from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors.kinds.sftp import Sftp
from field_api.connectors.rules import Capability, ConfigRefused, Outcome
from field_api.connectors.wire.folder import Names
from field_api.connectors.wire.ssh_keys import CredentialsRefused, pins, private_key
from tests.items import item

ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPZBMvJ7pvd7bIoNvPrkv9oJkAYGUUz5mF0HkzQYCkqO"
FINGERPRINT = "SHA256:" + "A" * 43
HERE = {"base_url": "sftp://127.0.0.1:9/in", "username": "fieldbook", "host_key": FINGERPRINT}


@pytest.mark.parametrize(
    "change",
    [
        {"base_url": "ftp://127.0.0.1/in"},
        {"base_url": "sftp://upload.invalid/in"},
        {"base_url": "sftp://fieldbook@127.0.0.1/in"},
        {"base_url": "sftp://127.0.0.1/in/../../etc"},
        {"base_url": "sftp://127.0.0.1/in%2f.."},
        {"username": ""},
        {"username": 7},
        {"host_key": None},
        {"host_key": ""},
        {"host_key": []},
        {"host_key": "SHA256:short"},
        {"host_key": "MD5:16:27:ac"},
        {"host_key": "ssh-ed25519 nonsense"},
        {"host_key": "*"},
        {"verify": False},
        {"format": "docx"},
        {"name": "crime.json"},
        {"name": "../{key}.json"},
        {"name": ".{key}.json"},
        {"name": "{key}.part"},
        {"name": "{key}{key}.json"},
        {"acks": "../acks"},
        {"keeps_files": "no"},
    ],
)
def test_settings_that_could_never_work_are_refused(change: dict[str, Any]) -> None:
    Sftp(HERE, "secret")
    with pytest.raises(ConfigRefused):
        Sftp(HERE | change, "secret")


@pytest.mark.parametrize("missing", ["base_url", "username", "host_key"])
def test_nothing_needed_is_guessed(missing: str) -> None:
    with pytest.raises(ConfigRefused):
        Sftp({name: value for name, value in HERE.items() if name != missing}, "secret")


def test_what_it_offers_follows_from_what_the_receiver_does() -> None:
    def offers(**config: Any) -> set[Capability]:
        return set(Sftp(HERE | config, "secret").capabilities)

    kept = {Capability.ENTRIES, Capability.ERASURE, Capability.LOOKUP, Capability.LISTING}
    assert offers() == kept
    assert offers(updates=True) == kept | {Capability.UPDATES}
    assert offers(keeps_files=False) == {Capability.ENTRIES, Capability.ERASURE}
    assert offers(keeps_files=False, acks="acks") == kept - {Capability.LISTING}


def test_a_key_that_cannot_be_read_is_never_sent_as_a_password() -> None:
    spoiled = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"
    with pytest.raises(CredentialsRefused):
        private_key(spoiled)
    assert private_key("a password") is None
    sent = Sftp(HERE, spoiled).send(item(b"{}"), deadline=5)
    assert sent.outcome is Outcome.CREDENTIALS
    assert "AAAA" not in sent.reason


def test_a_pinned_key_says_which_sort_to_ask_for() -> None:
    (pin,) = pins(f"{ED25519} of the upload server")
    assert pin.algorithms == ("ssh-ed25519",)
    assert [one.kind for one in pins([ED25519, FINGERPRINT])] == ["ssh-ed25519", ""]


def test_a_name_is_told_from_those_of_other_files() -> None:
    names, key = Names("crime-{key}.csv"), uuid4()
    assert names.key(names.file(key)) == key
    part = f"{names.file(key)}.0a1b2c3d.part"
    others = [names.sidecar(key), names.order(key), names.erased(key), part, f"{key}.csv", "x.csv"]
    assert [names.key(name) for name in others] == [None] * len(others)
    assert names.is_part(part, key)
    assert not names.is_part(part, uuid4())
    assert not names.is_part(names.sidecar(key), key)
