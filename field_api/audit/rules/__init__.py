"""How look-ups are told apart, drawn, compared and written out. Pure: no Django, no I/O."""
