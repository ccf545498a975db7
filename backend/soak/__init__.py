"""Officers at work on a network that fails in every way, against the real server in one process.

`world` is what can happen, `verdict` what must be true when the network is well again. The tests
draw what happens by Hypothesis, `manage.py soak` by a seed, for nights.
"""
