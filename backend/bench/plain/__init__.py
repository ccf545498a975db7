"""The baseline: a note API as the Django REST framework tutorial would have it written.

One serializer, one model, one INSERT; no signature, chain, receipt, ledger, journey, outbox, feed
or even sign-in. It runs under the same granian, in the same PostgreSQL, with the same pool.
"""
