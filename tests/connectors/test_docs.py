"""docs/adding-a-system.md: what it registers, what it lists, and the kind it adds, all tried."""

import importlib.util
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors import kinds
from field_api.connectors.models import System
from field_api.connectors.sandbox.systems import PARTS
from field_api.delivery import actions as delivery
from field_api.delivery.models import Delivery
from field_api.mapping import actions as mapping
from tests.delivery.parcels import parcel, put
from tests.house import tree
from tests.queries.sandbox import TOKEN
from tests.written import NOTE

PAGE = (tree.ROOT / "docs" / "adding-a-system.md").read_text()
FOR_ALL = {"base_url", "networks", "ca_file", "client_cert", "client_key"}


def block(title: str) -> str:
    """The Python under a title of the page."""
    found = re.search(rf"{re.escape(title)}\n\n```python\n(.*?)```", PAGE, re.DOTALL)
    assert found, f"no Python under {title}"
    return found[1]


def settings(heading: str) -> set[str]:
    """What stands in the first column of the table under a heading."""
    text = PAGE.partition(f"\n### `{heading}`\n")[2]
    section = re.split(r"\n##", text)[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall("`([a-z0-9_]+)`", cell)}


@pytest.mark.parametrize("name", kinds.names())
def test_the_settings_of_every_kind_are_listed(name: str) -> None:
    taken = set(import_module(f"{kinds.__name__}.{name}")._SETTINGS)
    assert settings(name) >= taken - FOR_ALL
    assert settings(name) <= taken


def test_every_system_of_the_sandbox_is_described() -> None:
    page = (tree.ROOT / "docs" / "sandbox.md").read_text()
    table = page.partition("| `--play` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) >= PARTS.keys()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files of the example, in a directory of their own."""
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "dispatch.py").write_text(
        block("`field_api/connectors/kinds/dispatch.py`:")
    )
    (tmp_path / "test_dispatch.py").write_text(block("`tests/contracts/test_dispatch.py`:"))
    added = (
        "import pytest",
        "from field_api.connectors import kinds",
        'pytest.register_assert_rewrite("tests.contracts.kind")',
        f"kinds.__path__.append({str(tmp_path / 'kinds')!r})",
    )
    (tmp_path / "conftest.py").write_text("\n".join(added))
    return tmp_path


def test_the_kind_fits_on_a_page() -> None:
    lines = block("`field_api/connectors/kinds/dispatch.py`:").splitlines()
    assert len([line for line in lines if line.strip()]) < 80


@pytest.mark.slow
@pytest.mark.long
def test_the_kind_keeps_the_contract(written: Path) -> None:
    words = ["-q", "-c", str(tree.ROOT / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", str(written), str(written)],
        cwd=tree.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) >= 20


@pytest.fixture
def room(written: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(written / "kinds")])
    monkeypatch.setattr(kinds, "_held", {})
    spec = importlib.util.spec_from_file_location("dispatch_desk", written / "test_dispatch.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop(f"{kinds.__name__}.dispatch", None)


@pytest.mark.django_db
def test_the_kind_carries_an_entry_from_the_outbox(
    room: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_SECRET", TOKEN)
    with room.Room() as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        system = connectors.register(
            code="dispatch",
            name="Control room",
            kind="dispatch",
            config={"base_url": server.url},
            secret_ref="env:DISPATCH_SECRET",
            clearance="OFFICIAL-SENSITIVE",
            lookup="by_key",
        )
        mapping.install(system=system, kind=NOTE, call="records")
        delivery.route(kind=NOTE, system=system)
        (made,) = put(parcel())
        assert delivery.drain(system.pk, seconds=20.0) == 1
        server.shutdown()
        serving.join()
    row = Delivery.objects.get(pk=made.pk)
    assert (row.state, row.remote_ref) == ("delivered", f"ref-{made.key}")
    assert list(server.held) == [str(made.key)]


@pytest.mark.django_db
def test_what_it_registers_is_registered() -> None:
    exec(compile(block("## Registering one"), "adding-a-system.md", "exec"), {})  # noqa: S102
    system = System.objects.get(code="custody")
    assert (system.kind, system.max_in_flight, system.lookup) == ("rest_json", 4, "by_key")
    (made,) = put(parcel())
    assert made.system == system
