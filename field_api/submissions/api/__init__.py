"""/api/v1/submissions and what stands beside it: reserved references, and the duty report."""
