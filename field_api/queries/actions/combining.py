"""Which records of which systems were laid together as one subject (DPA 2018 s.62(1)(e))."""

from field_api.intelligence.rules import MODEL
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.queries.actions.found import found_by, judged_of
from field_api.queries.actions.weeding import saw
from field_api.queries.models import Query
from field_api.queries.rules import merging


def record(query: Query) -> None:
    """Once a question is complete, and again when a late answer changes what lies together: by
    reference, with what joined them and what that counted for. Nothing joined is kept, so there is
    nothing to undo.
    """
    found = found_by([query.pk])
    judged = judged_of(query.asked_by.force_id, found.all, spoken_of=found.spoken_of)
    if judged:
        saw(judged)
    joined = [one for one in merging.merge(found.all, judged) if len(one.records) > 1]
    if not joined:
        return
    clusters = [
        {
            "records": [f"{record.system}:{record.ref}" for record in one.records],
            "why": list(one.why),
            "weights": dict(one.weights),
        }
        for one in joined
    ]
    ledger.record(
        act=Act.COMBINATION,
        actor="house",
        subject=f"query:{query.pk}",
        purpose=query.purpose,
        recipient=query.asked_by.actor,
        details={"clusters": clusters, "model": MODEL, "version": query.version},
    )
