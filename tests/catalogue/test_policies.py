"""What a kind says beside its questions, read off a form and put back."""

import pytest

from field_api.catalogue import lint, shipped
from field_api.catalogue.rules import policies
from field_api.catalogue.rules.changes import changes


@pytest.mark.parametrize(
    "document", list(shipped.documents()), ids=lambda form: f"{form['kind']}.{form['version']}"
)
def test_every_shipped_policy_is_put_back_as_it_was(document: dict[str, object]) -> None:
    policy = policies.policy_of(document)
    assert policies.with_policy(document, policy) == document
    assert policies.reasons(policies.written(policy.reject)) == policy.reject
    assert policies.reasons(policies.written(policy.send_back)) == policy.send_back


def test_another_policy_changes_nothing_else() -> None:
    document = next(shipped.documents())
    other = policies.Policy(
        mode="none",
        percent=10,
        within_hours=None,
        roles=("inspector",),
        marking="OFFICIAL",
        retention_group="1",
        urgent=False,
        send_back=policies.reasons("unclear: It is not clear: say more"),
        reject=policies.reasons("\ntwice: Written twice\n"),
    )
    made = policies.with_policy(document, other)
    assert lint.faults(made) == []
    assert made["review"]["percent"] == 100
    assert made["send_back"] == [{"code": "unclear", "label": "It is not clear: say more"}]
    assert made["schema"] == document["schema"]
    assert not {one.kind for one in changes(document, made)} & {"breaks", "asks-more", "widens"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one reason at least"),
        ("unclear", "Line 1 is not"),
        ("a: b\nnot clear: words", "Line 2 is not"),
        ("a:", "Line 1 is not"),
        (f"a: {'x' * 401}", "Line 1 is not"),
        ("a: b\na: c", "Line 2: a stands twice"),
    ],
    ids=["none", "no-colon", "spaces", "no-words", "long", "twice"],
)
def test_what_is_no_reason_is_said_by_its_line(text: str, said: str) -> None:
    with pytest.raises(policies.Unreadable, match=said):
        policies.reasons(text)
