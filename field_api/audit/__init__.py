"""Who looked at what and why, for those who answer for it (DPA 2018 s.62)."""
