"""How what was approved travels: routes, the outbox, lanes, attempts, receipts from systems."""
