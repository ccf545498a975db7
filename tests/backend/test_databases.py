"""DATABASE_URL, and which roles pool."""

import pytest

from backend import databases
from backend.env import Misconfigured


def test_an_address_is_taken_apart():
    entry = databases.from_url("postgresql://a%40b:p%2Fw@db.example:6432/field?sslmode=verify-full")
    assert entry == {
        "NAME": "field",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
    }


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/n", "postgresql://u:hunter2@h", "hunter2"])
def test_another_address_is_refused_without_its_password(url):
    with pytest.raises(Misconfigured) as refused:
        databases.from_url(url)
    assert "hunter2" not in str(refused.value)


def test_only_web_processes_pool(tmp_path):
    entry = databases.embedded(tmp_path)
    web = databases.connected(entry, "web", (1, 8, 5))
    worker = databases.connected(entry, "worker", (1, 8, 5))
    assert web["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 5}
    assert "pool" not in worker["OPTIONS"]
    assert worker["CONN_HEALTH_CHECKS"]
    assert web["WALLED"] and worker["WALLED"]
    assert not databases.connected(entry, "command", (1, 8, 5))["WALLED"]
