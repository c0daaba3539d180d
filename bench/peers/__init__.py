"""The same four-question sign-up, written for each peer as its own documentation shows."""
