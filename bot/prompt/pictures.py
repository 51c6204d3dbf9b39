"""Pictures beside the words of the last message, and what they cost of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.prompt.layout import Prompt
from bot.prompt.sections import LedgerLine

MOST_PICTURES = 4


def with_pictures(prompt: Prompt, pictures: Sequence[str], tokens_each: int) -> Prompt:
    """The prompt with references to pictures in its last message, their estimated tokens in the ledger.

    The prompt must have been assembled with that many tokens less.
    """
    if not pictures:
        return prompt
    tokens, ledger = tokens_each * len(pictures), prompt.ledger
    count = len(pictures)
    line = LedgerLine("pictures", "kept", tokens, tokens, count, count, f"an estimate: {tokens_each} each", ())
    last = replace(prompt.messages[-1], pictures=tuple(pictures))
    grown = replace(
        ledger,
        context_tokens=ledger.context_tokens + tokens,
        budget=ledger.budget + tokens,
        used=ledger.used + tokens,
        lines=(*ledger.lines, line),
    )
    return Prompt((*prompt.messages[:-1], last), grown)
