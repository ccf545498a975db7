"""What a force owes others of what its officers wrote, as counts and tables."""
