"""One person's talk, word for word, searched exactly.

    episodes = Episodes(dimensions=384)
    episodes.add(lines)                                    # `Line`s in order of their ids; searchable at once
    waiting = episodes.without_vector()                    # `Passage`s: what to embed, `passage.said`
    episodes.put_vectors([each.key for each in waiting], rows)
    found = episodes.search(question, vector=row or None, as_of=message_id or None, asker="Jisu")
    block = fill(found, tokens=1024)                       # `Block`: text, tokens, the passages in it

- `line.Line`: one message. `passages.Passage`: a line, or a run of sentences of a long one; `key` = (message id, part).
- `index.Episodes`: append-only. Nothing of a window is stored, so a new line costs the same however many there are, and
  `as_of` gives exactly what the index would have given before later lines came. To forget or edit, build it anew.
- `meaning.Meaning`: vectors for questions and passages from any embedder; None and zero rows where it knows nothing.
- `quoting.sure`: the passage that may be quoted as the answer when no model reads what was found, or None.
- `found.Found`: a passage, how likely it is what was asked for, and why. Nothing is found below a calibrated evidence.
- `block.fill`, `block.render`: what reaches the prompt, within a budget of ceil(characters / 4) tokens.
"""
