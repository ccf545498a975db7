"""The draw, and what raises it."""

from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.catalogue.rules import Mode, Review
from field_api.submissions import sampling
from field_api.submissions.sampling import LABELS, Record, Standing, is_drawn, is_looked_at, settled

KEY, OTHER = sampling.key_of("one secret"), sampling.key_of("another secret")
IDS = [uuid5(UUID(int=7), str(number)) for number in range(4000)]


def review(mode: Mode = Mode.SAMPLE, percent: int = 10, **closer: int) -> Review:
    return Review(mode, percent, 168, ("supervisor",), False, **closer)


def said(
    policy: Review, record: Record | None = None, *, of: UUID = IDS[0], known: bool = False
) -> Standing:
    return settled(policy, record or Record(), key=KEY, submission=of, known=known)


@pytest.mark.parametrize("percent", [1, 10, 50])
def test_of_many_about_the_share_is_drawn(percent: int) -> None:
    drawn = sum(is_drawn(KEY, one, percent) for one in IDS)
    # Fixed ids under a fixed key: no chance in it. Five standard deviations of a fair draw.
    spread = 5 * (len(IDS) * percent / 100 * (1 - percent / 100)) ** 0.5
    assert abs(drawn - len(IDS) * percent / 100) < spread


@given(st.uuids(), st.integers(0, 100))
def test_it_is_the_same_whoever_asks_and_a_higher_share_takes_in_the_lower(
    one: UUID, percent: int
) -> None:
    assert is_drawn(KEY, one, percent) == is_drawn(KEY, UUID(str(one)), percent)
    assert not is_drawn(KEY, one, percent) or is_drawn(KEY, one, min(100, percent + 1))
    assert is_drawn(KEY, one, 100) and not is_drawn(KEY, one, 0)


def test_another_key_draws_others() -> None:
    ours, theirs = ({one for one in IDS if is_drawn(key, one, 10)} for key in (KEY, OTHER))
    assert ours != theirs
    assert len(ours & theirs) < len(ours) / 2  # a tenth of them by chance


def test_the_key_says_nothing_of_the_secret_it_is_made_of() -> None:
    assert len(KEY) == 32 and b"one secret" not in KEY and KEY != OTHER


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER, Mode.NONE], ids=lambda mode: mode.value)
def test_what_is_not_drawn_follows_its_mode_whatever_the_record(mode: Mode) -> None:
    policy = review(mode, first=1000, returned_percent=1, returned_days=9)
    assert said(policy, Record(0, 9, 9), known=True) == mode.value


def test_the_first_of_an_officer_are_all_read() -> None:
    policy = review(percent=0, first=3)
    told = [said(policy, Record(written=number)) for number in range(5)]
    assert told == [Standing.FIRST] * 3 + [Standing.SAMPLED_OUT] * 2


@pytest.mark.parametrize(
    ("decided", "returned", "raised"),
    [(0, 0, False), (2, 2, False), (3, 0, False), (10, 1, False), (10, 2, True), (3, 3, True)],
    ids=["none", "too-few", "none-back", "below", "at", "all"],
)
def test_of_whom_much_was_sent_back_all_is_read(decided: int, returned: int, raised: bool) -> None:
    policy = review(percent=0, returned_percent=20, returned_days=90)
    assert (said(policy, Record(50, decided, returned)) == Standing.RETURNED) == raised
    assert said(review(percent=0), Record(50, decided, returned)) == Standing.SAMPLED_OUT


def test_what_somebody_knows_of_is_read_again() -> None:
    assert said(review(percent=0), Record(50), known=True) == Standing.KNOWN


def test_only_what_nobody_needs_to_read_is_not_looked_at() -> None:
    passed = {one for one in Standing if not is_looked_at(one)}
    assert passed == {Standing.NONE, Standing.SAMPLED_OUT}
    assert set(LABELS) == set(Standing)
    assert max(map(len, Standing)) <= 12  # of the column that keeps it
