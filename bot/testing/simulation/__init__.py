"""Deterministic simulation: the real engine under a seed that decides what happens, who dies and in which order.

`simulate(seed)` in `run.py` is one seed; `python -m bot.testing.simulation` (`make simulate`) runs many.
"""
