"""The community file: what it may say (a module per section), reading it, and bringing it into the database."""
