"""One human, one record: coming back to it, merging two, taking it along, erasing it."""
