"""One turn: from merged messages to planned bubbles and its record.

Reads no clock, no settings file, no database of its own.
"""
