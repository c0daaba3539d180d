"""Cases: what people bring up, who follows it, what becomes of it."""
