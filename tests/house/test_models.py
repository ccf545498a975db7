"""What every table says of itself, and what it leaves to the database."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Model, Q

from tests.house import tree


def silent(found: list[type[Any]]) -> list[str]:
    """Models that don't say whose data they hold and how long it is kept."""
    said = ("personal_data", "retention")
    return [m.__name__ for m in found if not all(isinstance(vars(m).get(w), str) for w in said)]


def loose_pairs(model: type[Model]) -> Iterator[str]:
    """`x_at` beside `x_by`, of which the database would accept one without the other."""
    fields = {field.name: field for field in model._meta.fields}
    checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    bound = [names(check.condition) for check in checks]
    for by in (name for name in fields if name.endswith("_by")):
        at = f"{by[:-3]}_at"
        if at in fields and (fields[at].null or fields[by].null):
            if not any({at, by} <= pair for pair in bound):
                yield f"{model.__name__}.{at}/{by}"


def names(condition: Any) -> set[str]:
    if isinstance(condition, Q):
        return set().union(*(names(child) for child in condition.children))
    return {condition[0].split("__")[0]} if isinstance(condition, tuple) else set()


def test_every_model_says_whose_data_it_holds_and_how_long() -> None:
    assert silent(tree.our_models()) == []


def test_who_and_when_are_set_together() -> None:
    assert [pair for model in tree.our_models() for pair in loose_pairs(model)] == []


def test_a_silent_model_and_a_loose_pair_are_seen() -> None:
    class Meta:
        fields = (
            models.DateTimeField(name="sealed_at", null=True),
            models.TextField(name="sealed_by"),
        )
        constraints: tuple[models.CheckConstraint, ...] = ()

    loose = type("Loose", (), {"_meta": Meta})
    assert silent([loose]) == ["Loose"]
    assert list(loose_pairs(loose)) == ["Loose.sealed_at/sealed_by"]
    both = Q(sealed_at=None, sealed_by="") | Q(sealed_at__isnull=False)
    Meta.constraints = (models.CheckConstraint(condition=both, name="together"),)
    assert list(loose_pairs(loose)) == []
