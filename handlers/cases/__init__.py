"""What is said about cases: reporting, suggesting, following, and what staff do with them."""
