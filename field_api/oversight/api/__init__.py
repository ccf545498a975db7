"""What the console does, for programs."""
