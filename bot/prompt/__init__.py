"""The prompt: sections, their tokens, and the messages they become. Knows no database and no model client."""
