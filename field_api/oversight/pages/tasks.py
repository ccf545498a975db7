"""/console/tasks/: what only a person can do, and saying that it is done."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from field_api.delivery.actions import tasks as deliveries
from field_api.delivery.models import Task
from field_api.delivery.rules import Todo
from field_api.lib.problems import Problem
from field_api.oversight.pages import forms, frame
from field_api.oversight.pages.letters import titles_by_kind
from field_api.oversight.pages.words import TODOS, ago
from field_api.submissions.models import Submission

MOST = 100


@frame.looked_at
def tasks(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _finish(request)
    return _page(request)


def _finish(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("task", "")
    form = forms.Note(request.POST, prefix=f"task-{number}")
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        _done(number, request, form.cleaned_data["note"])
    except Problem as problem:
        return _page(request, refused=problem, status=problem.status)
    return frame.done(request, "Done", reverse("console-tasks"))


def _done(number: str, request: HttpRequest, note: str) -> None:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Problem(404, "not-found", "There is no such task")
    deliveries.done(task=int(number), by=frame.officer(request), note=note)


def _page(
    request: HttpRequest,
    failed: forms.Note | None = None,
    refused: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    officer, chosen = frame.officer(request), request.GET.get("todo", "")
    every = Task.objects.visible_to(officer).open().select_related("delivery__system")
    rows = every.filter(todo=chosen) if chosen in TODOS else every
    listed = list(rows.order_by("created_at")[:MOST])
    may_read = Submission.objects.visible_to(officer).select_related("author", "unit")
    seen, titles = may_read.in_bulk([row.delivery.subject_id for row in listed]), titles_by_kind()
    context = {
        "rows": [_row(row, seen.get(row.delivery.subject_id), titles, failed) for row in listed],
        "todos": _counted(every),
        "chosen": chosen if chosen in TODOS else "",
        "more": max(rows.count() - MOST, 0),
        "failed": failed,
        "refused": refused,
    }
    return frame.shown(request, "tasks", context, tab="tasks", status=status)


def _counted(rows: QuerySet[Task]) -> list[tuple[str, str, int]]:
    """The kinds of task there are: value, words, how many."""
    counts = dict(rows.order_by().values_list("todo").annotate(n=Count("pk")))
    found = ((todo.value, label, counts.get(todo.value, 0)) for todo, label in TODOS.items())
    return [one for one in found if one[2]]


def _row(
    row: Task, submission: Submission | None, titles: dict[str, str], failed: forms.Note | None
) -> dict[str, Any]:
    """One task. What a system said of the content is for those who may read the entry."""
    prefix = f"task-{row.pk}"
    kind = row.delivery.kind
    return {
        "is": row,
        "label": TODOS[Todo(row.todo)],
        "submission": submission,
        "title": titles.get(kind, kind),
        "since": ago(row.created_at),
        "form": failed if failed and failed.prefix == prefix else forms.Note(prefix=prefix),
        "open": bool(failed and failed.prefix == prefix),
    }
