"""Foreign keys obey the floors, as imports do: the database must not know what the code may not."""

from collections.abc import Iterable, Iterator

from django.db.models import Model

from tests.house import tree


def keys(models: Iterable[type[Model]]) -> Iterator[tuple[str, str]]:
    for model in models:
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if field.remote_field and field.related_model in tree.our_models():
                yield model._meta.app_label, field.related_model._meta.app_label


def climbing(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    floor = tree.floors()
    return {(app, other) for app, other in pairs if app != other and floor[app] >= floor[other]}


def test_foreign_keys_point_down() -> None:
    assert climbing(keys(tree.our_models())) == set()


def test_a_foreign_key_upwards_or_sideways_is_seen() -> None:
    up, sideways, down = ("identity", "feed"), ("catalogue", "delivery"), ("feed", "identity")
    assert climbing([up, sideways, down]) == {up, sideways}


def test_the_keys_that_exist_are_found() -> None:
    assert ("identity", "identity") in set(keys(tree.our_models()))
