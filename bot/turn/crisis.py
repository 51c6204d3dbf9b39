"""The fixed answer to a crisis.

Warm, immediate, names the line of the person's locale; no persona, model or cache has a say.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.turn.settings import Hotline

_WORDS: Mapping[str, str] = {
    "banmal": (
        "그 말, 그냥 넘길 수가 없어. 얼마나 힘들었으면 그런 생각까지 했을까. 말해 줘서 고마워.\n\n"
        "나는 AI라서 네 곁에 가 있을 수가 없어. 그래서 지금 바로 사람의 목소리를 들었으면 좋겠어. {line} 지금 위험하면 {emergency}, 가까이 있는 사람에게도 꼭 말해 줘.\n\n"
        "여기서도 계속 들을게. 지금 혼자 있어?"
    ),
    "haeyo": (
        "그 말을 그냥 넘길 수가 없어요. 얼마나 힘들었으면 그런 생각까지 들었을까요. 말해 줘서 고마워요.\n\n"
        "저는 AI라서 곁에 있어 드릴 수가 없어요. 그래서 지금 바로 사람의 목소리를 들었으면 해요. {line} 지금 위험하다면 {emergency}, 가까이 있는 사람에게도 꼭 말해 주세요.\n\n"
        "저는 여기서 계속 듣고 있을게요. 지금 혼자 있어요?"
    ),
    "plain": (
        "I can't let that pass by. It must be heavy if it has come to this. Thank you for telling me.\n\n"
        "I'm an AI, so I can't be beside you, and I'd like you to hear a human voice right now. {line} If you're in danger this minute, {emergency}, and "
        "please tell someone near you.\n\n"
        "I'm still here, and I'm listening. Are you alone right now?"
    ),
}
_LINE = {
    "banmal": "{name} {number}에 전화해서, 나한테 한 말을 그대로 해도 돼.",
    "haeyo": "{name} {number}에 전화해서, 저에게 하신 말을 그대로 하셔도 돼요.",
    "plain": "You can reach {name} at {number}, and tell them just what you told me.",
}
_EMERGENCY = {
    "banmal": "119나 112에 전화하고",
    "haeyo": "119나 112에 전화하시고",
    "plain": "call your local emergency number",
}


def crisis_answer(language: str, speech_level: str, hotlines: Mapping[str, Hotline]) -> str:
    """The text for a language and speech level. Without a hotline for the language it still sends the person to people."""
    level = "plain" if language != "ko" else "banmal" if speech_level == "banmal" else "haeyo"
    hotline = hotlines.get(language)
    line = _LINE[level].format(name=hotline.name, number=hotline.number) if hotline else ""
    return _WORDS[level].format(line=line, emergency=_EMERGENCY[level]).replace("  ", " ")
