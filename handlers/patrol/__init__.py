"""What volunteers and their leads say and hear."""
