"""Work not yet signed, sealed, that outlives the handset it was begun on."""
