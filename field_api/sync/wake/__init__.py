"""Where handsets wait for news: long polls and event streams, answered by a process of their own.

It says that there is news and how far it reaches, never what it is: a lost wake-up costs a handset
the time to its next look and nothing else. No Django and no ORM, so that a waiting handset costs
kilobytes; one connection to the database, however many wait.
"""
