"""The demonstration's systems keep their addresses and tokens, as long as they can."""

import json
import socket
from pathlib import Path

from backend.runtime.sandboxes import ASKED, PLAYS, Sandbox, kept


def _ports(boxes: list[Sandbox]) -> list[int]:
    return [port for box in boxes for port in (box.port, box.door_port) if port]


def test_every_start_finds_what_the_last_one_chose(tmp_path: Path) -> None:
    first = kept(tmp_path)
    assert [box.play for box in first] == [*PLAYS, *ASKED]
    assert kept(tmp_path) == first
    assert len(set(_ports(first))) == len(first) + 4, "four of them have a door of their own"


def test_one_whose_door_is_taken_moves_and_no_other_does(tmp_path: Path) -> None:
    first = kept(tmp_path)
    with socket.create_server(("127.0.0.1", first[3].door_port)):
        second = kept(tmp_path)
    assert [old == new for old, new in zip(first, second, strict=True)] == [
        play != first[3].play for play in [*PLAYS, *ASKED]
    ]
    assert len(set(_ports(second))) == len(_ports(second))


def test_a_home_of_before_the_doors_gets_them(tmp_path: Path) -> None:
    first = kept(tmp_path)
    before = [{"play": box.play, "port": box.port, "token": box.token} for box in first]
    (tmp_path / "demo.json").write_text(json.dumps(before))
    for old, new in zip(first, kept(tmp_path), strict=True):
        assert bool(new.door_port) == bool(old.door_port)
        assert (new.token == old.token) == (not old.door_port)


def test_a_home_that_was_moved_keeps_its_data_where_it_is_now(tmp_path: Path) -> None:
    kept(tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    for box in kept(tmp_path / "new"):
        assert Path(box.folder).is_relative_to(tmp_path / "new")
