"""What may be asked, what may become of it, and how answers are laid side by side. Pure."""
