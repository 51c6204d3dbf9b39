"""Good nights: whether a message says that the person goes to sleep. Folded text (`normalise.fold`)."""

from __future__ import annotations

import re

_LONGEST = 60
_KO = re.compile(
    r"(?:잘게|잘께|잘래|자야겠다|자야지|잔다|자러 ?(?:간다|갈게|가야겠다|가야지|감)|굿 ?나잇|굿 ?나이트|굿밤"
    r"|굳밤|ㄱㄴㅇ|잘 ?자|잘 ?자요|안녕히 주무세요|주무세요"
    r"|좋은 꿈 ?꿔|내 꿈 ?꿔|꿀잠 ?자|먼저 ?잘게요|잘게요|자러 ?갈게요|잘게용|자겠습니다|잘래요|자려고|자려구"
    r"|자야겠어요?|자야 ?돼)"
    r"(?:[~.!?,ㅋㅎㅠㅜ ]{0,8}(?:너도|봄아?|렌|내일 ?봐요?|내일 ?얘기하자|안녕|잘 ?자요?|굿 ?나잇|굿밤"
    r"|바이))?[~.!?,ㅋㅎㅠㅜ ]{0,8}$"
)
_KO_NOT = re.compile(
    r"낮잠|분만|못 ?자|안 ?자|안 ?잘|잠깐 ?자|지 ?않|면 |자려고 ?(?:했|누웠는데)|동생|엄마|아빠|걔|잘 ?자\?"
)
_EN = re.compile(
    r"(?:^|[.,!] ?|\b)(?:good ?night|g'?night|nighty? ?night|nite|gn|sweet dreams|sleep (?:well|tight)"
    r"|(?:i'?m |im )?(?:going|off|heading) to (?:bed|sleep)|(?:i'?m |im )?turning in|hitting the (?:hay|sack)"
    r"|(?:i'?ll|i should|i need to|gotta|i'?m gonna|time to|gonna|let me) (?:go to (?:bed|sleep)"
    r"|get some sleep|sleep)"
    r"|bed ?time for me|time for bed)(?:[,. ]{1,2}(?:now|then|soon|wren|bom|all|everyone|you|talk tomorrow"
    r"|see you tomorrow|xx?|bye|friend"
    r"|thanks|for real|everybody)){0,2}[.! ]{0,3}$"
)
_EN_NOT = re.compile(
    r"\b(?:can'?t|not|don'?t|never|nap|if|he|she|kids|before|last|did|was|had|have a|movie"
    r"|didn'?t)\b"
)


def good_night(folded: str) -> bool:
    """Whether a short folded message ends in a good night of the person's own."""
    if len(folded) > _LONGEST:
        return False
    korean = _KO.search(folded) and not _KO_NOT.search(folded)
    return bool(korean or (_EN.search(folded) and not _EN_NOT.search(folded)))
