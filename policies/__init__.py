"""Pure decisions: frozen inputs in, frozen decisions with a reason out. No clock, chance or I/O."""
