"""What every kind of system is spoken to over: checked addresses, one deadline, bounded answers."""
