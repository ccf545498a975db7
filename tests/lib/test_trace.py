import pytest

from field_api.lib import trace


def test_a_callers_id_is_taken_over() -> None:
    assert trace.begin("0190b7c2-aaaa-7000") == trace.current() == "0190b7c2-aaaa-7000"


@pytest.mark.parametrize(
    "smuggled",
    [None, "", "short", "x" * 65, "two words here", "line\nfeed-1", "abcdefgh\n", "äöüäöüäö"],
)
def test_what_could_smuggle_text_into_logs_is_replaced(smuggled: str | None) -> None:
    made = trace.begin(smuggled)
    assert made == trace.current() != smuggled
    assert len(made) == 16 and int(made, 16) >= 0
