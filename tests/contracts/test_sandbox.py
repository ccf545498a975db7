"""A sandbox system over HTTP: what it answers programs that err, and its page for people."""

import re
import signal
import socket
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.queries.sandbox import TOKEN, Sandbox

Boxes = dict[str, Sandbox]
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NOTE = '{"type":"NOTE","summary":"<script>alert(1)</script> & more","reference":"34/26/000123"}'


def post(box: Sandbox, content: str = NOTE, **headers: str) -> httpx2.Response:
    sent = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    sent |= {"Fieldbook-Version": "1"} | BEARER | headers
    return httpx2.post(f"{box.url}/api/entries", content=content.encode(), headers=sent)


def names(**headers: str) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (NOTE, names(Authorization="Bearer wrong"), 401),
        (NOTE, names(Authorization=""), 401),
        (NOTE, names(Authorization=TOKEN), 401),
        (NOTE, names(Idempotency_Key="7"), 400),
        (NOTE, names(Fieldbook_Version="0"), 400),
        (NOTE, names(Fieldbook_Version="1234567890"), 400),
        (NOTE, names(Content_Type="text/plain"), 415),
        ("{", {}, 400),
        ("[]", {}, 400),
        ('{"summary":NaN}', {}, 400),
        ("[" * 100_000, {}, 400),
        ("x" * (2 << 20) + "x", {}, 413),
        ('{"type":"NOTE"}', {}, 422),
    ],
)
def test_a_program_that_errs_is_told(
    boxes: Boxes, content: str, headers: dict[str, str], status: int
) -> None:
    answer = post(boxes["records"], content, **headers)
    assert answer.status_code == status
    assert answer.json()


def test_what_is_nowhere_and_what_is_not_held(boxes: Boxes) -> None:
    url, key = boxes["records"].url, uuid4()
    assert httpx2.get(f"{url}/api/elsewhere", headers=BEARER).status_code == 404
    assert httpx2.delete(f"{url}/api/entries", headers=BEARER).status_code == 404
    for path in (f"by-key/{key}", f"by-key/{key}/bytes"):
        answer = httpx2.get(f"{url}/api/entries/{path}", headers=BEARER)
        assert (answer.status_code, answer.json()["key"]) == (404, str(key))
    assert httpx2.patch(f"{url}/api/entries", headers=BEARER).status_code == 501


def test_faults_are_set_read_and_cleared_only_with_the_token(boxes: Boxes) -> None:
    url = f"{boxes['records'].url}/faults"
    assert httpx2.put(url, json={"down": True}).status_code == 401
    assert httpx2.put(url, json={"explode": 1}, headers=BEARER).status_code == 422
    set_to: dict[str, Any] = {"status": 503, "count": 3, "on": "entries"}
    assert httpx2.put(url, json=set_to, headers=BEARER).json().items() >= set_to.items()
    assert httpx2.get(url, headers=BEARER).json()["count"] == 3
    assert httpx2.delete(url, headers=BEARER).json() == {}
    assert httpx2.get(url, headers=BEARER).json() == {}


def test_the_page_shows_what_is_held_and_runs_nothing(boxes: Boxes) -> None:
    reference = post(boxes["records"]).json()["reference"]
    page = httpx2.get(boxes["records"].url)
    assert "synthetic data – plays a records system" in unescape(page.text).replace("</strong>", "")
    assert reference in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    entry = httpx2.get(f"{boxes['records'].url}/entries/{reference}")
    assert "&lt;script&gt;" in entry.text
    assert "<script" not in page.text + entry.text
    assert httpx2.get(f"{boxes['records'].url}/entries/RMS-999999").status_code == 404
    assert "FB26 DEM" in httpx2.get(f"{boxes['records'].url}/known").text
    assert httpx2.get(f"{boxes['records'].url}/page.css").status_code == 200


def test_a_double_is_marked(boxes: Boxes) -> None:
    report = '{"source_evaluation":"1","items":[{"narrative":"a","assessment":"A","handling":"P"}]}'
    key = names(Idempotency_Key=str(uuid4()))
    for _ in range(2):
        assert post(boxes["intelligence"], report, **key).status_code == 201
    assert "held more than once" in httpx2.get(boxes["intelligence"].url).text


def form_token(box: Sandbox) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', httpx2.get(box.url).text)
    assert found
    return found[1]


def switch(box: Sandbox, **form: str) -> httpx2.Response:
    return httpx2.post(f"{box.url}/faults", data={"form_token": form_token(box)} | form)


def test_faults_are_switched_on_the_page_even_while_all_is_down(boxes: Boxes) -> None:
    box = boxes["records"]
    assert switch(box, do="on", what="down").headers["location"] == "/"
    with pytest.raises(httpx2.NetworkError):
        httpx2.get(f"{box.url}/health")
    assert "Is down" in httpx2.get(box.url).text
    assert switch(box, do="off").status_code == 303
    assert httpx2.get(f"{box.url}/health").json()["ok"] is True


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            {"what": "slow", "latency_ms": "1500", "percent": "50"},
            "ms on everything, 50% of the time",
        ),
        (
            {"what": "status", "status": "503", "on": "search", "count": "1"},
            "503 on searches, for 1",
        ),
        ({"what": "hang_after_accept", "on": "entries"}, "never answers on new entries"),
        ({"what": "reset", "seconds": "60"}, "more seconds"),
    ],
)
def test_the_page_says_which_fault_is_on(boxes: Boxes, form: dict[str, str], said: str) -> None:
    assert switch(boxes["records"], do="on", **form).status_code == 303
    assert said in httpx2.get(boxes["records"].url).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"what": "explode"},
        {"what": "slow", "latency_ms": "soon"},
        {"what": "status", "status": "9"},
        {"what": "reset", "count": "0"},
    ],
)
def test_a_form_that_makes_no_sense_is_answered_in_words(
    boxes: Boxes, form: dict[str, str]
) -> None:
    answer = switch(boxes["records"], do="on", **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_no_other_site_can_post_the_form(boxes: Boxes) -> None:
    url = f"{boxes['records'].url}/faults"
    for form in ({}, {"form_token": "guessed"}, {"form_token": ""}):
        assert httpx2.post(url, data=form | {"do": "on", "what": "down"}).status_code == 403
    assert httpx2.get(url, headers=BEARER).json() == {}


def test_the_page_is_not_shown_under_another_name(boxes: Boxes) -> None:
    """DNS rebinding: a site whose name suddenly stands for 127.0.0.1 must not read the form."""
    answer = httpx2.get(boxes["records"].url, headers={"Host": "rebound.example"})
    assert answer.status_code == 403


def test_a_chunked_or_torn_request_stores_nothing(boxes: Boxes) -> None:
    def chunks() -> Any:
        yield NOTE.encode()

    headers = BEARER | {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    url = f"{boxes['records'].url}/api/entries"
    assert httpx2.post(url, content=chunks(), headers=headers).status_code == 411
    key = uuid4()
    head = f"POST /api/entries HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    head += f"Idempotency-Key: {key}\r\nFieldbook-Version: 1\r\nContent-Type: application/json\r\n"
    port = int(boxes["records"].url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"{head}Content-Length: 9999\r\n\r\n{NOTE}".encode())
        line.shutdown(socket.SHUT_WR)
        line.settimeout(20)
        assert line.recv(100) == b""
    assert httpx2.get(f"{url}/by-key/{key}", headers=BEARER).status_code == 404


def test_it_stops_at_once_even_while_it_hangs(tmp_path: Path) -> None:
    words = ["--play", "records", "--port", "0", "--data", str(tmp_path), "--token", TOKEN]
    command = [sys.executable, "-W", "error", "-m", "field_api.connectors.sandbox", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        box = Sandbox("records", url, tmp_path)
        box.breaks(hang_after_accept=True)
        with pytest.raises(httpx2.ReadTimeout):
            httpx2.post(
                f"{url}/api/entries",
                content=NOTE,
                headers=BEARER
                | {"Idempotency-Key": str(uuid4()), "Fieldbook-Version": "1"}
                | {"Content-Type": "application/json"},
                timeout=0.3,
            )
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_it_needs_nothing_but_python() -> None:
    """A force tries connectors on any machine: no package, and no Django, is imported."""
    script = "import sys, field_api.connectors.sandbox.__main__; "
    script += "print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) - set(sys.stdlib_module_names) - {"__main__"} == {"field_api"}
