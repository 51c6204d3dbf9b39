"""What a question wants to hear: a shape that both languages are read into."""

from __future__ import annotations

from dataclasses import dataclass

ME = ""
THERE_IS = "there is"  # `Value.of` for whether there is such a one at all


@dataclass(frozen=True)
class Value:
    """A value that is asked for. `whose`: ME, or the words for somebody else. `of`: what kind of it, or which event.

    `attribute`: of `memory.attributes`; "" for one that no attribute stands for.
    """

    attribute: str
    whose: str = ME
    of: str = ""


@dataclass(frozen=True)
class Question:
    """`memory`: it asks for what the person told. `perhaps`: it may, if something said surely answers it and it is
    about so many words of substance at least; 0 where it doesn't.

    `everything`: what is known of the person at all. `former`: what was true before.
    """

    memory: bool = False
    perhaps: int = 0
    everything: bool = False
    former: bool = False
    values: tuple[Value, ...] = ()


NO_QUESTION = Question()
