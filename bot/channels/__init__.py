"""Where people talk: each channel turns what it hears into `Incoming` and delivers bubbles.

No channel decides anything.
"""
