"""What a terminal says when the persona answers later: at a phone one would see nothing, here one would wonder."""

from __future__ import annotations

from datetime import datetime

from bot.turn.decisions import DecisionRecord

_DOING = {
    "ko": {
        "asleep": "자고 있어요",
        "class": "수업 중이에요",
        "work": "일하는 중이에요",
        "busy": "바빠요",
        "free": "잠깐 다른 걸 하고 있어요",
    },
    "en": {
        "asleep": "is asleep",
        "class": "is in class",
        "work": "is at work",
        "busy": "is busy",
        "free": "is doing something else",
    },
}
_LINE = {
    "ko": '({name}: 지금 {doing}. {at}쯤 답해요. 까닭은 /why, 늘 바로 답하게 하려면 [timing] preset = "instant")',
    "en": '({name} {doing} and answers about {at}. Why: /why. Always at once: [timing] preset = "instant")',
}


def told_put_off(name: str, decision: DecisionRecord, language: str) -> str:
    """One line: what the persona does now, and when it answers by this machine's clock."""
    at = datetime.fromtimestamp(decision.until / 1000).astimezone()
    doing = _DOING[language].get(decision.state, _DOING[language]["busy"])
    return _LINE[language].format(name=name, doing=doing, at=f"{at:%H:%M}")
