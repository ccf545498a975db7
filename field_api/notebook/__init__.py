"""The record: sealed entries, exactly as the handset wrote them, and the proof that they are."""
