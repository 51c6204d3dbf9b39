"""The safety gate: what is a crisis, what only sounds like one, and when the AI notice is due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.safety import Disclosure, disclosure_due, judge

CRISIS_KO = [
    "죽고 싶다",
    "죽고싶어 ㅠㅠ",
    "진짜 죽 고 싶 다",
    "죽.고.싶.어",
    "죽고ㅠㅠ싶다",
    "나 그냥 죽고\n싶어",
    "주꼬 싶다",
    "듁고 싶어",
    "죽구 싶네요",
    "죽고시퍼",
    "뒤지고 싶다 진짜",
    "다 싫고 그냥 죽어버리고 싶어",
    "나 죽을래 이제",
    "나 오늘 죽을 거야",
    "차라리 죽는 게 나을 것 같아",
    "나 같은 건 죽어야 돼",
    "내가 죽었으면 좋겠어",
    "내가 죽으면 슬퍼할 사람 있을까",
    "죽으면 편해질까",
    "안 아프게 죽는 방법 알아?",
    "요즘 자꾸 나쁜 생각이 들어",
    "자살하고 싶어요",
    "자살 생각이 멈추질 않아",
    "자 살 할까",
    "자.살 하고싶다",
    "나 ㅈㅅ하고 싶어",
    "ㅈㅅ 마렵다",
    "자해했어 또",
    "손목 그었어",
    "손목을 긋고 싶어",
    "칼로 손목 그을까",
    "사라지고 싶다",
    "그냥 다 없어지고 싶어",
    "이 세상에서 사라지고 싶어",
    "내가 없어져도 아무도 모를 거야",
    "나만 없으면 다 행복할 텐데",
    "나는 태어나지 말았어야 했어",
    "살기 싫다",
    "살기가 너무 싫어",
    "살고 싶지 않아",
    "더는 못 살겠어",
    "더 이상 못살겠다",
    "그만 살고 싶어",
    "살 이유가 없어",
    "살아갈 자신이 없어요",
    "왜 사는지 모르겠어",
    "살아있는 게 고통이야",
    "유서 썼어",
    "유서를 쓰고 있어",
    "옥상에서 뛰어내리고 싶어",
    "한강에 뛰어들까",
    "뛰어내리면 편할까",
    "수면제를 모으고 있어",
    "약을 모아 뒀어",
    "약을 한꺼번에 먹었어",
    "다 끝내고 싶어",
    "인생 끝내고 싶다",
    "이제 그만 삶을 끝내고 싶어",
    "목을 매달까 생각했어",
    "스스로 목숨을 끊고 싶어",
    "영원히 잠들고 싶어",
    "이대로 깨어나지 않았으면 좋겠어",
    "이 세상 떠나고 싶어",
    "극단적인 선택을 할 것 같아",
    "요즘 나 혼자 집에 있으면 죽고싶단 생각만 함",
    "배고파 죽겠다 근데 사실 진짜로 죽고 싶어",
    "친구가 자살하고 싶대 어떡해",
    '계속 "죽고 싶다"는 말만 나와',
    "자살예방상담전화 번호 알려줘",
    "번개탄 샀어",
]
CRISIS_EN = [
    "i want to kill myself",
    "I’m going to kill myself",
    "im gonna kill my self",
    "kms",
    "honestly i might kms tonight",
    "i want to end my life",
    "I just want to end it all",
    "i want to die",
    "i wanna die",
    "I really just want to die",
    "i wish i was dead",
    "i wish i were never born",
    "i wish i wasn't alive",
    "I don't want to live anymore",
    "i dont want to be alive",
    "I don’t want to be alive anymore",
    "i don't want to exist",
    "everyone would be better off without me",
    "they'd be happier if i was gone",
    "no one would care if i died",
    "nobody would miss me",
    "there's no reason to live",
    "i have nothing to live for",
    "i don't see any point in living",
    "life isn't worth living",
    "i'm so tired of living",
    "i feel suicidal",
    "I've been thinking about suicide",
    "su1cide",
    "i cut myself again",
    "i've been cutting myself",
    "i started to self-harm again",
    "I want to hurt myself",
    "slit my wrists",
    "i took all my pills",
    "goodbye forever, i can't do this anymore",
    "my friend told me he's going to end his life tonight",
    "i have a gun and i'm going to use it on myself",
    "i took a whole bottle of pills",
    "i want to overdose",
    "i want to take all my pills",
    "i hope i don't wake up tomorrow",
    "i want to go to sleep and never wake up",
    "I don't want to wake up anymore",
    "i'm going to jump off a bridge",
    "i want to jump in front of a train",
    "i might hang myself",
    "i want to disappear forever",
    "I can't go on anymore",
    "i'm done with life",
    "i'd be better off dead",
    "unalive myself",
    "my friend wants to kill herself, what do i do",
    "is there a suicide prevention hotline",
    "this homework is killing me and honestly i want to die",
    "i don't want to die but i don't want to live either",
]
CRISIS_MIXED = [
    "나 진짜 kill myself하고 싶어",
    "kms 할래 그냥",
    "오늘 meeting 끝나고 죽고 싶었어",
    "i feel like 죽고 싶어",
]

HARMLESS_KO = [
    "배고파 죽겠다",
    "웃겨 죽겠다ㅋㅋㅋ",
    "힘들어 죽겠다",
    "더워 죽겠네",
    "졸려 죽겠어요",
    "보고 싶어 죽겠어",
    "좋아 죽어",
    "아 진짜 죽겠다 ㅋㅋ",
    "배고파서 죽을 것 같아",
    "나 죽을 거 같아 너무 매워",
    "오늘 죽을 뻔했어 운전 조심해야지",
    "요즘 회사가 죽을 맛이야",
    "이 집 떡볶이 맛이 죽여준다",
    "죽도록 사랑해",
    "죽고 못 사는 사이",
    "죽은 시인의 사회 봤어?",
    "죽 먹고 싶다",
    "호박죽 먹고 싶어",
    "감기 걸려서 차라리 죽을 먹을래",
    "선물 주고 싶어",
    "모기 다 죽었으면 좋겠다",
    "모기 죽이고 싶다",
    "너 죽고 싶냐?ㅋㅋ",
    "죽고 싶지 않아 살고 싶어",
    "죽기 살기로 공부했어",
    "폰 배터리 죽었어",
    "게임에서 죽으면 처음부터야",
    "《죽고 싶지만 떡볶이는 먹고 싶어》 읽었어",
    "죽고 싶지만 떡볶이는 먹고 싶어 읽었어?",
    '"자살"이라는 노래 들어봤어?',
    "'죽고 싶은 날'이라는 책 읽는 중",
    "자살골 넣었어ㅋㅋ",
    "자살률 통계 과제 하는 중",
    "연예인 자살 뉴스 봤어?",
    "드라마에서 주인공이 자살했어",
    "자살예방 캠페인 포스터 만들어야 해",
    "혼자 살고 싶다",
    "혼자살아",
    "혼자 살기 싫어",
    "서울에서 살기 싫어",
    "시골에 살고 싶지 않아",
    "남편이랑 살기 싫어",
    "너 없이는 못 살아",
    "더워서 못 살겠다",
    "층간소음 때문에 더는 못살겠어",
    "여자 살결이 곱다",
    "의자 살까 말까",
    "과자 살 돈이 없어",
    "혼자 해볼게",
    "혼자해",
    "이 옷 살 가치가 없어",
    "옷 이제 그만 살래",
    "저런 걸 왜 사는지 모르겠어",
    "숙제 다 끝내고 싶어",
    "일 빨리 끝내고 싶다",
    "과제 다 포기하고 싶어",
    "다이어트 포기하고 싶다",
    "나쁜 생각은 아니야",
    "그거 나쁜 생각 아닌데?",
    "유서 깊은 절에 다녀왔어",
    "사유서 쓰는 중",
    "손목 시계 샀어",
    "손목 아파",
    "칼로 사과 깎았어",
    "번지점프 뛰어내리고 싶어",
    "침대에서 뛰어내리면 다 깨",
    "번개탄에 삼겹살 구워 먹었어",
    "감기약 다 먹었어",
    "약 먹었어?",
    "안 쓰는 약을 모아서 버렸어",
    "합격에 목을 매고 있어",
    "한강 가서 라면 먹자",
    "ㅈㅅ 늦었어",
    "ㅈㅅㅈㅅ",
    "자취방 살림 정리 중",
    "잠깐 쉬고 싶어",
    "살 빼기 싫어",
    "집에 가고 싶다",
    "여기서 끝내자 회의",
    "오늘 야근 그만하고 싶다",
    "너무 우울해",
    "",
    "ㅋㅋㅋㅋ",
]
HARMLESS_EN = [
    "this homework is killing me",
    "my feet are killing me",
    "i'm dying of laughter",
    "i nearly died laughing",
    "i want to die of embarrassment",
    "just trying to kill time",
    "I could kill for a pizza",
    "that cake is to die for",
    "i'm dead lol",
    "i'm dying to see you",
    "i don't want to die",
    "my phone is about to die",
    "i hope my boss dies of boredom",
    "i ran 5 kms today",
    "ran 10kms",
    "just a few kms away",
    "have you seen suicide squad",
    "that would be career suicide",
    "suicide prevention week is at school",
    "i have to write an essay about suicide rates",
    "the character killed himself in the end",
    'the song "I want to die" is so good',
    "i love the movie called kill myself tomorrow",
    "i cut myself while cooking",
    "i cut myself shaving",
    "i cut myself a slice of cake",
    "i cut myself on a paper edge",
    "i accidentally cut myself",
    "i hurt myself at the gym",
    "i fell and hurt myself",
    "i overdosed on coffee",
    "overdose of cuteness",
    "i'm drowning myself in work",
    "shot myself in the foot there, i'll shoot myself in the foot again",
    "i don't want to wake up early",
    "i didn't wake up in time",
    "i don't want to live in this city",
    "i don't want to live with my parents",
    "i'm tired of living here",
    "i want to end it with him",
    "i'd rather die than eat that",
    "you gave me a reason to live",
    "i took my meds",
    "i took all my meds today",
    "she's the love of my life",
    "take my life seriously",
    "skydiving: jump out of a plane off a bridge",
    "batman jumps off a building",
    "what is the point of this meeting",
    "i want to disappear into the woods for a week",
    "i'm so tired",
    "i hate mondays",
    "can you tell me a joke",
    "life is good",
    "i feel sad today",
]


@pytest.mark.parametrize("text", CRISIS_KO)
def test_korean_words_of_suicide_or_self_harm_are_a_crisis(text: str) -> None:
    verdict = judge(text, "ko")
    assert verdict.category == "crisis"
    assert verdict.language == "ko"
    assert verdict.rule
    assert verdict.evidence
    assert verdict.evidence in verdict.reason.replace("\\n", "\n")


@pytest.mark.parametrize("text", CRISIS_EN)
def test_english_words_of_suicide_or_self_harm_are_a_crisis(text: str) -> None:
    verdict = judge(text, "en")
    assert verdict.category == "crisis"
    assert verdict.language == "en"
    assert verdict.rule
    assert verdict.evidence


@pytest.mark.parametrize("text", CRISIS_EN + CRISIS_MIXED)
def test_a_korean_talk_is_checked_for_english_words_too(text: str) -> None:
    assert judge(text, "ko").category == "crisis"


@pytest.mark.parametrize("text", CRISIS_KO + CRISIS_MIXED)
def test_an_english_talk_is_checked_for_korean_words_too(text: str) -> None:
    assert judge(text, "en").category == "crisis"


@pytest.mark.parametrize("text", HARMLESS_KO + HARMLESS_EN)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_idioms_titles_and_daily_talk_are_no_crisis(text: str, language: str) -> None:
    verdict = judge(text, language)
    assert (verdict.category, verdict.rule, verdict.evidence) == ("none", None, None)
    assert verdict.language == language


@pytest.mark.parametrize(
    "harmless", ["자살골 넣었어ㅋㅋ", "i ran 5 kms", "숙제 다 끝내고 싶어", "《죽고 싶은 밤》 봤어"]
)
@pytest.mark.parametrize("crisis", ["나 진짜 죽고 싶어", "i want to kill myself"])
def test_an_exception_hides_only_its_own_words(harmless: str, crisis: str) -> None:
    assert judge(f"{harmless}. {crisis}").category == "crisis"
    assert judge(f"{crisis}. {harmless}").category == "crisis"


def test_the_reason_names_the_exceptions_that_were_met() -> None:
    assert "suicide_as_topic" in judge("자살골 넣었어").reason


def test_the_evidence_is_in_the_persons_own_spacing() -> None:
    assert judge("나 죽 고 싶 어").evidence == "죽 고 싶"


@pytest.mark.parametrize("text", ["죽\u200b고\u200b싶다", "죽고 싶다", "I WANT TO DIE", "don`t want to be alive"])
def test_invisible_characters_letter_forms_and_case_hide_nothing(text: str) -> None:
    assert judge(text).category == "crisis"


@given(st.text(), st.sampled_from(["ko", "en"]))
def test_any_text_gets_a_verdict_whose_evidence_and_rule_go_together(text: str, language: str) -> None:
    verdict = judge(text, language)
    assert (verdict.category == "crisis") == (verdict.rule is not None) == (verdict.evidence is not None)


@given(st.text(alphabet="가나다 .!ㅋ\n", max_size=40), st.text(alphabet="가나다 .!ㅋ\n", max_size=40))
def test_harmless_neighbours_never_hide_a_crisis(before: str, after: str) -> None:
    assert judge(f"{before} 죽고 싶다 {after}").category == "crisis"


@pytest.mark.parametrize(
    ("last", "now", "start", "due"),
    [(None, 100, 50, True), (49, 100, 50, True), (50, 100, 50, False), (99, 100, 50, False), (0, 0, 0, False)],
)
def test_disclosure_is_due_once_a_day(last: int | None, now: int, start: int, due: bool) -> None:
    found = disclosure_due(last, now, start)
    assert found.due is due
    assert found.reason


def test_disclosure_says_why() -> None:
    assert disclosure_due(None, 1, 0) == Disclosure(True, "never said before")


def test_a_day_can_not_start_after_now() -> None:
    with pytest.raises(ValueError, match=r"day_start_ms .* 6"):
        disclosure_due(None, 5, 6)
