"""`manage.py chaos`: real processes, officers at work, and a seeded plan of what is killed."""
