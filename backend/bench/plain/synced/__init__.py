"""The baseline of sync: the same table with owners, tokens, pages, and what is new since."""
