"""Being an AI: whether a message asks for it, and whether a reply denies it. Pure rules, Korean and English.

A sincere question is never left to a model, to similarity or to the no-repeat window; a denial is never sent.
"""

from __future__ import annotations

import re

from policies.language.normalise import clean

_AI_KO = "ai|에이아이|인공지능|로봇|봇|챗봇|챗gpt|챗지피티|지피티|gpt|기계|프로그램|컴퓨터"
_HUMAN_KO = "사람|인간|진짜사람|실제사람"
_YOU_KO = "(?:너|넌|너는|네가|니가|당신|당신은|그쪽|그쪽은|지금)"
_LEAD_KO = (
    "(?:야|근데|혹시|진짜|정말|정말로|진짜로|설마|솔직히|솔직히말해서|솔직하게|그럼|그러면|아니|잠깐|저기|봄아?|렌)"
)
_ASKS_KO = re.compile(
    rf"^(?:{_LEAD_KO}|{_YOU_KO})*(?:{_AI_KO})(?:야|이야|예요|이에요|에요|인가|인가요|이니|니|이냐|냐|지|이지|죠|이죠|맞아|맞아요|맞지|맞죠|맞니|"
    r"맞나요|아니야|아니지|아니죠|아니에요|아냐|세요|이세요|인거|인거야|인거지|랑말하는거야|랑얘기하는거야)*\?*$"
    rf"|^(?:{_LEAD_KO}|{_YOU_KO})*(?:{_HUMAN_KO})(?:맞아|맞아요|맞지|맞죠|맞니|맞나요|인가|인가요|이니|이냐|아니지|아니죠|이야\?|이에요\?|예요\?|이세요\?|아니야\?)+\?*$"
    rf"|^{_LEAD_KO}*{_YOU_KO}{_LEAD_KO}*(?:{_HUMAN_KO})(?:이야|이에요|예요|이니|이냐|아니야|아니지|맞아|인거야)+\?*$"
    rf"|(?:{_HUMAN_KO})이?(?:야|에요|예요)?,?(?:아니면)?(?:{_AI_KO})(?:야|이야|예요|에요|이에요)\?*$"
)
_KIND_EN = (
    r"(?:an? )?(?:real |actual |living )?(?:ai|a\.i\.|artificial intelligence|robot|bot|chat ?bot|human(?: being)?|person|machine|"
    r"computer(?: program)?|program|language model|llm|chat ?gpt|gpt[- ]?\d?\w*)"
)
_ASKS_EN = re.compile(
    rf"\b(?:are|r) (?:you|u|ya)\b[^.?!,]{{0,24}}?\b{_KIND_EN}\b"
    r"|\b(?:are|r) (?:you|u) (?:even |actually |really )?(?:real|human)\s*[?!.]*$"
    rf"|\b(?:you're|you are|ur|you) (?:just |really |actually )?{_KIND_EN}\b[^.!]{{0,12}}(?:right|aren't you|are you|no|huh|\?)"
    rf"|\b(?:am i|i'm|im) (?:really )?(?:talking|speaking|chatting) (?:to|with) {_KIND_EN}\b"
    rf"|\bis this {_KIND_EN}\b"
)
_DENIES = re.compile(
    r"(?<![가-힣])(?:나는?|난|저는?|전)\s*(?:진짜|정말|그냥|당연히|평범한)*\s*(?:사람|인간)(?:이야|이에요|예요|입니다|이거든|이지|이라니까|맞아|맞아요)"
    r"|(?:\bAI|인공지능|로봇|챗?봇|기계|프로그램)\s*(?:가|이|은|는)?\s*(?:아니야|아냐|아니에요|아니예요|아닙니다|아니거든|아니라니까)"
    r"|\bI(?:'m| am) (?:(?:a|an|just a) )?(?:real |actual )?(?:human(?: being)?|person)\b"
    r"|(?:AI|인공지능)\s?(?:같은\s?건|[가는은이도])?\s?아[니닌닐닙]"
    r"|\bI(?:'m| am) (?:not|no) (?:an? )?(?:AI|bot|chatbot|robot|machine|program|computer)\b"
    r"|(?:not|n't|never)(?:\s+(?:really|just))?(?:\s+an?)?\s+(?:AI\b|artificial)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\bAI\b|(?<![A-Za-z])AI(?=[가-힣])|인공지능|artificial intelligence|language model", re.IGNORECASE)


def asks_if_ai(text: str) -> bool:
    """Whether the person sincerely asks if they are talking to an AI or a human."""
    plain = clean(text).casefold().replace("’", "'")
    squashed = re.sub(r"[\s.,!~ㅋㅎㅠㅜ]+", "", plain)
    return bool(_ASKS_KO.search(squashed) or _ASKS_EN.search(plain))


def denies_being_ai(text: str) -> bool:
    """Whether a reply claims to be human, or not to be an AI."""
    return _DENIES.search(text.replace("’", "'")) is not None


def says_it_is_ai(text: str) -> bool:
    """Whether a reply names what it is, and doesn't deny it."""
    return _SAYS.search(text) is not None and not denies_being_ai(text)
