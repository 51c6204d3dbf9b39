"""sLLM clients. They know messages and servers, not persons or personas."""
