"""The door for handsets: sign in, push what was written, pull what became of it."""
