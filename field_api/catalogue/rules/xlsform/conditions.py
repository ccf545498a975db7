"""When a field is shown, and when it has to be filled in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.xlsform import dialect, expressions
from field_api.catalogue.rules.xlsform.dialect import OURS
from field_api.catalogue.rules.xlsform.expressions import Node, Value, Wanted
from field_api.catalogue.rules.xlsform.questions import Question
from field_api.catalogue.rules.xlsform.sheets import Row, Told

ASKED = "The form asks for this."


@dataclass(frozen=True, slots=True)
class Level:
    """The questions side by side; `elsewhere` may hold further names of the survey."""

    questions: Sequence[Question]
    elsewhere: set[str]
    told: Told

    def condition(self, row: Row, column: str, node: Node) -> Wanted | None:
        """None with a fault or a notice told: what a form cannot say shows a field always."""
        elsewhere: dict[str, dict[str, Value]] = {name: {} for name in self.elsewhere}
        answers = {one.named: one.answers for one in self.questions}
        names = {one.named: one.name for one in self.questions}
        try:
            found = expressions.wanted(node, {**elsewhere, **answers})
        except expressions.Garbled as garbled:
            self.told.fault(row, column, str(garbled))
        except expressions.Unsaid as unsaid:
            say = "always shown" if column == "relevant" else "not required"
            self.told.notice(row, column, f"not kept, {say}: {unsaid}")
        else:
            return {names[name]: values for name, values in found.items()}
        return None

    def parsed(self, row: Row, column: str, text: str) -> Node | None:
        try:
            return expressions.parsed(text)
        except expressions.Garbled as garbled:
            self.told.fault(row, column, str(garbled))
            return None


def settle(level: Level) -> tuple[list[str], list[dict[str, Any]]]:
    """Set x-show-when and x-asked; (the names always required, the conditions on others)."""
    for question in level.questions:
        _show(level, question)
    always: list[str] = []
    branches: dict[tuple[str, str], tuple[Wanted, list[str]]] = {}
    for question in level.questions:
        demand = _demand(level, question)
        if demand and demand[1]:
            branch, wanted = demand
            key = (branch, expressions.written(wanted))
            branches.setdefault(key, (wanted, []))[1].append(question.name)
        elif demand:
            always.append(question.name)
    return always, [_rule(branch, *rest) for (branch, _), rest in branches.items()]


def _rule(branch: str, wanted: Wanted, names: list[str]) -> dict[str, Any]:
    asked = {name: {"enum": values} for name, values in wanted.items()}
    return {"if": {"properties": asked, "required": list(asked)}, branch: {"required": names}}


def _show(level: Level, question: Question) -> None:
    if "x-show-when" in question.spec:
        return
    nodes = [(row, level.parsed(row, "relevant", text)) for row, text in question.shown]
    if not nodes or not all(node for _, node in nodes):
        return
    # Each for itself, so that one part which no form can say does not take the others with it.
    parts = [(row, node, level.condition(row, "relevant", node)) for row, node in nodes if node]
    said = [(row, node) for row, node, wanted in parts if wanted is not None]
    if said:
        whole = Node("and", "", tuple(node for _, node in said))
        wanted = level.condition(said[-1][0], "relevant", whole)
        if wanted is not None:
            question.spec["x-show-when"] = wanted


def _demand(level: Level, question: Question) -> tuple[str, Wanted] | None:
    """("then" or "else", the condition, {} for always); None where nothing is required."""
    cell, spec = question.row.get("required"), question.spec
    if dialect.no(cell):
        return None
    if not {"x-required-by", "x-structural"} & spec.keys():
        _ask(level, question)
        return None
    if dialect.yes(cell):
        return "then", spec.get("x-show-when", {})
    node = level.parsed(question.row, "required", cell)
    if not node:
        return None
    turned = node.sort == "not"
    wanted = level.condition(question.row, "required", node.parts[0] if turned else node)
    return None if wanted is None else ("else" if turned else "then", wanted)


def _ask(level: Level, question: Question) -> None:
    """Only what a law requires is required: all else is asked for, and never stops an entry."""
    if question.spec.get("x-asked"):
        return
    question.spec["x-asked"] = question.row.get("required_message") or ASKED
    say = (
        "asked for and not required: only what the law requires is required. Name the law in "
        f"{OURS}required-by, or say in {OURS}structural why the form is nothing without it"
    )
    level.told.notice(question.row, "required", say)
