"""What is known about one person: facts, recall, extraction. Storage is behind `memory.facts.FactStore`."""
