"""Embedders and the search over answer groups. Knows no person and no database."""
