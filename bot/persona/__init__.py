"""Personas: files people like to write, checked with lines, turned into immutable snapshots."""
