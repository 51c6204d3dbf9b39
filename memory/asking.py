"""What a message asks of memory: "내 생일 언제게?", "where does my sister live?". Rules only.

Two readings: a loose one (`attributes`, `relations`, `own`) says what may matter to whoever words the answer, a strict
one (`question`) what asks for something told, so that nothing else is answered from memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from memory import questions_en, questions_ko
from memory.question import NO_QUESTION, Question
from policies.language.hangul import is_hangul
from policies.language.normalise import fold
from policies.language.relations import relations
from policies.language.sentences import is_question, split

# What is said for an attribute when one asks for it; found anywhere in a message that asks.
_KOREAN: Mapping[str, str] = {
    "name": r"이름|누군지|누구게|뭐라고\s?불러",
    "age": r"몇\s?살|나이",
    "birth_year": r"몇\s?년생|태어난\s?해",
    "birthday": r"생일|태어난\s?날",
    "home": r"어디\s?(?:에\s?|서\s?)?(?:살|사[는니냐]|산다)|사는\s?(?:곳|동네|데)"
    r"|우리\s?동네|우리\s?집(?:이)?\s?어디|집이\s?어디",
    "hometown": r"고향|어디\s?출신",
    "job": r"직업|무슨\s?일|하는\s?일|뭐\s?하는\s?사람|뭐\s?해서\s?먹고",
    "workplace": r"직장|회사|어디\s?다[니녀]|어디서\s?일",
    "school": r"학교|어디\s?다[니녀]",
    "major": r"전공|무슨\s?과",
    "relationship": r"결혼|애인|연애|솔로",
    "partner": r"남자\s?친구|여자\s?친구|남친|여친|남편|아내|와이프|애인",
    "family": r"가족|(?<![가-힣])(?:[여남]?동생|언니|오빠|누나|형|엄마|아빠|아들|딸|조카)(?![가-힣]{3})",
    "friend": r"친구",
    "colleague": r"동료|팀장|부장|상사|직장\s?사람",
    "pet": r"강아지|고양이|반려|키우|멍멍이|냥이|애완",
    "likes": r"좋아하|좋아했|최애|취향|제일\s?좋",
    "dislikes": r"싫어하|싫어했|질색",
    "hobby": r"취미|쉬는\s?날\s?뭐|즐겨",
    "diet": r"채식|식단|비건",
    "avoids": r"안\s?먹|못\s?먹|안\s?마|못\s?마",
    "allergy": r"알레르기|알러지|못\s?먹",
    "health": r"아프|아팠|건강|병원|(?<![가-힣])약(?:은|을|이|\s|$|먹)|수술|다쳤|다친",
    "religion": r"종교|교회|성당|(?<![가-힣])절에",
    "personality": r"mbti|성격",
    "language": r"외국어|할\s?줄\s?아는\s?말|몇\s?개\s?국어",
    "goal": r"꿈|목표|되고\s?싶",
    "plan": r"계획|예정|약속|일정|언제\s?(?:라고|였|더라|지)|하기로",
    "event": r"언제\s?(?:였|했|갔|봤|먹었)|있었던\s?일|뭐\s?했",
}
_ENGLISH: Mapping[str, str] = {
    "name": r"\bname\b|\bwho i am\b|\bcall me\b",
    "age": r"\bhow old\b|\bage\b",
    "birth_year": r"\byear was i born\b|\bbirth year\b",
    "birthday": r"\bbirthday\b|\bborn\b",
    "home": r"\bwhere (?:do|does|did) .{0,30}\blive\b|\bwhere i live\b|\bmy (?:home|town|city|place)\b",
    "hometown": r"\bhometown\b|\bwhere .{0,20}\bfrom\b|\bgr[eo]w up\b",
    "job": r"\bjob\b|\bfor a living\b|\bwhat (?:do|does) (?:i|he|she|my .{1,20}) do\b|\bwork as\b|\bprofession\b",
    "workplace": r"\bwhere .{0,30}\bwork\b|\bwork(?:s|ed)? (?:at|for)\b|\bcompany\b|\bemployer\b",
    "school": r"\bschool\b|\bcollege\b|\buniversity\b",
    "major": r"\bmajor\b|\bstudy(?:ing)?\b",
    "relationship": r"\bmarried\b|\bsingle\b|\bdating\b|\brelationship\b",
    "partner": r"\bpartner\b|\bboyfriend\b|\bgirlfriend\b|\bhusband\b|\bwife\b|\bfiance",
    "family": r"\bfamily\b|\bbrothers?\b|\bsisters?\b|\bmom\b|\bmum\b|\bmother\b|\bdad\b|\bfather\b|\bkids?\b|\bson\b",
    "friend": r"\bfriends?\b|\bbuddy\b",
    "colleague": r"\bboss\b|\bcoworkers?\b|\bcolleagues?\b|\bmanager\b",
    "pet": r"\bpets?\b|\bdogs?\b|\bcats?\b|\bpuppy\b|\bkitten\b",
    "likes": r"\blikes?\b|\blove\b|\bfavou?rite\b|\benjoy\b",
    "dislikes": r"\bdislikes?\b|\bhate\b|\bcan'?t stand\b",
    "hobby": r"\bhobb(?:y|ies)\b|\bfree time\b|\bfor fun\b",
    "diet": r"\bdiet\b|\bvegan\b|\bvegetarian\b",
    "avoids": r"\bdon'?t (?:i )?(?:eat|drink)\b|\bcan'?t (?:i )?eat\b",
    "allergy": r"\ballerg",
    "health": r"\bhealth\b|\bsick\b|\bdoctor\b|\bhospital\b|\bsurgery\b|\bmedication\b|\bhurt\b",
    "religion": r"\breligio|\bchurch\b|\bfaith\b",
    "personality": r"\bmbti\b|\bpersonality\b",
    "language": r"\blanguages?\b|\bspeak\b",
    "goal": r"\bdream\b|\bgoals?\b|\bwant to (?:be|become)\b",
    "plan": r"\bplans?\b|\bappointment\b|\bwhen (?:is|am|are|do)\b|\bgoing to do\b",
    "event": r"\bwhen did\b|\bwhat happened\b|\bwhat did i\b",
}
_ATTRIBUTES = tuple(
    (name, re.compile("|".join(filter(None, (_KOREAN.get(name), _ENGLISH.get(name))))))
    for name in (*_KOREAN, *(each for each in _ENGLISH if each not in _KOREAN))
)
_MAY_ASK = re.compile(
    r"기억\s?(?:나|해|하|못)|(?:말|얘기|이야기)(?:했|한\s?거|해\s?줬)"
    r"|뭐(?:라고|라\s?)?\s?(?:했|그랬)|(?:였|이었|했|랬|댔|더)(?:지|더라|더라고)"
    r"|알아\b|알고\s?있|맞혀\s?봐|맞춰\s?봐"
    r"|\bremember\b|\bdo you know\b|\bdid i (?:tell|say|mention)\b"
    r"|\bi (?:told|said|mentioned)\b|\bremind me\b"
)
_OWN = re.compile(
    r"(?:^|\s)(?:나|난|내|내가|나는|나의|나한테|저|제|제가|저는|우리)(?=\s|$)|\b(?:i|my|me|mine|i'm|i'd|i've|our|we)\b"
)
_READ = 500  # characters


_MARKS = re.compile(r"[\s.!?~…,。！？ㅋㅎㅠㅜ^;]+$")
_ABOUT_THAT = re.compile(r"^\S+(?: \S+)? (?:얘기|이야기|말이야|거)$")  # behind a question: "손목 얘기"


@dataclass(frozen=True)
class Asked:
    """What a message asks. `memory`: it asks for something told before. `attributes`: of what kind it may be.

    `relations`: of whom, when it isn't the person. `own`: it speaks of the person or theirs. `question`: strictly read.
    """

    memory: bool
    attributes: frozenset[str]
    relations: frozenset[str]
    own: bool
    question: Question = NO_QUESTION


NOTHING_ASKED = Asked(memory=False, attributes=frozenset(), relations=frozenset(), own=False)


def asked(text: str) -> Asked:
    """What a message asks about the person; NOTHING_ASKED for one that asks nothing."""
    plain = fold(text[:_READ]).replace("’", "'")
    question = strictly(text[:_READ])
    if not (question != NO_QUESTION or _MAY_ASK.search(plain) or is_question(text[:_READ])):
        return NOTHING_ASKED
    return Asked(
        memory=question.memory,
        attributes=frozenset(name for name, pattern in _ATTRIBUTES if pattern.search(plain)),
        relations=frozenset(each for each in relations(plain) if not each.startswith("your ")),
        own=_OWN.search(plain) is not None,
        question=question,
    )


def strictly(text: str) -> Question:
    """What the last sentence asks for; what is said before it doesn't matter."""
    sentences = [each.strip() for each in split(text) if _plain(each)]
    if len(sentences) > 1 and _ABOUT_THAT.search(_plain(sentences[-1])) and "?" in sentences[-2]:
        sentences.pop()
    if not sentences:
        return NO_QUESTION
    last = _plain(sentences[-1])
    if any(map(is_hangul, last)):
        return questions_ko.read(last, asks="?" in sentences[-1] or "？" in sentences[-1])
    return questions_en.read(last)


def speaks_of(attribute: str, text: str) -> bool:
    """Whether a text has words for an attribute; False for one that isn't known."""
    plain = fold(text[:_READ]).replace("’", "'")
    return any(pattern.search(plain) for name, pattern in _ATTRIBUTES if name == attribute)


def _plain(sentence: str) -> str:
    return _MARKS.sub("", " ".join(fold(sentence).replace("’", "'").split()))
