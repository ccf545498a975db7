"""What each officer must hear: pointers to documents, in the order they were committed."""
