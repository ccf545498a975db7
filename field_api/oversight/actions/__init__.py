"""What one person sees of delivery, and what the house watches for them."""
