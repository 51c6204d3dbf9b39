"""The methods of the Bot API, one module a subject, and their table in `methods.table`."""
