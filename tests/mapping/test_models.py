"""What the database holds to, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from field_api.connectors.models import System
from field_api.mapping.models import Mapping, Source
from tests import make
from tests.mapping.made import kept, released
from tests.written import NOTE

pytestmark = pytest.mark.django_db


def version(state: str, number: int = 1, system: System | None = None) -> Mapping:
    return Mapping.objects.create(
        system=system or make.system(),
        kind=NOTE,
        version=number,
        engine="jmespath",
        document={"a": "seq"},
        state=state,
    )


@pytest.mark.parametrize("state", ["draft", "active", "retired"])
@pytest.mark.parametrize(
    "change",
    [
        {"document": {"a": "body"}},
        {"value_maps": {"sex": {}}},
        {"schema": {}},
        {"engine": "python"},
        {"kind": "other"},
        {"version": 7},
    ],
)
def test_what_a_version_says_never_changes(state: str, change: dict[str, object]) -> None:
    made = version(state)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Mapping.objects.filter(pk=made.pk).update(**change)


@pytest.mark.parametrize(
    ("was", "becomes", "may"),
    [
        ("draft", "active", True),
        ("active", "retired", True),
        ("retired", "active", True),
        ("draft", "retired", True),
        ("active", "draft", False),
        ("retired", "draft", False),
    ],
)
def test_a_version_that_was_in_use_is_no_draft_again(was: str, becomes: str, may: bool) -> None:
    made = version(was)
    try:
        with transaction.atomic():
            Mapping.objects.filter(pk=made.pk).update(state=becomes)
    except DatabaseError:
        assert not may
    else:
        assert may


def test_a_draft_may_be_thrown_away_and_nothing_else() -> None:
    system = make.system()
    version("draft", 1, system).delete()
    for number, state in ((2, "retired"), (3, "active")):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            version(state, number, system).delete()


def test_one_version_is_in_use() -> None:
    system = make.system()
    version("active", 1, system)
    with pytest.raises(IntegrityError, match="one_mapping_is_in_use"), transaction.atomic():
        version("active", 2, system)


def test_what_mappings_read_is_for_reviewers_of_its_force() -> None:
    (ours, _) = kept(released(), released(force="35"))
    seen = Source.objects.visible_to(make.supervisor())
    assert [row.pk for row in seen] == [ours.revision]
    assert not Source.objects.visible_to(make.officer())
