"""The household register, brought in from a sheet of the office: read, matched with who is known, applied in pieces, undone."""
