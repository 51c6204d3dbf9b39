"""When to answer, and how: pure decisions. Features, rules and a seed in, frozen plans with reasons out."""
