"""From sections to the exact messages, under the budget.

Order: stable prefix (safety, persona, examples) as the system message; the history, append-only; then, within the
last user message, the volatile context (what was said before, documents, facts, moment) before the person's words.
The context sits in the user message because many chat templates refuse a second system message; it comes last because
everything behind a changed token misses the server's prefix cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.llm.model import ChatMessage, Role
from bot.prompt.sections import SECTION_RULES, Ledger, LedgerLine, Piece, Section
from bot.prompt.wording import WORDING
from policies.budget import Allotment, SectionRule, allot

# What a chat template adds around a message besides its role (marks, line breaks); an estimate on the safe side.
MESSAGE_MARKS, LINE_BREAK = 5, 2
ROLES: tuple[Role, ...] = ("system", "user", "assistant")
# Words of the layout itself that stand between the sections.
CONTEXT = ("summary", "earlier", "documents", "recalled", "facts")  # in the order they stand in
FRAME, HEADED = ("context", "cut"), ("examples", *CONTEXT)


@dataclass(frozen=True)
class Budget:
    """Tokens of the server's context, and how many of them the reply may use."""

    context_tokens: int
    reply_tokens: int

    @property
    def prompt_tokens(self) -> int:
        """What is left for the prompt."""
        return self.context_tokens - self.reply_tokens


@dataclass(frozen=True)
class Prompt:
    """The messages to send and the account of their tokens."""

    messages: tuple[ChatMessage, ...]
    ledger: Ledger


def texts_of(sections: Sequence[Section], language: str) -> tuple[str, ...]:
    """Every text whose tokens must be counted before `assemble`: pieces, roles, and the words around them."""
    pieces = (piece.text for section in sections for piece in section.pieces)
    return tuple(dict.fromkeys([*pieces, *ROLES, *(WORDING[language][word] for word in (*FRAME, *HEADED))]))


def frame_tokens(counts: Mapping[str, int], language: str, sections: Sequence[Section] = ()) -> int:
    """Tokens of everything around the sections: first and last message, the reply's opening, their headings."""
    opened = sum(message_overhead(counts, role) for role in ROLES)
    headed = [section.name for section in sections if section.name in HEADED and section.pieces]
    return opened + sum(counts[WORDING[language][word]] + LINE_BREAK for word in (*FRAME, *headed))


def message_overhead(counts: Mapping[str, int], role: Role) -> int:
    """Tokens a message costs besides its text."""
    return counts[role] + MESSAGE_MARKS


def assemble(
    sections: Sequence[Section],
    counts: Mapping[str, int],
    budget: Budget,
    language: str,
    counter: str,
    *,
    exact: bool,
    rules: Sequence[SectionRule] = SECTION_RULES,
) -> Prompt:
    """Keep what fits and lay it out. Raises BudgetTooSmall when safety and persona alone don't fit."""
    sizes: dict[str, list[int]] = {section.name: piece_sizes(section, counts) for section in sections}
    frame = frame_tokens(counts, language, sections)
    allotments = allot(budget.prompt_tokens - frame, rules, sizes)
    allotments = tuple(_from_the_person(each, sections, sizes) for each in allotments)
    kept = {each.section: each.pieces for each in allotments}
    chosen: dict[str, tuple[Piece, ...]] = {section.name: section.pieces[: kept[section.name]] for section in sections}
    messages = _messages(chosen, language, cut=_was_cut(allotments))
    return Prompt(messages, _ledger(allotments, chosen, budget, frame, counter, exact=exact))


def _from_the_person(each: Allotment, sections: Sequence[Section], sizes: Mapping[str, Sequence[int]]) -> Allotment:
    """Templates insist that the person speaks first: the persona's bubbles at the cut stay out, uncounted."""
    history = next((section.pieces for section in sections if section.name == "history"), ())
    count = each.pieces
    while each.section == "history" and count and history[count - 1].role == "assistant":
        count -= 1
    if count == each.pieces:
        return each
    tokens, reason = sum(sizes["history"][:count]), f"{count} of {each.offered} pieces: the talk begins with the person"
    return replace(each, state="trimmed" if count else "dropped", tokens=tokens, pieces=count, reason=reason)


def piece_sizes(section: Section, counts: Mapping[str, int]) -> list[int]:
    """Tokens of each piece with what surrounds it: a message of the talk costs its template, a line its break."""
    if section.name == "history":
        return [counts[piece.text] + message_overhead(counts, piece.role) for piece in section.pieces]
    return [counts[piece.text] + LINE_BREAK for piece in section.pieces]


def _messages(chosen: Mapping[str, tuple[Piece, ...]], language: str, *, cut: bool) -> tuple[ChatMessage, ...]:
    history = [(piece.role, piece.text) for piece in reversed(chosen.get("history", ()))]
    last: tuple[Role, str] = ("user", _last_message(chosen, language, cut=cut))
    return (ChatMessage("system", _system(chosen, language)), *_alternating([*history, last]))


def _system(chosen: Mapping[str, tuple[Piece, ...]], language: str) -> str:
    blocks = [piece.text for name in ("safety", "persona") for piece in chosen.get(name, ())]
    examples = [piece.text for piece in chosen.get("examples", ())]
    if examples:
        blocks.append("\n\n".join([WORDING[language]["examples"], *examples]))
    return "\n\n".join(blocks)


def _last_message(chosen: Mapping[str, tuple[Piece, ...]], language: str, *, cut: bool) -> str:
    words = WORDING[language]
    context = [
        "\n".join([words[name], *(piece.text for piece in _in_order(name, chosen[name]))])
        for name in CONTEXT
        if chosen.get(name)
    ]
    context += [piece.text for piece in chosen.get("moment", ())]
    message = "".join(piece.text for piece in chosen.get("message", ())).strip()
    message = f"{message}\n{words['cut']}" if cut else message
    return words["context"].format(context="\n".join(context), message=message) if context else message


def _in_order(name: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """What was said stands in order of time, whatever its worth."""
    return sorted(pieces, key=lambda piece: piece.sources) if name in ("recalled", "summary") else pieces


def _was_cut(allotments: Sequence[Allotment]) -> bool:
    return any(each.section == "message" and each.pieces < each.offered for each in allotments)


def _alternating(said: Sequence[tuple[Role, str]]) -> list[ChatMessage]:
    """Neighbours of one role become one message (templates insist on turns); the first one is the person's."""
    merged: list[ChatMessage] = []
    for role, text in said:
        if not merged and role == "assistant":
            continue
        if merged and merged[-1].role == role:
            merged[-1] = ChatMessage(role, f"{merged[-1].content}\n{text}")
        else:
            merged.append(ChatMessage(role, text))
    return merged


def _ledger(
    allotments: Sequence[Allotment],
    chosen: Mapping[str, tuple[Piece, ...]],
    budget: Budget,
    frame: int,
    counter: str,
    *,
    exact: bool,
) -> Ledger:
    lines = tuple(_line(each, chosen.get(each.section, ())) for each in allotments)
    overhead = LedgerLine("frame", "kept", frame, frame, 1, 1, "headings, and an estimate of the chat template", ())
    used = sum(line.tokens for line in lines) + frame
    return Ledger(
        counter, exact, budget.context_tokens, budget.reply_tokens, budget.prompt_tokens, used, (*lines, overhead)
    )


def _line(each: Allotment, pieces: Sequence[Piece]) -> LedgerLine:
    sources = tuple(sorted({source for piece in pieces for source in piece.sources}))
    return LedgerLine(
        each.section, each.state, each.tokens, each.wanted, each.pieces, each.offered, each.reason, sources
    )
