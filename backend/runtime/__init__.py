"""The processes Fieldbook runs for itself: PostgreSQL, Valkey, and those of the demonstration."""
