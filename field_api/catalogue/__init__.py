"""What may be written: the forms, their versions, and the review each kind needs."""
