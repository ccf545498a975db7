"""Documents as JSON text: the pieces that are stored, and between them what rules say."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any
from uuid import UUID

from field_api.attachments import actions as attachments
from field_api.attachments.rules.states import UNSETTLED
from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery
from field_api.submissions import clocks, rules
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.standing import FORKED
from field_api.submissions.actions.stored import BETWEEN, FAULTS, Stored
from field_api.submissions.rules import State

_NO_FILES = ',"attachments":[],"attachments_pending":0}'
_OPENING = len('{"id":"')  # of a delivery's text, before its id
_KEY = slice(_OPENING, _OPENING + 36)

Texts = Mapping[str, str]


def texts(found: Sequence[Stored]) -> list[str]:
    """Each as the whole document, in the order given."""
    forms = {named: _form(*named) for named in {(row.kind, row.version) for row in found}}
    faults, files = _faults(found), _files(found)
    return [
        _text(row, forms[row.kind, row.version], faults, files.get(row.id, _NO_FILES))
        for row in found
    ]


def state_of(row: Stored) -> str:
    """As its document shows it."""
    return _shown(row.state, _states(row))[0]


def _text(row: Stored, form: str, faults: Texts, files: str) -> str:
    heads = _heads(row)
    state = _shown(row.state, _states(row))[1]
    clock = "null" if row.clock is None else row.clock + _skewed(row.skew_ms)
    problems = _forked(row.problems) if len(heads) > 1 else row.problems
    named = json.dumps(heads) if len(heads) != 1 else f'["{heads[0]}"]'
    return (
        f'{row.named}{form}{state}{row.about}{clock}{row.standing}{named},"body":{row.body}'
        f',"problems":{problems},"review":[{row.review}]'
        f',"deliveries":[{_deliveries(row, faults)}]{files}'
    )


def _form(kind: str, version: int | None) -> str:
    form = form_of(kind, version) if version is not None else None
    title = json.dumps(form.title if form else kind)
    return f',"version":{json.dumps(version)},"title":{title}'


@lru_cache(maxsize=1024)
def _shown(was: str, deliveries: tuple[str, ...]) -> tuple[str, str]:
    state, label = rules.shown(State(was), deliveries)
    return state, f',"state":{json.dumps(state)},"state_label":{json.dumps(label)}'


@lru_cache(maxsize=1024)
def _skewed(skew_ms: int | None) -> str:
    flagged = json.dumps(clocks.is_flagged(skew_ms))
    return f',"flagged":{flagged},"said":{json.dumps(clocks.said(skew_ms))}}}'


def _heads(row: Stored) -> Sequence[str]:
    if row.nodes is None:  # what stands is alone
        return () if row.revision is None else (row.revision,)
    nodes = [
        rules.Node(UUID(key), tuple(map(UUID, parents)), counts)
        for key, parents, counts in json.loads(row.nodes)
    ]
    return [str(one) for one in rules.heads(nodes)]


def _forked(problems: str) -> str:
    return json.dumps([*json.loads(problems), asdict(FORKED)])


def _latest(row: Stored) -> Collection[tuple[str, str]]:
    """The state of the newest delivery to each system, and its text."""
    if row.deliveries is None or row.delivery_states is None or row.systems is None:
        return ()
    told = zip(row.delivery_states.split(","), row.deliveries.split(BETWEEN), strict=True)
    return dict(zip(row.systems.split(","), told, strict=True)).values()


def _states(row: Stored) -> tuple[str, ...]:
    if row.systems is None or row.delivery_states is None:
        return ()
    if "," not in row.systems:
        return (row.delivery_states,)
    return tuple(state for state, _ in _latest(row))


def _deliveries(row: Stored, faults: Texts) -> str:
    if row.deliveries is None or row.systems is None:
        return ""
    if "," not in row.systems and FAULTS not in row.deliveries:
        return row.deliveries
    return ",".join(
        text.replace(FAULTS, faults[text[_KEY]]) if FAULTS in text else text
        for _, text in _latest(row)
    )


def _faults(found: Sequence[Stored]) -> dict[str, str]:
    """What systems found wrong, by delivery: few have any."""
    marked = [row for row in found if row.deliveries and FAULTS in row.deliveries]
    faulty = [text[_KEY] for row in marked for _, text in _latest(row) if FAULTS in text]
    rows = Delivery.objects.filter(pk__in=faulty) if faulty else ()
    return {str(one.pk): json.dumps(tasks.pointed(one)) for one in rows}


def _files(found: Sequence[Stored]) -> dict[str, str]:
    named = attachments.of_subjects([UUID(row.id) for row in found if row.files])
    return {str(key): _ending(files) for key, files in named.items()}


def _ending(files: list[dict[str, Any]]) -> str:
    """Revisions may name the same file: it is awaited once."""
    pending = {one["id"] for one in files if one["state"] in UNSETTLED}
    return f',"attachments":{json.dumps(files)},"attachments_pending":{len(pending)}}}'
