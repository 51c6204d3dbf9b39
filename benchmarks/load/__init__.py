"""What the load and the kill benchmark share: a deployment of real processes, people who write, and what to compare."""
