"""Where secrets come from, and what is no secret."""

from pathlib import Path

import pytest

from field_api.connectors.credentials import SecretMissing, known, read, several


def test_a_secret_is_read_from_the_environment_or_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECORDS_TOKEN", "of the records")
    assert read("env:RECORDS_TOKEN") == "of the records"
    (tmp_path / "token").write_text("of the file\n")
    assert read(f"file:{tmp_path / 'token'}") == "of the file"


@pytest.mark.parametrize("ref", ["", "env:", "file:", "vault:records", "RECORDS_TOKEN"])
def test_what_is_no_reference_is_said(ref: str) -> None:
    assert not known(ref)
    with pytest.raises(SecretMissing):
        read(ref)


@pytest.mark.parametrize("secret", ["", " \n", "one\r\nX-Other: two", "é", "x" * 5000, "a\x00"])
def test_what_could_not_stand_in_a_header_is_no_secret(secret: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(secret, newline="")
    with pytest.raises(SecretMissing) as missing:
        read(f"file:{tmp_path / 'token'}")
    assert not secret.strip() or secret not in str(missing.value)


def test_a_missing_one_is_named_by_its_reference(tmp_path: Path) -> None:
    for ref in ("env:FIELDBOOK_NO_SUCH_TOKEN", f"file:{tmp_path / 'none'}", f"file:{tmp_path}"):
        with pytest.raises(SecretMissing, match=ref):
            read(ref)


def test_several_stand_at_one_reference_while_they_are_rotated(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text("new\nold\n")
    assert several(f"file:{file}") == ["new", "old"]
    for text in ("", " \n", "new old\x00"):
        file.write_text(text)
        with pytest.raises(SecretMissing):
            several(f"file:{file}")


PEM = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA+/=\nBBBB\n-----END OPENSSH PRIVATE KEY-----"


def test_a_private_key_may_have_its_lines_and_no_others(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{PEM}\n")
    assert read(f"file:{file}") == PEM
    for spoiled in (PEM.replace("BBBB", "X-Other: two"), PEM + "\nX", PEM.replace("B\n", "\n\n")):
        file.write_text(spoiled)
        with pytest.raises(SecretMissing):
            read(f"file:{file}")
