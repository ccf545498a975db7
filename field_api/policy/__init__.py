"""Who may see and do what, and why: groups, agreements, two persons, broken glass."""
