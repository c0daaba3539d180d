"""What is said unasked, and the sender that delivers everything that is said."""
