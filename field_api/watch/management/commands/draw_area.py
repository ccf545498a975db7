"""`manage.py draw_area`: the operator says where a unit's ground is."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from field_api.identity.models import Unit
from field_api.lib.problems import Problem
from field_api.watch.actions import areas
from field_api.watch.models import Area
from field_api.watch.rules import drawing

_LARGEST = 32 * 1024 * 1024


class Command(BaseCommand):
    help = "Draw the ground of a unit from GeoJSON in WGS84: what turns up there, it hears of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("force", help="its code, as 34")
        parser.add_argument("unit", nargs="?", default="", help="its name")
        parser.add_argument("file", nargs="?", default="", help="GeoJSON")
        parser.add_argument("--name", default="", help="of this part of its ground")
        parser.add_argument(
            "--property", default="", help="NAME=VALUE: those features of the file and no others"
        )
        parser.add_argument("--list", action="store_true", help="say what is drawn")
        parser.add_argument("--remove", action="store_true", help="the one of that --name")

    def handle(self, *, force: str, unit: str, file: str, name: str, **options: Any) -> None:
        if options["list"]:
            self._list(force, unit)
            return
        of = _unit(force, unit)
        named = name.strip() or of.name
        if options["remove"]:
            if not areas.remove(unit=of, name=named):
                raise CommandError(f"{of.name} has no area of the name {named}.")
            self.stdout.write(f"Removed: {of.name}, {named}")
            return
        if not file:
            raise CommandError("Name a file of GeoJSON.")
        self._draw(of, named, _shape(file, options["property"]))

    def _draw(self, unit: Unit, name: str, shape: Mapping[str, Any]) -> None:
        try:
            row = areas.draw(unit=unit, name=name, shape=shape)
        except Problem as problem:
            said = " ".join(fault.detail for fault in problem.errors)
            raise CommandError(f"{problem.title}. {said}") from problem
        self.stdout.write(f"Drawn: {_line(row)}")

    def _list(self, force: str, unit: str) -> None:
        rows = Area.objects.filter(unit__force__code=force).select_related("unit")
        rows = rows.filter(unit__name=unit) if unit else rows
        for row in rows.order_by("unit__name", "name"):
            self.stdout.write(_line(row))
        if not rows:
            self.stdout.write("Nothing is drawn.")


def _line(row: Area) -> str:
    box = f"{row.south:.4f} to {row.north:.4f} north, {row.west:.4f} to {row.east:.4f} east"
    return f"{row.unit.name}, {row.name}: {box}"


def _unit(force: str, name: str) -> Unit:
    found = list(Unit.objects.filter(force__code=force, name=name)[:2])
    if not found:
        raise CommandError(f"Force {force} has no unit of the name {name!r}.")
    if len(found) > 1:
        raise CommandError(f"Force {force} has several units of the name {name!r}.")
    return found[0]


def _shape(file: str, wanted: str) -> Mapping[str, Any]:
    key, equals, value = wanted.partition("=")
    if wanted and not (key and equals):
        raise CommandError("--property is NAME=VALUE.")
    try:
        if Path(file).stat().st_size > _LARGEST:
            raise CommandError("The file is larger than 32 MiB.")
        document = json.loads(Path(file).read_text("utf-8-sig"))
        return drawing.shape_of(document, (key, value) if wanted else None)
    except OSError as error:
        raise CommandError(f"The file cannot be read: {error.strerror}.") from error
    except RecursionError as error:
        raise CommandError("The file is no JSON that can be read.") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError("The file is no JSON in UTF-8.") from error
    except ValueError as error:
        raise CommandError(str(error)) from error
