"""`python -m benchmarks.recall`."""

from benchmarks.recall.cli import main

main()
