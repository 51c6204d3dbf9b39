"""Writing first: what is worth asking about later, when it may be asked, and in which words."""
