"""The ways people reach the service: each turns its platform's messages into Incoming, and Outgoing into its calls."""
