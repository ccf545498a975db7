"""`manage.py bench`: what Fieldbook costs and how fast it is, measured where it runs.

Each subject is a file with one function, `figures(bench)`. See docs/bench.md for the method.
"""
