"""The list of the shell is the shell: nothing on the disk is left out, nothing is invented."""

from pathlib import Path

from field_api.web import rules

STATIC = Path(rules.__file__).parent / "static" / "web"


def mine(suffix: str) -> set[str]:
    """Files of the handset; those of desk and console are served to who signed in, page by page."""
    theirs = ("desk", "console")
    return {path.stem for path in STATIC.glob(f"*{suffix}") if not path.stem.startswith(theirs)}


def test_every_module_and_stylesheet_is_listed() -> None:
    assert set(rules.MODULES) == mine(".js")
    assert set(rules.STYLES) == mine(".css")
    assert all((STATIC / icon).exists() for icon in rules.ICONS)


def test_modules_import_by_bare_name_only() -> None:
    """A relative import would name the unhashed file, which no cache may keep for good."""
    for name in rules.MODULES:
        text = (STATIC / f"{name}.js").read_text()
        sources = [line.split('from "')[1] for line in text.splitlines() if '} from "' in line]
        assert all(source.startswith("fieldbook/") for source in sources), name


def test_no_module_parses_markup_or_code() -> None:
    dangerous = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        ".style",
    )
    for name in rules.MODULES:
        text = (STATIC / f"{name}.js").read_text()
        assert not [word for word in dangerous if word in text], name


def test_a_version_names_one_state_of_the_shell() -> None:
    first = rules.version_of("<html>", ["a.1.js"])
    assert first == rules.version_of("<html>", ["a.1.js"])
    assert first != rules.version_of("<html >", ["a.1.js"])
    assert first != rules.version_of("<html>", ["a.2.js"])
