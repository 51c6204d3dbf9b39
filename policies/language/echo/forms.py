"""The forms in which a message can be taken up again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Echo:
    """A person's own words given back, without a mark at the end; "" where a form would not be sure.

    `told`: "연차였구나", `noted`: "연차였네" (Korean only). `asked`: "연차였어" or "They did", before a question mark.
    `noun`: what was spoken of, "계란 두 개" or "Two left shoes".
    """

    told: str = ""
    asked: str = ""
    noun: str = ""
    noted: str = ""
