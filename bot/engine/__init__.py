"""The durable conversation engine. The database alone says what is due; a process may die at any instruction."""
