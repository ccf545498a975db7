"""Ground: what every app may stand on. No tables, no imports from any app, one subject a file."""
