"""A person: a resident asks for one, and the two talk through the house."""
