"""Words by which a pause in chat is told from a sentence that goes on: tables only, read by `pauses`."""

from __future__ import annotations

import re

from policies.language.endings import ending
from policies.language.hangul import decompose
from policies.language.normalise import without_tail


def _suffixes(text: str) -> tuple[str, ...]:
    return tuple(decompose(word) for word in text.split())


# Korean endings that close a sentence even where nothing else shows it, jamo by jamo as in `endings`.
CLOSING = _suffixes(
    """ㅆ어 ㅆ다 ㅆ네 ㅆ지 ㅆ음 ㅆ냐 ㅆ니 ㅆ나 ㅆ대 ㅄ어 ㅄ다 ㅄ네 ㅄ지 ㅄ음 ㅄ대 ㅄ냐
    잖아 거든 더라 더라고 더라구 구나 ㅆ다니까 라니까 ㄹ게 ㄹ께 ㄹ래 ㄹ걸 ㄹ까 겠다 겠어 ㄴ다 는다 싶다 같다 좋다 싫다
    많다 쁘다 프다 찮다 깝다 춥다 덥다 엽다 렵다 맵다 섭다 맙다 갑다 럽다 롭다 겁다 쉽다
    시원하다 신기하다 대단하다 피곤하다 행복하다 답답하다 이상하다 웃기다 힘들다 렇다 맞다 아니다 거다 ㄴ대 는대
    좋대 이래 거래 거야 이야 아니야 뭐야 는거지 은거지 ㄴ거지 ㄹ거지
    ㄴ이지 ㄹ이지 ㅇ이지 ㅁ이지 ㄱ이지 ㅂ이지 ㅅ이지 임 놓침 망함 됨
    졸려 추워 더워 심심해 배고파 피곤해 힘들어 속상해 무서워 귀여워 배불러 답답해 억울해 어려워 아파 바빠 슬퍼
    외로워 부러워 신기해
    같아 싶어 많아 좋아 싫어 않아 괜찮아 귀찮아 몰라 고마워 미안해 축하해 부탁해
    봐 줘 돼 하네 되네 좋네 ㅎ네 이네 하자 가자 먹자 보자"""
)
# What a word that would close a sentence is followed by when it doesn't: helping verbs, verbs of saying and thinking.
HELPING = re.compile(
    r"(?:봐|봤|볼|본|봅|보(?:여|이|면|니|자|고|다|세|는|시|라|지|네|군|더)|줘|줬|줄|준|줍|주(?:고|세|면|는|라|자|시|니|실)|있|"
    r"버리|버려|버렸|버릴|버린|죽겠|죽을|"
    r"싶|못 |누워|하(?:고|는|지|면|다|더|길|며|시|던|니|자)|했|했어|한다|할|해서|놓[았으]|놨|놔|둬|뒀|둔|둘|"
    r"가지고|지[는고면]|졌|져|보인|보였|보임|"
    r"그러(?:더|길|면서|는|고|시)|그랬|그런다|치고|치자|말까|만다|말고|말았|말든|생각하|생각이|생각했|생각해|느꼈|느껴|느낌|라는|라고|이라|마자|못하|못했|"
    r"않|못해|어쩐|어쩌|모르|뻔|척|듯|같|대로|때문|정도|동안|만큼|뿐|"
    r"이런|소리|는|도|만|뭐(?:야|예요|에요)?(?=[.!?~ㅋㅎㅠ]|$)|해(?:요|도)?(?=[\s.!?~]|$)|"
    r"아니면|해도|한들|그래도 되|말이야|말이지|가요?\?)"
)
# After -았다/-었다 these make a pair: 갔다 왔어, 왔다 갔다.
_COMING = re.compile(r"(?:왔|갔|올|와|온|오(?:는|니|면|고|느라)|가(?:는|니|면)|하|해|안 |못 |말)")
_PAST_DA = decompose("ㅆ다")
# First words of a new sentence: behind -아/-어, which may as well go on, only these say that it doesn't.
STARTING_KO = re.compile(
    r"(?:나|나는|난|나도|내가|내|너|너는|넌|너도|네가|니가|우리|저|저는|제가|그거|이거|그게|이게|근데|그런데|그래서|그래도|그리고|"
    r"그니까|그럼|그러니까|그러면|하지만|아니|일단|빨리|얼른|먼저|다음에|다음엔|이따|이제|오늘|내일|어제|지금|진짜|완전|너무|혹시|왜|뭐|"
    r"어디|언제|언제든|누가|오|헐|역시|심지어|특히|사실|솔직히|괜히|그냥|다들|꼭|대신|덕분에|요즘|아직|벌써|어떻게|얼마나|이번|무슨)(?=\s|[,.!?]|$)"
    r"|\S+[가이](?=\s)|[가-힣]\s\S+[?]"
)
# Alone at the beginning they are a message of their own.
OUTCRIES = re.compile(r"(?:헐|우와|앗|응응|ㅇㅇ|아 맞다|아 참|오 예|아싸|대박|어머나|세상에|헉|미친)$")
CARRIED_ON = re.compile(r"(?:진짜|대박|완전|너무|이게|뭐야|정말|그래|미친|이럴)")
BURSTING = re.compile(r"(?:와|우와|헐|아니|세상에|대박)\s")
# With ㅋㅋ, ㅠㅠ or an emoji behind them, words without an ending are whole too.
EXCLAIMED = re.compile(
    r"(?:^|\s)(?:헐|우와|와|앗|대박|미안|고마|축하|감사|인정|굿|최고|화이팅|파이팅|제발|아니|어머|아이고|진짜|뭐지|헉|ㅇㅈ|ㅇㅇ|ㄹㅇ|ㄷㄷ|실화|미친)$"
)
LINK_GOES_ON = re.compile(r"(?:이거|여기|이건|이게|봐|보|들어가|로|에|에서|참고|클릭|링크)")
# Clause ends at which a long sentence divides, the best first.
CLAUSES_KO = tuple(_suffixes(row) for row in ("는데 ㄴ데 은데 던데", "니까 지만 더니 거든", "ㅆ고 하고 려고"))
CLAUSE_EN = re.compile(r"(?:and|but|so|because|then|which|while|although)(?=\s)", re.I)
QUOTE_GOES_ON = re.compile(
    r"(?:하|했|라|이라|이러|그러|그랬|거|이거|그거|같은|이런|는|은|을|를|이|가|고|외치|말|묻|물|대답|쓰|써|적)"
)
STARTING_EN = re.compile(
    r"(?:I|I['’](?:m|ll|d|ve)|You|You['’]re|He|She|We|They|It|It['’]s|The|That|That['’]s|This|There|What|When|Where|Who|Why|How|So|But|"
    r"And|Do|Did|Does|Are|Is|Can|Could|Would|Will|Have|Want|Let['’]s|My|Your|Our|If|Then|Just|Now|Maybe|Don['’]t)(?![\w])"
)
LOWER_START_EN = re.compile(
    r"(?:i|i['’]?(?:m|ll|d|ve)|you|he|she|we|they|it|it['’]?s|so|but|what|when|where|who|why|how|do|did|does|are|is|can|could|would|"
    r"have|wanna|let['’]?s|my|your|that|that['’]?s|this|there['’]?s|don['’]?t|no|not|just)(?!\w)",
    re.I,
)
SUBJECT_EN = re.compile(
    r"(?:i|we|you|he|she|they|it|it['’]?s|she['’]?s|he['’]?s|i['’]?(?:m|ll|d|ve)|we['’]?(?:re|ll))(?=\s)", re.I
)
CLOSING_EN = re.compile(
    r"(?:\b(?:this (?:time|week|month|year|weekend)|(?:last|next) (?:week|month|year|weekend))|"
    r"\b(?:in|on|since|until|this|last) "
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"\b(?:lol|lmao|haha+|ugh|tho|again|today|tonight|tomorrow|yesterday|already|anymore|right now|too|anyway))$",
    re.I,
)
SIGHS_EN = re.compile(r"\b(?:lol|lmao|ugh|haha+|rofl|smh|tbh)$", re.I)
ABBREVIATION = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|dr|prof|st|mt|jr|sr|vs|no|e\.g|i\.e|approx|gen|sen|rev|fig|vol|ft|p|pp|dept)\.$", re.I
)
MONTH = re.compile(r"(?<!\w)(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$", re.I)
# These may close a sentence: then a word that begins one follows.
MAYBE_CLOSING = re.compile(r"(?<![\w'’])(?:etc|inc|ltd|co|corp|(?:[a-z]\.)+[a-z]|(?-i:[A-Z]))\.$", re.I)


# Nouns and adverbs that look like closing endings.
_NO_CLOSING = frozenset(
    """몰래 빨래 노래 진달래 모래 원래 본래 길게 달게 멀게 절대 침대 무대 군대 반대 현대 근대 시대 세대 상대
    이야 참가자 하자 동네 어머니 할머니 언니 주머니 아까 마음 처음 다음 얼음 졸음 웃음 울음 젊음 믿음 걸음 음
    소음 발음 녹음 지니 바다 게임 모임 책임 담임 주임 선임
    포함 통함 명함 보관함 우편함 그다지 누나 하나 누구나 필요 중요""".split()
)
_IN_DOUBT = re.compile(r"(?:걱정|고민|궁금|몰라|모르|싶|의심|생각|했는데|하는)")
_TO_BECOME = re.compile(r"(?:되|됐|돼|될|된|하|해|했|만들|생겼)")
_MARKED_CLOSING = re.compile(r"[다까네냐니음임슴함됨움]$")
_SENTENCE = re.compile(r"[^.!?…\n]*")
_TURNED = {"지": "아니", "까": "궁금"}  # 네 잘못이지 내 잘못이 아니야; 얼마에 팔까 아직도 궁금해
_FEW = 3
_TRAILING = re.compile(r"[가-힣]는 중$|[가-힣] 듯$")
_PREDICATE = re.compile(r"[가나라러려서셔자져줘춰타파퍼펴켜혀겨여워와봐어아써꺼래대게해돼니고데면]$")
_MAY_NOT_CLOSE = (
    "고",
    "야",
    "다",
    "지",
    "라",
    "니",
    "니까",
    "비해",
    "대해",
    "위해",
    "통해",
    "의해",
    "인해",
    "향해",
    "더해",
)
_DISLOCATED = re.compile(r"(?:[아어해워져줘]서|이라|느라)$")


def closes(word: str) -> bool:
    """Whether the Korean word closes a sentence whatever stands behind it."""
    return (
        word not in _NO_CLOSING
        and (word == "거지" or decompose(word).endswith(CLOSING))
        and ending(word) != "connective"
        and not word.endswith(
            (
                "페이지",
                "이미지",
                "베이지",
                "빨래",
                "노래",
                "동네",
                "설거지",
                "게임",
                "모임",
                "책임",
                "담임",
                "주임",
                "선임",
                "타임",
            )
        )
    )


def closes_when_marked(word: str) -> bool:
    """Whether it does with a mark, laughter or an emoji behind it."""
    return word not in _NO_CLOSING and bool(_MARKED_CLOSING.search(word)) and ending(word) != "connective"


def may_be_predicate(word: str) -> bool:
    """Whether it can be what a sentence comes down to, in doubt yes."""
    return _whole(word) or bool(_PREDICATE.search(word))


def trails(words: str) -> bool:
    """밥 먹는 중, 비 올 듯: noun forms of a whole clause, closed if the next word begins a sentence."""
    return bool(_TRAILING.search(words))


def may_close(word: str) -> bool:
    """Whether it closes a sentence if the next word begins one: -아/-어 may as well go on."""
    return len(word) > 1 and word not in _NO_CLOSING and ending(word) == "banmal" and not word.endswith(_MAY_NOT_CLOSE)


def left_over(rest: str, *, asks: bool) -> bool:
    """Whether a few last words make no sentence of their own: 너무하네 진짜, 좋더라 그 사람, 고마워 들어줘서."""
    said = rest.split()
    last = without_tail(rest).split()[-1:] or [""]
    if len(said) == 1:
        return not (asks and len(last[0]) > 1 and last[0].endswith("는")) and (len(last[0]) == 1 or not _whole(last[0]))
    return len(said) <= _FEW and not asks and (bool(_DISLOCATED.search(last[0])) or not may_be_predicate(last[0]))


def _whole(word: str) -> bool:
    return ending(word) not in (None, "connective") or closes(word) or closes_when_marked(word)


def goes_on(word: str, after: str) -> bool:
    """Whether `after` begins with what carries on a sentence whose last word looks closed."""
    sentence = _SENTENCE.match(after)
    if sentence and word.endswith(("지", "까")) and _TURNED[word[-1]] in sentence[0]:
        return True
    if decompose(word).endswith(_PAST_DA) and _COMING.match(after):
        return True
    if word.endswith(("까", "나", "지", "냐", "니")) and _IN_DOUBT.match(after):
        return True
    if word.endswith("게") and _TO_BECOME.match(after):
        return True
    return bool(HELPING.match(after))
