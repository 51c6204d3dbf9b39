"""What is known about one person: facts with validity, recall, extraction. Storage is behind `memory.facts.FactStore`."""
