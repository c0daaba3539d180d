"""What needs a person now: gathered for whoever looks, out of everything that the house does."""
