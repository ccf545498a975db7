"""The subjects of Fieldbook, one app each, standing on floors (see pyproject.toml)."""
