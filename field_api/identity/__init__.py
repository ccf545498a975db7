"""Forces, units, officers, their postings, their handsets, and how they prove who they are."""
