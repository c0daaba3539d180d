"""What the neighbourhood does: one module per noun. Checks, changes, and what follows from a change."""
