"""Shipped fakes with stated properties, for tests and demos. Each has tests of its own."""
