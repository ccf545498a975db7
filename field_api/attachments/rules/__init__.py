"""How an upload is spoken of, what states it has, what an entry says of its files."""
