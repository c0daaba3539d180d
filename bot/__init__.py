"""The top floor: settings, the command line, the wiring, and the channels."""
