"""Which of the demonstration's systems each kind goes to. What stands in none stays where it is."""

_PROTECTION = ("domestic-abuse", "public-protection-notice", "missing-person")
SAFEGUARDING = (*_PROTECTION, "exploitation-concern", "prevent-referral")
"""Shared to protect somebody, and not as intelligence."""

ROUTES = (
    ("note", "records"),
    ("note", "case-files"),
    ("note", "national-upload"),
    ("stop-search", "records"),
    ("stop-search", "stop-search"),
    ("intelligence-report", "intelligence"),
    # Setting a paper takes a while and is done by whoever releases: a sergeant, here, and never an
    # officer who pushes.
    ("intelligence-report", "partner-mail"),
    ("incident-update", "control-room"),
    ("arrest", "records"),
    ("arrest", "case-files"),
    ("crime-report", "records"),
    ("crime-report", "national-upload"),
    ("fraud-report", "records"),
    ("use-of-force", "records"),
    ("collision", "records"),
    ("traffic-offence", "records"),
    ("protect-advice", "records"),
    ("statement", "records"),
    ("statement", "case-files"),
    ("domestic-abuse", "records"),
    ("domestic-abuse", "partner-mail"),
    ("public-protection-notice", "records"),
    ("public-protection-notice", "partner-mail"),
    ("missing-person", "records"),
    ("missing-person", "partner-mail"),
    ("exploitation-concern", "records"),
    ("exploitation-concern", "partner-mail"),
    ("prevent-referral", "ct-mailbox"),
)
"""A source record and the rear of a statement go nowhere: their forms say so, and nobody may."""
