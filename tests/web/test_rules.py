"""The list of the shell is the shell: nothing on the disk is left out, nothing is invented."""

from field_api.web import rules

STATIC = rules.FILES


def test_nothing_of_the_desk_is_in_the_shell() -> None:
    assert {"app", "store", "write"} <= set(rules.MODULES)
    assert not [name for name in rules.MODULES if name.startswith(("desk", "console"))]


def test_every_stylesheet_is_listed_in_the_order_in_which_it_counts() -> None:
    lying = {one.stem for one in STATIC.glob("*.css")}
    assert set(rules.STYLES) == {one for one in lying if not one.startswith(("desk", "console"))}
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
    first = rules.version_of("<html>", "a.1.js")
    assert first == rules.version_of("<html>", "a.1.js")
    assert first != rules.version_of("<html >", "a.1.js")
    assert first != rules.version_of("<html>", "a.2.js")
