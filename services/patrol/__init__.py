"""Volunteers: teams, their duties and shifts, checking in, hours."""
