"""Word-level differences, without a database."""

from hypothesis import given
from hypothesis import strategies as some

from field_api.submissions.comparing import Part, compare, words
from field_api.submissions.reading import Answer

TEXT = some.text(alphabet="ab \n.", max_size=40)


def answer(pointer: str, text: str) -> Answer:
    return Answer(pointer, pointer.strip("/").title(), lines=(text,))


def marked(parts: tuple[Part, ...]) -> str:
    return "".join(f"[{part.text}]" if part.differs else part.text for part in parts)


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = words("He ran to the north gate.", "He walked to the gate.")
    assert (marked(before), marked(after)) == (
        "He [ran] to the [north] gate.",
        "He [walked] to the gate.",
    )


def test_texts_with_little_in_common_are_marked_whole() -> None:
    before, after = words("Known to police.", "I saw him pass a bag to a man in a red cap.")
    assert marked(before) == "[Known to police.]"
    assert marked(after) == "[I saw him pass a bag to a man in a red cap.]"


def test_a_very_long_text_is_marked_whole_and_quickly() -> None:
    before, after = words("a " * 50_000, "b " * 50_000)
    assert [part.differs for part in before] == [True, False]
    assert len(after) == 2


@given(TEXT, TEXT)
def test_no_text_is_lost(old: str, new: str) -> None:
    before, after = words(old, new)
    assert "".join(part.text for part in before) == old
    assert "".join(part.text for part in after) == new


@given(TEXT, TEXT)
def test_what_is_not_marked_is_in_both(old: str, new: str) -> None:
    def plain(parts: tuple[Part, ...]) -> list[str]:
        return "".join(part.text for part in parts if not part.differs).split()

    before, after = words(old, new)
    assert plain(before) == plain(after)


def test_fields_are_told_as_changed_added_or_removed_in_the_order_of_the_newer() -> None:
    before = [answer("/a", "one"), answer("/b", "same"), answer("/gone", "x")]
    after = [answer("/new", "y"), answer("/b", "same"), answer("/a", "one two")]
    found = compare(before, after)
    assert [(one.pointer, one.sort) for one in found.changes] == [
        ("/new", "Added"),
        ("/a", "Changed"),
        ("/gone", "Removed"),
    ]
    assert found.same == 1


def test_short_changes_are_known_as_such() -> None:
    short, long = compare(
        [answer("/a", "22:21"), answer("/b", "22:21")],
        [answer("/a", "22:31"), answer("/b", "at half past ten in the evening")],
    ).changes
    assert (short.short, long.short) == (True, False)


def found(*articles: str) -> list[Answer]:
    items = tuple(
        (
            Answer(f"/found/{n}/article", "Article", lines=(article,)),
            Answer(f"/found/{n}/seized", "Seized", lines=("Yes",)),
        )
        for n, article in enumerate(articles)
    )
    return [Answer("/found", "Found", items=items)]


def told(before: list[Answer], after: list[Answer]) -> list[tuple[str, str, str]]:
    return [(one.pointer, one.label, one.sort) for one in compare(before, after).changes]


def test_one_of_a_repeat_that_changed_is_told_by_its_field() -> None:
    changes = told(found("Knife", "Phone"), found("Lock knife", "Phone"))
    assert changes == [("/found/0/article", "Found 1, Article", "Changed")]


def test_taking_out_the_first_of_a_repeat_leaves_the_others_the_same() -> None:
    changes = told(found("Knife", "Phone", "Bag"), found("Phone", "Bag"))
    assert changes == [("/found/0", "Found 1", "Removed")]


def test_putting_one_in_is_told_whole() -> None:
    (change,) = compare(found("Knife"), found("Bag", "Knife")).changes
    assert (change.label, change.sort) == ("Found 1", "Added")
    assert marked(change.after) == "[Article: Bag\nSeized: Yes]"


def test_a_repeat_that_was_no_list_is_still_compared() -> None:
    odd = [Answer("/found", "Found", lines=("three knives",))]
    assert told(odd, found("Knife")) == [("/found", "Found", "Changed")]
