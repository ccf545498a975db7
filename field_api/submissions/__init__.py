"""The journey of what was written: received, reviewed, released, or sent back with reasons."""
