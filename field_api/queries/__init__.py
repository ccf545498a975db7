"""One question to every system that can answer it; the answers as they come, warnings first."""
