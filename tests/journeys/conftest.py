"""The whole house, running: real processes, real systems, one for all journeys of a run."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from backend.handset import Handset
from backend.runtime import child, places
from backend.runtime.sandboxes import Sandbox
from backend.runtime.signins import SignIn

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class House:
    """A running demonstration. People: 0 and 1 write, 2 reviews. `pid` is who started it all."""

    base: str
    pid: int
    home: Path
    people: list[SignIn]
    boxes: dict[str, Sandbox]

    @contextmanager
    def handset(self, person: int) -> Iterator[Handset]:
        """A new handset, with this person signed in."""
        with Handset(self.base, name="Test handset") as handset:
            who = self.people[person]
            handset.sign_in(who.login, who.password, self.fresh_code(person))
            yield handset

    def unbind(self, handset: Handset) -> None:
        """Make its token one for whoever holds it: clients of other makers prove nothing."""
        digest = sha256(handset.token.encode()).digest()
        self.sql(
            "UPDATE identity_token SET bound = false WHERE digest = %s RETURNING digest", digest
        )
        handset.line.bound = False

    def fresh_code(self, person: int) -> str:
        """A code nobody has used: the database forgets the last, as half a minute would."""
        self.sql(
            "UPDATE otp_totp_totpdevice SET last_t = -1 WHERE user_id ="
            " (SELECT id FROM identity_officer WHERE login = %s)",
            self.people[person].login,
        )
        return self.people[person].code()

    def sql(self, text: str, *values: object) -> list[tuple[object, ...]]:
        sockets = places.sockets(self.home)
        where = {"host": str(sockets), "dbname": "fieldbook", "user": "fieldbook"}
        where["options"] = "-c fieldbook.reach=*"  # past the second wall
        with psycopg.connect(**where) as line:
            found = line.execute(text, values)
            return found.fetchall() if found.description else []


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("a house")) as house:  # with a space, as a real one may be
        yield house


@contextmanager
def running(home: Path) -> Iterator[House]:
    # Through the wrapper of every child: should this run be killed, the house ends with it.
    wrapped = [sys.executable, "-IS", child.__file__, str(os.getpid()), str(int(signal.SIGINT))]
    command = [*wrapped, "stay", sys.executable, "manage.py", "demo", "--empty", "--port", "0"]
    env = {name: value for name, value in os.environ.items() if name != "FIELDBOOK_ROLE"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**env, "FIELDBOOK_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as demo:
        try:
            yield _read(demo, home)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(30)


def _read(demo: subprocess.Popen[str], home: Path) -> House:
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if "Logs are in" in line:
            break
    base = re.search(r"Handset\s+(http\S+)/", said)
    assert base, f"the house did not start: {said}"
    people = re.findall(r"\n  (.+): .*\n\s+login (\S+)\s+password (\S+)\n.*secret (\S+)\)", said)
    kept = json.loads((home / "demo.json").read_text())
    return House(
        base[1],
        demo.pid,
        home,
        [SignIn(login, word, secret, name, "") for name, login, word, secret in people],
        {one["play"]: Sandbox(**one) for one in kept},
    )
