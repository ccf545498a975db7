"""Pictures of every screen, made by one command: `manage.py screens`."""
