"""Talking in a terminal, at a human pace or line by line from a script."""
