"""Words for simulated talk: what people write in a day, and canned replies of the usual lengths. Korean and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from policies.draw import pick, uniform
from policies.language.detect import detect

Kind = str
# Kind: how often (weights), and the words.
SAYINGS: Mapping[str, Mapping[Kind, tuple[float, Sequence[str]]]] = {
    "ko": {
        "question": (
            24,
            (
                "지금 뭐 해?",
                "밥 먹었어?",
                "너는 어떻게 생각해?",
                "그거 봤어?",
                "오늘 어땠어?",
                "뭐 먹을까?",
                "내 말 무슨 뜻인지 알지?",
                "주말에 뭐 하면 좋을까?",
                "넌 커피가 좋아 차가 좋아?",
            ),
        ),
        "statement": (
            38,
            (
                "오늘 좀 피곤하다",
                "나 이제 집에 왔어",
                "회사에서 하루 종일 회의만 했어",
                "비가 너무 많이 온다.",
                "아까 카페에 갔는데",
                "그래서 그냥 나왔어",
                "요즘 잠을 잘 못 자",
                "드라마 하나 새로 시작했어.",
                "점심에 김치찌개 먹었어",
                "버스를 놓쳐서",
                "근데 말이야",
                "오늘은 운동도 했다!",
            ),
        ),
        "laugh": (9, ("ㅋㅋㅋㅋ", "ㅋㅋㅋㅋㅋㅋ 진짜 웃겨", "아 너무 웃기다 ㅋㅋㅋ", "푸하하 ㅋㅋㅋㅋ")),
        "low": (5, ("오늘 너무 힘들었어 ㅠㅠ", "그냥 좀 우울해", "상사가 또 나한테만 뭐라고 했어 ㅠㅠ")),
        "glad": (5, ("나 합격했어!!!", "오늘 칭찬 받았어!", "드디어 끝났다 너무 좋아")),
        "hold": (2, ("잠깐만", "아 기다려 봐")),
        "photo": (3, ("",)),
        "sticker": (2, ("😂", "🥰")),
        "plan": (
            4,
            (
                "나 내일 3시에 면접 있어",
                "이따 7시에 친구 만나",
                "모레 병원 가야 돼",
                "다음 주 화요일에 시험이야",
                "내일 저녁에 영화 보러 가",
                "토요일에 부산 여행 가!",
                "내일 아침 10시에 발표 있어",
            ),
        ),
        "off": (1, ("내일 약속 취소됐어", "면접 취소됐어", "시험 연기됐대", "면접 끝났어!", "영화 보고 왔어")),
        "closing": (0, ("잘자", "응 내일 봐", "고마워 잘게", "ㅇㅋ", "나 이제 잘게 ㅋㅋ", "응응")),
        "crisis": (0, ("죽고 싶어", "나 이제 그만 살고 싶어")),
    },
    "en": {
        "question": (
            24,
            (
                "what are you up to?",
                "did you eat?",
                "what do you think?",
                "how was your day?",
                "any ideas for dinner?",
                "have you seen it?",
                "does that make sense?",
            ),
        ),
        "statement": (
            38,
            (
                "that was a long day",
                "just got home",
                "I had meetings all day.",
                "it won't stop raining",
                "so I went to that café",
                "and then",
                "I can't sleep well these days",
                "started a new show.",
                "I missed the bus because",
                "I went for a run today!",
            ),
        ),
        "laugh": (9, ("hahaha", "lol that's so funny", "lmao", "omg 😂")),
        "low": (5, ("I feel really down today", "everything went wrong :(", "my boss yelled at me again")),
        "glad": (5, ("I got the job!!!", "best day ever!", "finally done, so happy")),
        "hold": (2, ("hold on", "wait a sec")),
        "photo": (3, ("",)),
        "sticker": (2, ("😂", "🥰")),
        "plan": (
            4,
            (
                "I have a job interview tomorrow at 3",
                "going to the cinema tonight at 8",
                "my exam is next tuesday",
                "I have a doctor's appointment tomorrow morning",
                "I'm flying to Lisbon on saturday",
            ),
        ),
        "off": (
            1,
            (
                "my interview got cancelled",
                "the exam was postponed",
                "the interview went well!",
                "just got back from the cinema",
            ),
        ),
        "closing": (0, ("good night", "ok talk tomorrow", "thanks, bye", "ok", "gn lol", "got it")),
        "crisis": (0, ("I want to kill myself", "I don't want to be alive anymore")),
    },
}
_SENTENCES: Mapping[str, Sequence[str]] = {
    "ko": (
        "그랬구나.",
        "헐 진짜?",
        "그건 좀 너무했다.",
        "나도 그런 적 있어ㅋㅋ",
        "오늘 고생 많았어.",
        "밥은 챙겨 먹었어?",
        "나는 지금 책 정리하고 있어.",
        "그럼 오늘은 아무것도 하지 말고 좀 쉬자.",
        "들어 보니까 네가 마음이 많이 쓰였을 것 같아.",
        "끝나면 꼭 얘기해 줘!",
        "비 오는 날엔 역시 부침개지.",
        "천천히 해도 돼, 급할 거 하나도 없잖아.",
    ),
    "en": (
        "Oh no.",
        "Really?",
        "That sounds like a long day.",
        "I'd have done the same, honestly.",
        "Did you get to eat anything?",
        "Ha, I can picture it.",
        "I'm just tidying up some books over here.",
        "You don't have to sort it all out tonight.",
        "Tell me how it goes!",
        "Take your time, nobody is waiting.",
    ),
}
_LENGTHS = (0.42, 0.76, 0.93)  # of replies up to one, two, three sentences; the rest have four
_REPLIES = 64


def weights(language: str) -> tuple[tuple[Kind, float], ...]:
    """Kinds of messages and how often each comes; those with 0 are placed on purpose."""
    return tuple((kind, weight) for kind, (weight, _) in SAYINGS[language].items())


def saying(language: str, kind: Kind, seed: int, label: str) -> str:
    """Words of a kind."""
    return pick(SAYINGS[language][kind][1], seed, label)


def canned_reply(text: str, seed: int, label: str) -> str:
    """A reply in the language of `text`, one to four sentences long."""
    return _reply(_language(text), int(_REPLIES * uniform(seed, label)))


@lru_cache(maxsize=4096)
def _language(text: str) -> str:
    return "en" if detect(text).code == "en" else "ko"


@lru_cache(maxsize=2 * _REPLIES)
def _reply(language: str, number: int) -> str:
    drawn = uniform(number, "sentences")
    count = 1 + sum(drawn >= bound for bound in _LENGTHS)
    return " ".join(pick(_SENTENCES[language], number, f"sentence{index}") for index in range(count))
