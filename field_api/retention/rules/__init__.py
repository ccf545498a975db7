"""Review groups and what makes things belong together. Pure Python."""
