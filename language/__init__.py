"""What is said and heard, before any platform: texts, messages, and how Chinese numbers and dates are read."""
