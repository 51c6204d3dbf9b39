"""Korean sentence endings as data: what the last word of a sentence says about its form. It reads one tail, no context.

Endings are compared jamo by jamo, so a row may begin with a bare final consonant: "ㄹ게" fits 할게 and 먹을게,
"ㅂ니다" fits 합니다. In doubt there is no ending: nouns that look like verbs (바다, 의자, 중요) are listed.
"""

from __future__ import annotations

from typing import Literal

from policies.language.hangul import decompose
from policies.language.normalise import without_tail

Ending = Literal["hasipsio", "haeyo", "connective", "banmal"]


def ending(text: str) -> Ending | None:
    """The form of the last word, ㅋㅋ, ~, emoji and punctuation at the end aside; None when it shows none.

    "connective": the clause goes on (-는데, -고, -서, -면, …), or was left hanging.
    """
    words = without_tail(text).split()
    if not words or _is_noun(words[-1]):
        return None
    if words[-1] in _BARE_VERBS:
        return "banmal"
    letters = decompose(words[-1])
    return next((form for form, suffixes in _ENDINGS if letters.endswith(suffixes)), None)


def _is_noun(word: str) -> bool:
    return word in _NOUNS or word.endswith(_NOUN_TAILS)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _suffixes(text: str) -> tuple[str, ...]:
    return tuple(decompose(word) for word in text.split())


_HASIPSIO = _suffixes("ㅂ니다 ㅂ니까 ㅂ시다 시오 십시요 ㅂ니당 슴다 ㅂ디다")
_HAEYO = _suffixes("요 죠 에용 예용 해용 네용 세용 어용 아용 까용 데용 여용 에여 세여 어여 아여 해여 네여 져용")
_CONNECTIVE = _suffixes(
    """는데 은데 ㄴ데 던데 텐데 고 서 면 지만 려고 거나 면서 다가 느라 자마자 더니 니까 도록 는지 든지
    으며 이며 하며 려면 길래 느라고 ㄹ수록 아야 어야 해야 가야 ㄹ지 ㄴ지"""
)
# After these finals only a verb or an adjective goes on with 어, 지, 네 …: no common noun does.
_FIRM = ("ㅆ", "ㅄ", "ㅎ", "ㄶ", "ㅀ", "ㅍ", "ㅌ", "ㅈ", "ㄵ", "ㄷ", "ㄲ", "ㄻ")
_AFTER_FIRM = tuple(
    final + decompose(tail) for final in _FIRM for tail in _words("어 아 지 네 다 니 냐 군 대 더라 거든 구나 구만 나")
)
_BANMAL = _AFTER_FIRM + _suffixes(
    """거든 거덩 잖아 자나 구나 구만 는군 더라 란다 단다 더군 라니까 다니까 다고 라고 냐고 자고 는대 한대 온대 된대
    ㄹ게 ㄹ께 ㄹ걸 ㄹ껄 는걸 은걸 한걸 ㄹ래 ㄹ까 ㄹ꺼야 ㄹ거야 ㄹ거임 ㄹ라고
    야 아냐 거냐 이냐 하냐 뭐냐 느냐 으냐 가냐 오냐 보냐 되냐 러냐 떻냐
    하니 되니 가니 뭐니 거니 떠니 오니 러니 자니
    하지 되지 알지 르지 렇지 했지 야지 이지 러지 먹지 프지 쁘지 놀지 살지 있지
    하네 되네 이네 프네 쁘네 르네 크네 드네 러네 오네 나네 보네 ㅂ네 ㅅ네 ㄱ네
    ㄴ다 하다 되다 프다 쁘다 르다 ㅂ다 들다 크다 아니다 거다 러다 ㅅ다 ㄱ다 겠다 늘다 럽다
    해 봐 줘 돼 둬 놔 춰 꿔 워 뻐 퍼 기다려 느려 버려 어려 ㄹ려 내려 드려 가려 그려 살려 시켜 지켜 켜 펴 셔
    웃겨 즐겨 이겨 생겨 맡겨 남겨 챙겨 숨겨 옮겨 미쳐 지쳐 다쳐 고쳐 망쳐 쳐 빠져 져 보여 줄여 붙여 먹여 높여
    아파 고파 바빠 나빠 기뻐 예뻐 슬퍼 싶퍼 시퍼 몰라 골라 달라 빨라 놀라 올라 불러 눌러 들러 흘러 서둘러 졸라
    해라 봐라 가라 와라 마라 줘라 어라 아라 자라 렇게해 래라
    먹어 죽어 적어 식어 썩어 들어 걸어 울어 열어 길어 멀어 풀어 물어 만들어 심어 넘어 숨어 입어 씹어 집어 접어
    웃어 씻어 벗어 신어 쉬어 되어 뛰어 읽어 늙어 젊어 굶어 틀어 줄어 떨어 힘들어
    알아 살아 놀아 말아 팔아 날아 돌아 작아 막아 녹아 남아 참아 감아 담아 닮아 잡아 뽑아 볶아 깎아 닦아 받아 찾아
    앉아 않아 괜찮아 귀찮아 밝아 맑아 솟아
    그래 이래 저래 어때 뭐래
    화나 신나 짜증나 눈물나 안나 안와 못와 안가 못가 안돼
    ㄱ혀 ㅂ혀 ㄷ혀 같애 생각나 일어나 만나 나가 들어가 돌아가 올라가
    내려가 나와 들어와 다녀와 돌아와 가져와 이리와
    힘내 보내 끝내 지내 꺼내 화내 걱정마 하지마 지마 말자
    하자 가자 먹자 보자 놀자 쉬자 마시자 만나자 나가자 읽자 걷자 찾자 듣자 살자 잘자 자자 죽자 웃자 치자 두자 사자
    하렴 거라 려무나"""
)
_ENDINGS: tuple[tuple[Ending, tuple[str, ...]], ...] = (
    ("hasipsio", _HASIPSIO),
    ("haeyo", _HAEYO),
    ("banmal", _suffixes("다고 라고 냐고 자고 라니까 다니까 잖아 야지")),
    ("connective", _CONNECTIVE),
    ("banmal", _BANMAL),
)
# Verbs of one syllable, standing alone: 나 먼저 가, 잘 자, 하지 마, 불 꺼.
_BARE_VERBS = frozenset(_words("가 와 자 마 커 써 꺼 타"))
_NOUNS = frozenset(
    _words(
        """필요 불필요 중요 수요 주요 소요 동요 민요 강요 개요 담요 요요 고요 긴요 동해 서해 남해 새해
        올해 피해 이해 손해 오해 방해 견해 공해 화해 항해 재해 수해 폐해 판다 혼다 린다 사자 참가자
        샤워 파워 타워 아워 플라워 누나네 진달래 몰래 마라 아라 지퍼 점퍼 슬리퍼 캠퍼 분야 시야 평야
        심야 광야 열대야 야 이야 그래야 편지 먼지 반지 단지 간지 최고 사고 광고 창고 경고 중고 참고
        재고 금고 충고 원고 권고 해고 그리고 망고 연고 라면 화면 장면 방면 측면 냉면 쫄면 수면 표면
        정면 비빔면 평면 국면 짬뽕면 용서 순서 부서 문서 각서 독서 질서 정서 계약서 이력서 자소서 추천서
        교과서 유서 도서 설명서 낙서 비서 남아 동남아 한대"""
    )
)
_NOUN_TAILS = _words("까지 강아지 메시지 이미지 아버지 어머니 할머니 노래 빨래 한국어 영어 냉장고 보고서 컵라면 짜장면")
