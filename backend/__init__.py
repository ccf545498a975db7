"""The Django project: settings, doors to the outside, and the processes. No app imports it.

Nothing is imported here: manage.py reads `backend.bootstrap` before anything is installed.
"""
