import time
from uuid import RFC_4122

from field_api.lib import ids


def test_an_id_is_a_uuid_of_version_7() -> None:
    for _ in range(200):
        made = ids.new()
        assert (made.version, made.variant) == (7, RFC_4122)


def test_an_id_begins_with_its_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    stamp = ids.new().int >> 80
    assert before <= stamp <= time.time_ns() // 1_000_000


def test_ids_of_later_milliseconds_sort_later() -> None:
    made = []
    for _ in range(5):
        made.append(ids.new())
        time.sleep(0.002)
    assert sorted(made) == made
    assert sorted(map(str, made)) == list(map(str, made))


def test_ids_do_not_meet() -> None:
    assert len({ids.new() for _ in range(5_000)}) == 5_000
