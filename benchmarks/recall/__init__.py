"""How much of the evidence for a question reaches the prompt within a token budget, verbatim, with no model writing.

    .venv/bin/python -m benchmarks.recall --format locomo --data locomo/dev.json --json
    .venv/bin/python -m benchmarks.recall --format locomo --data benchmarks/data/recall-ko/tune.json --budgets 128,256

For each system: `all.512` and so on, the mean share of a question's evidence turns whose complete text (white space
evened out) stands in the rendered block, in percent, over all questions that have evidence; by category; `full`: the
share of questions all of whose evidence stands in it; `r`: the share in the first k units, whatever they cost (lines
for malbeot and bare_dense, windows of three for the others); milliseconds of a search, the question's embedding
included (p50, p95), of adding a message until it is found (`add_ms`: malbeot by words, mem0 with its embedding), and
of its vector, made behind the reply (`embed_ms`). Cost is ceil(characters / 4) of the whole block.

`malbeot.with_facts`: facts that rules find stand at the head of the same block. A fact counts for the one line it was
learned from if all words of the right answer stand in it.
"""
