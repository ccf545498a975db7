"""Which two versions of a submission are held against each other, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from field_api.submissions.actions.forms import form_of
from field_api.submissions.comparing import Comparison, compare
from field_api.submissions.pages.decision import Typed
from field_api.submissions.pages.words import moment
from field_api.submissions.reading import Answer, answers

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A revision by the number officers know it by: 1 is the first that arrived. `head` is one that
    no other follows; it `stands` where it is the only one.
    """

    id: str
    number: int
    written: datetime | None
    stands: bool
    head: bool
    withdrawal: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """Every version, the two chosen, and their difference."""

    all: list[Version]
    before: Version
    after: Version
    comparison: Comparison

    @property
    def heads(self) -> list[Version]:
        return [one for one in self.all if one.head]

    @property
    def forked(self) -> bool:
        """Whether several stand, so that none does until the author says which."""
        return len(self.heads) > 1

    @property
    def beside(self) -> bool:
        """Whether the two chosen stand side by side: neither came out of the other."""
        return self.forked and self.before.head and self.after.head

    @property
    def changed(self) -> frozenset[str]:
        """Pointers that read differently in what stands; none when older versions are compared."""
        pointers = (one.pointer for one in self.comparison.changes if one.after)
        return frozenset(pointers) if self.after.stands else frozenset()


def versions(doc: Document, typed: Typed, query: Mapping[str, str]) -> Versions | None:
    """None while there is one version only. A decision that came too late is shown from what its
    maker saw; of several that stand two are shown; otherwise what stands from what was last sent
    back, or else from the version before.
    """
    revisions: list[Document] = doc["revisions"]
    if len(revisions) < 2:
        return None
    by_id = {one["id"]: one for one in revisions}
    numbered = {one.id: one for one in _numbered(doc)}
    after = query.get("to", "") if query.get("to", "") in by_id else doc["revision"]
    asked, rivals = (query.get("from", ""), typed.revision), _rivals(doc, after)
    wanted = (*asked, *rivals, *_answered(doc), *_earlier(revisions, after))
    before = next(key for key in wanted if key in by_id and key != after)
    compared = compare(_answers(doc, by_id[before]), _answers(doc, by_id[after]))
    return Versions(list(numbered.values()), numbered[before], numbered[after], compared)


def _numbered(doc: Document) -> list[Version]:
    return [
        Version(
            one["id"],
            number,
            moment(one["written_at"]),
            doc["heads"] == [one["id"]],
            one["id"] in doc["heads"],
            one["intent"] == "withdraw",
        )
        for number, one in enumerate(doc["revisions"], 1)
    ]


def _rivals(doc: Document, after: str) -> list[str]:
    """What else stands, where `after` is one of several that do."""
    return [one for one in doc["heads"] if one != after] if after in doc["heads"] else []


def _answered(doc: Document) -> list[str]:
    """Versions a supervisor spoke about, the latest first."""
    return [step["revision"] for step in reversed(doc["review"]) if step["reason_code"]]


def _earlier(revisions: Sequence[Document], after: str) -> list[str]:
    ids = [one["id"] for one in revisions]
    place = ids.index(after)
    return [*reversed(ids[:place]), *ids[place + 1 :]]


def _answers(doc: Document, revision: Document) -> Sequence[Answer]:
    form = form_of(doc["kind"], revision["version"])
    if form is None:
        return [Answer(f"/{name}", name, lines=(str(v),)) for name, v in revision["body"].items()]
    return answers(form, revision["body"])
