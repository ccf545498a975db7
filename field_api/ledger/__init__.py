"""Who did what to whose data and why (DPA 2018 s.62): hears everyone, knows nobody."""
