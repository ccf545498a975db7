"""Settings are typed, and each that exists is documented."""

import pytest
from django.core.management import call_command

from backend import env


def test_the_documentation_is_current():
    call_command("settings_doc", check=True)


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(env, "REGISTER", {})
    assert env.secret("SECRET_KEY", "help") == "s3cret"


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DEBUG", "perhaps", lambda: env.flag("DEBUG", False, "help")),
        ("COUNT", "many", lambda: env.number("COUNT", 1, "help")),
        ("COUNT", "0", lambda: env.number("COUNT", 1, "help", least=1)),
        ("ROLE", "king", lambda: env.choice("ROLE", ("web", "worker"), "web", "help")),
        ("KEY_FILE", "/nowhere/at/all", lambda: env.secret("KEY", "help")),
    ],
)
def test_what_cannot_be_used_is_named_but_not_repeated(monkeypatch, name, value, read):
    monkeypatch.setattr(env, "REGISTER", {})
    monkeypatch.setenv(name, value)
    with pytest.raises(env.Misconfigured, match=name) as refused:
        read()
    assert value not in str(refused.value)


def test_a_secret_given_twice_is_refused(monkeypatch):
    monkeypatch.setattr(env, "REGISTER", {})
    monkeypatch.setenv("KEY", "one")
    monkeypatch.setenv("KEY_FILE", "/two")
    with pytest.raises(env.Misconfigured, match="not both"):
        env.secret("KEY", "help")
