"""What officers are to hear at once, who it is for, and who has heard it."""
