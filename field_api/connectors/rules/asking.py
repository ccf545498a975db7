"""Who asks a question and why, as every system that keeps a log of searches wants to be told."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asking:
    """What goes with one question, the same for every system that is asked it.

    `purpose` is 3 to 250 characters, `reason_code` one of the national ten, `originator` the line
    of at most 53 that PNC keeps, `on_behalf_of` who wanted to know if not the officer (3 to 50).
    `officer` is the login, by which a system of our own decides what this officer may be shown: one
    that is asked without it shows nothing that is not for everybody. `linked` is the entry the
    officer had open. `authority` is who allowed what an officer may not ask alone, by name, and
    `authority_rank` that person's rank. `flow` is the question's id, the same for each of its legs;
    `session` the officer's sign-in, by which a national log tells one sitting from the next.
    """

    purpose: str
    reason_code: str
    originator: str = ""
    on_behalf_of: str = ""
    place: str = ""
    officer: str = ""
    authority: str = ""
    authority_rank: str = ""
    linked: UUID | None = None
    session: UUID | None = None
    flow: UUID | None = None
