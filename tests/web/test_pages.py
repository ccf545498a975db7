"""The public shell: strict about what may run, and free of data."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client, override_settings

from field_api.web import rules

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HASHED = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "field_api.web.storage.JoinedStorage"},
}


def policy(response: object) -> str:
    return str(response.headers["Content-Security-Policy"])  # type: ignore[attr-defined]


def test_the_shell_allows_its_own_import_map_and_no_other_inline_script() -> None:
    response = Client().get("/")
    page = response.content.decode()
    nonce = re.search(r'<script type="importmap" nonce="([^"]+)">', page)
    assert nonce and f"script-src 'self' 'nonce-{nonce[1]}'" in policy(response)
    assert "unsafe" not in policy(response)
    assert Client().get("/").content != response.content, "a nonce was used twice"


def test_the_import_map_names_every_module() -> None:
    page = Client().get("/").content.decode()
    text = re.search(r"<script type=\"importmap\"[^>]*>(.*?)</script>", page, re.DOTALL)
    assert text
    imports = json.loads(text[1])["imports"]
    assert set(imports) == {f"fieldbook/{name}" for name in rules.MODULES}


def test_the_shell_sets_no_cookie_and_is_asked_for_anew() -> None:
    response = Client().get("/")
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/sw.js", "/manifest.webmanifest"])
def test_the_shell_is_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405


def test_the_service_worker_keeps_only_hashed_files_that_exist(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=HASHED):
        call_command("collectstatic", interactive=False, verbosity=0)
        text = Client().get("/sw.js").content.decode()
        page = Client().get("/").content.decode()
    listed = re.search(r"const FILES = \[(.*?)\];", text, re.DOTALL)
    assert listed
    urls = re.findall(r'"(.+?)"', listed[1].replace("\\u002D", "-"))
    files = [url for url in urls if url != "/manifest.webmanifest"]
    assert {"/static/web/joined/app", "/static/web/joined/later"} <= {
        url.split(".")[0] for url in files
    }
    for url in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", url), url
        assert (tmp_path / url.removeprefix("/static/")).exists(), url
    asked = set(re.findall(r'"(/static/web/[^"]+\.(?:js|css))"', page.replace("\\u002D", "-")))
    assert asked <= set(files), "the page asks for what no phone keeps"


def test_page_and_service_worker_name_the_same_version() -> None:
    page, worker = (Client().get(path).content.decode() for path in ("/", "/sw.js"))
    version = re.search(r'<meta name="fieldbook-shell" content="([0-9a-f]{16})">', page)
    assert version and f'const VERSION = "{version[1]}"' in worker


def test_the_service_worker_is_a_script_of_the_root() -> None:
    response = Client().get("/sw.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "/api/" not in response.content.decode()


def test_the_manifest_makes_it_installable() -> None:
    response = Client().get("/manifest.webmanifest")
    manifest = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"]) == ("/", "standalone")
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    assert [one["url"] for one in manifest["shortcuts"]] == ["/#/new", "/#/work"]
    named = [*manifest["icons"], *(icon for one in manifest["shortcuts"] for icon in one["icons"])]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in named)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_template_carries_inline_script_or_style(path: Path) -> None:
    text = re.sub(r"{%.*?%}", "", path.read_text())
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag]
    assert all("nonce=" in tag for tag in inline)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
