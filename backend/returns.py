"""Settings of what a force gives out of its entries."""

from backend import env

FRAUD_CENTRE = env.text(
    "FRAUD_CENTRE",
    "Report Fraud",
    "Who takes reports of fraud and cyber crime for the nation, as returns and mappings name it.",
)

PRODUCER = env.text(
    "RETURNS_PRODUCER",
    "Fieldbook",
    "The organisation that bundles of cyber indicators are from.",
)
