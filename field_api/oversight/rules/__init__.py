"""When somebody must be told, and what makes two lists differ."""
