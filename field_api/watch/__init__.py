"""The watch list: whom and what officers look for, screened against all that is written, asked
and seen.
"""
