"""The auditor's doors, and the one by which officers answer."""
