"""Systems to try Fieldbook against: each a process of its own that takes entries, answers searches,
holds on to what it got and can be made to fail. By HTTP, standard library only: docs/sandbox.md.
"""
