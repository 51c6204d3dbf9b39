"""Pure text functions for Korean and English. They know letters and endings, not people, personas or models."""
