"""Control marks of chat templates in people's words: made harmless, so that nobody can speak as the system.

Servers turn such marks into control tokens wherever they stand, so this is done for chat servers too. A blank inside a
mark or label is enough: no tokenizer takes it for the mark any more, and the words can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOKENS = re.compile(
    r"<(?=\|[^|<>\n]{1,60}\|>)"  # <|im_end|>, <|eot_id|>, …
    r"|<(?=\uff5c[^<>\n]{1,60}\uff5c>)"  # DeepSeek's
    r"|\[(?=\|[^|\[\]\n]{1,40}\|\])"  # EXAONE's
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS)\])"  # Llama 2, Mistral
    r"|<(?=<?/?SYS>)"
    r"|<(?=/?s>)|<(?=(?:bos|eos|pad|unk)>)"
    r"|<(?=(?:start|end)_of_turn>)",
    re.IGNORECASE,
)


def harmless(text: str, labels: Sequence[str] = ()) -> str:
    """The text without working control marks; `labels` are a template's role labels, such as "USER:"."""
    broken = _TOKENS.sub(lambda mark: f"{mark[0]} ", text)
    for label in labels:
        broken = re.sub(re.escape(label), lambda said: f"{said[0][:-1]} {said[0][-1]}", broken, flags=re.IGNORECASE)
    return broken
