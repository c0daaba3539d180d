"""What is said about meals: ordering, bringing, paying, and what staff do."""
