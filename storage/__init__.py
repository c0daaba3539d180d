"""What is remembered: one module per noun, its SQL beside the functions that run it."""
