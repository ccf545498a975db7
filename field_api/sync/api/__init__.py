"""/api/v1/sign-in, /me and /sync."""
