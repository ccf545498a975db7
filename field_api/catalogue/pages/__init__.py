"""Pages of the desk for whoever looks after forms and lists."""
