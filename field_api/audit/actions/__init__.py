"""What is done about looks, one file a subject."""
