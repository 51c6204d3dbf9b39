"""Virtual time: a persona's timing policies run over a person's messages, without an engine or a database."""
