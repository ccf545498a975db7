"""/api/v1/insights: the day tables for other people's tools, a page at a time."""

from datetime import date, timedelta
from typing import cast
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.insights.actions import exporting, measures
from field_api.insights.rules import exports
from field_api.lib import clock
from field_api.lib.permissions import SignedIn
from field_api.lib.problems import Problem

_DAYS = 28
_KEPT = ("from", "to", "unit", "kind", "limit", "version", "file")
"""What the address of the next page repeats: nothing else that somebody typed."""


class ReadsFigures(SignedIn):
    """Who reviews or steers, and who audits: whoever the pages of insight let in."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        return super().has_permission(request, view) and bool(
            getattr(user, "may_oversee", False) or getattr(user, "may_audit", False)
        )


class FigureTable(s.Serializer[object]):
    table = s.CharField()
    version = s.IntegerField()
    columns = s.ListField(child=s.CharField())


class FigureTableList(s.Serializer[object]):
    tables = s.ListField(child=FigureTable())
    counted_until = s.DateTimeField(allow_null=True, help_text="What happened later is in none.")


class FigurePage(FigureTable):
    rows = s.ListField(child=s.ListField(), help_text="Each has a value for each column.")
    next = s.CharField(help_text="`after` of the next page; empty on the last.")
    counted_until = s.DateTimeField(allow_null=True)


class FigureTables(APIView):
    """The tables there are, with their columns."""

    permission_classes = [ReadsFigures]

    @extend_schema(operation_id="insights_list", responses=FigureTableList)
    def get(self, request: Request) -> Response:
        tables = [_head(table) for table in exports.TABLES.values()]
        return Response({"tables": tables, "counted_until": _until()})


class Figures(APIView):
    """Rows of one table, by day, unit and kind, of units that the officer answers for. No row
    names an officer or a person. With `file=csv` the address of the next page is a `Link`."""

    permission_classes = [ReadsFigures]

    @extend_schema(
        operation_id="insights_table",
        parameters=[
            OpenApiParameter("table", str, OpenApiParameter.PATH, enum=list(exports.TABLES)),
            OpenApiParameter("from", date, description="The first day; four weeks before `to`."),
            OpenApiParameter("to", date, description="The last day, included; today."),
            OpenApiParameter("unit", int, description="One unit only, without those below it."),
            OpenApiParameter("kind", str, description="One form only."),
            OpenApiParameter("after", str, description="`next` of the page before."),
            OpenApiParameter("limit", int, description=f"Rows; at most {exports.MOST}."),
            OpenApiParameter("version", int, description="Of the table; its newest unless said."),
            OpenApiParameter("file", str, enum=["json", "csv"], description="JSON unless said."),
            OpenApiParameter("Link", str, OpenApiParameter.HEADER, response=[200]),
        ],
        responses={
            (200, "application/json"): FigurePage,
            (200, "text/csv; charset=utf-8"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request, table: str) -> HttpResponseBase:
        asked = request.query_params
        of, span = _table(table, asked.get("version", "")), _span(request)
        limit = _number("limit", asked.get("limit", ""), exports.USUAL, 1, exports.MOST)
        file = asked.get("file", "json")
        if file not in ("json", "csv"):
            raise _malformed("file is json or csv")
        try:
            rows, after = exporting.page(
                table=of, span=span, after=asked.get("after", ""), most=limit
            )
        except ValueError:
            raise _malformed("after is `next` of the page before") from None
        answer = _as_csv(of, rows) if file == "csv" else _as_json(of, rows, after)
        if after:
            known = {name: asked[name] for name in _KEPT if name in asked}
            further = urlencode({**known, "after": after})
            answer.headers["Link"] = f'<{request.path}?{further}>; rel="next"'
        if until := measures.counted_until():
            answer.headers["Last-Modified"] = http_date(until.timestamp())
        return answer


def _as_json(table: exports.Table, rows: list[exporting.Row], after: str) -> HttpResponseBase:
    told = [[exports.told(value) for value in row] for row in rows]
    return Response({**_head(table), "rows": told, "next": after, "counted_until": _until()})


def _as_csv(table: exports.Table, rows: list[exporting.Row]) -> HttpResponseBase:
    text = "".join(map(exports.csv_line, [table.names, *rows]))
    named = f'attachment; filename="{table.name}.{table.version}.csv"'
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": named, "X-Content-Type-Options": "nosniff"},
    )


def _head(table: exports.Table) -> dict[str, object]:
    return {"table": table.name, "version": table.version, "columns": list(table.names)}


def _until() -> str | None:
    until = measures.counted_until()
    return clock.iso(until) if until else None


def _table(name: str, version: str) -> exports.Table:
    found = exports.TABLES.get(name)
    if found is None or version not in ("", str(found.version)):
        raise Problem(404, "not-found", "There is no such table of that version")
    return found


def _span(request: Request) -> measures.Span:
    asked = request.query_params
    last = _day(asked.get("to", "")) or timezone.localdate(clock.now())
    first = _day(asked.get("from", "")) or last - timedelta(days=_DAYS - 1)
    span = measures.Span(
        measures.units_of(cast(Officer, request.user)), first, last, asked.get("kind", "")
    )
    unit = asked.get("unit", "")
    return span.only([_number("unit", unit, 0, 1, 2**63 - 1)]) if unit else span


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if text and found is None:
        raise _malformed("from and to are days, as 2026-11-23")
    return found


def _number(name: str, text: str, usual: int, least: int, most: int) -> int:
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise _malformed(f"{name} is a number from {least} to {most}")
    return int(text)


def _malformed(said: str) -> Problem:
    return Problem(400, "malformed-request", "Check what you asked for", said)
