"""What may go, when, and on whose word (MoPI; DPA 2018 s.39)."""
