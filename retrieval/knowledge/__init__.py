"""Documents a persona may draw on: read, cut into passages, kept, searched, summarised. Knows no person and no SQL."""
