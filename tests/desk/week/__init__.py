"""A week of the demo community, a module a day."""
