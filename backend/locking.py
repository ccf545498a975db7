"""How long a handset stays open that nobody uses."""

from backend import env

AFTER = env.number(
    "LOCK_AFTER_SECONDS",
    120,
    "A handset locks itself that was hidden or not touched for so long.",
    least=30,
    most=1800,
)
