"""The demonstration: who is in it, and the story that `demo --check` tells and verifies."""
