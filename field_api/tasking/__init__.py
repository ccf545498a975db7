"""What officers are asked to do, "locate and arrest" above all, and what came of it."""
