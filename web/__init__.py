"""What everything on the web port shares: who is turned away at the door, and files that a browser may keep. Knows no service."""
