"""The `malbeot` command, one file a noun. Heavy imports stay inside functions: `--help` must be quick."""
