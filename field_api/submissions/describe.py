"""docs/journey.md: the journey as people read it, drawn from the tables in rules."""

from field_api.submissions import rules
from field_api.submissions.rules import Move


def page() -> str:
    """docs/journey.md: the diagram, and who makes each move."""
    states = [f"| `{state}` | {label} |" for state, label in rules.LABELS.items()]
    moves = [f"| `{move}` | {rules.STEP_LABELS[move]} | {_mover(move)} |" for move in Move]
    return "\n".join(
        [
            "# The journey of an entry",
            "",
            "Written by `python3 manage.py journey_doc` from `field_api/submissions/rules.py`;",
            "a test keeps it current.",
            "",
            "What stands is a function of the set of revisions, never of the order they came in. "
            "Every move is a",
            "row that is only ever added. `delivered` is shown, not stored.",
            "",
            f"```mermaid\n{rules.diagram()}```",
            "",
            "| State | The officer reads |\n| --- | --- |",
            *states,
            "",
            "| Move | Shown as | Made by |\n| --- | --- | --- |",
            *moves,
            "",
        ]
    )


def _mover(move: Move) -> str:
    if move == Move.DISPOSE:
        return "another person after a first who proposed it, each bound to what they saw"
    if move in rules.DECISIONS:
        return "another person, bound to the hash they saw"
    return "the officer" if move == Move.WITHDRAW else "the house, by the policy of the kind"
