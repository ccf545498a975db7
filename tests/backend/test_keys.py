"""Keys made on first use."""

from backend import keys


def test_a_key_is_made_once_and_kept_private(tmp_path):
    home = tmp_path / "home"
    first = keys.kept(home)
    assert keys.kept(home) == first
    assert len(first) > 50
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in home.iterdir()] == ["secret_key"]


def test_a_private_key_is_pem(tmp_path):
    assert keys.kept_p256(tmp_path, "receipt_key").startswith("-----BEGIN PRIVATE KEY-----")
