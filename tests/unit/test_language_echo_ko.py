"""What of a Korean message is given back, and what never is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.echo import echo_of
from policies.language.echo.ko import MOST_SYLLABLES
from policies.language.echo.ko_predicates import predicate

TOLD = [
    # The past is the same for verbs and adjectives, whatever follows it.
    ("나 오늘 연차였어 ㅋㅋ", "연차였구나"),
    ("알람 세개 맞췄는데 하나도 못들었어", "하나도 못 들었구나"),
    ("책상도 창가로 옮겼어", "책상도 창가로 옮겼구나"),
    ("나 오후에 옷장 정리했거든", "오후에 옷장 정리했구나"),
    ("그래도 오랜만에 푹 자서 좋긴 하더라", "좋긴 했구나"),
    ("그래서 거절했더니 좀 서운해하더라", "서운해했구나"),
    ("엄마한테 전화 왔었는데 못 받았네", "못 받았구나"),
    ("그냥 맛있게 먹었지 뭐", "맛있게 먹었구나"),
    ("소스를 옷에 흘렸지 뭐야", "소스를 옷에 흘렸구나"),
    ("계란후라이가 터졌지만", "계란후라이가 터졌구나"),
    ("세 개에 이천원이더라", "세 개에 이천원이었구나"),
    ("어제 늦게 왓어", "늦게 왔구나"),
    ("영화 봤습니다", "영화 봤구나"),
    ("옷장 정리했어요", "옷장 정리했구나"),
    # Noun forms tell what happened.
    ("근데 11시 반에 일어남", "11시 반에 일어났구나"),
    ("혼자 옮기다가 발가락 찧음ㅠㅠ", "발가락 찧었구나"),
    ("신발까지 다 젖음ㅠ", "신발까지 다 젖었구나"),
    ("미루다가 방금 다 했음", "다 했구나"),
    # Nouns with 이다, and adjectives that are sure.
    ("고등학교때부터 친한 애야", "친한 애구나"),
    ("주인공이 시골 내려가서 빵집 차리는 얘기야", "빵집 차리는 얘기구나"),
    ("베이지라더니 거의 겨자색이야", "거의 겨자색이구나"),
    ("흰옷인데", "흰옷이구나"),
    ("커피 벌써 세잔째임", "커피 세 잔째구나"),
    ("나 배고파", "배고프구나"),
    ("물 더 부었더니 싱거워", "싱겁구나"),
    ("사진이랑 색이 완전 다름", "사진이랑 색이 완전 다르구나"),
    ("책이 너무 많아", "책이 너무 많구나"),
    ("이런 날엔 그냥 집에 있고 싶어", "집에 있고 싶구나"),
    ("냉장고에 아무것도 없네", "냉장고에 아무것도 없구나"),
    ("책도 괜찮겠다", "책도 괜찮겠네"),
    # What colours is kept near the end, and what was counted; spaces are set as they should be.
    ("근데 이번달에 카드값이 너무 많이 나왔어", "카드값이 너무 많이 나왔구나"),
    ("아 근데 지난주말에 영화는 하나 봤다", "영화는 하나 봤구나"),
    ("아 하품나온다 오늘 엄청 걸었거든", "엄청 걸었구나"),
    ("목도리 하나 뜨다가 세번 풀었어", "세 번 풀었구나"),
    ("누워서 폰만 보게돼", "폰만 보게 되는구나"),
    # The present of verbs, where its form says that it is one.
    ("밖에 비 온다", "밖에 비 오는구나"),
    ("나 노래 진짜 못하거든", "노래 못하는구나"),
    ("지금은 한시간 반 걸리거든", "한 시간 반 걸리는구나"),
    ("비 와서 못 나가는데", "못 나가는구나"),
    ("응 좀 걱정돼", "걱정되는구나"),
    ("내일 일찍 일어나야돼", "일찍 일어나야 되는구나"),
    ("걔 초콜릿 좋아해", "걔 초콜릿 좋아하는구나"),
    # A word that can't stand alone takes the one before it.
    ("계란 두 개 넣었어", "계란 두 개 넣었구나"),
    ("심장 떨어지는줄 알았네", "심장 떨어지는줄 알았구나"),
    ("집에 오는 길에 붕어빵 샀어", "붕어빵 샀구나"),
    ("생각보다 하나도 안 어색했어", "생각보다 하나도 안 어색했구나"),
]
ASKED = [
    ("나 오늘 연차였어", "연차였어"),
    ("반품하려니까 배송비가 6천원이래", "배송비가 6천 원이래"),
    ("게다가 일요일엔 엄마아빠 올라오신대", "엄마아빠 올라오신대"),
    ("걔가 나보고 축가도 해달래", "축가도 해달래"),
    ("사랑니 빼야 된대", "사랑니 빼야 된대"),
    ("방금 전화했는데 있대", "있대"),
    ("엄마가 반찬 보내준대", "엄마가 반찬 보내준대"),
    ("다음주엔 진짜 일찍 일어나서 산책이라도 할라구", "산책이라도 하려고"),
    ("내일 전화나 한번 해볼게", "한번 해보려고"),
    ("반은 팔려고", "팔려고"),
    ("음 좀 생각해볼게", "생각해보려고"),
    ("허전할거같아", "허전할 거 같아"),
    ("나 배고파", "배고파"),
    ("둘 다 나한테 서로 욕을 해", "서로 욕을 해"),
    ("고향은 전주래", "고향은 전주래"),
]
NOUNS = [
    ("난 그냥 라면에 계란 두개", "라면에 계란 두 개"),
    ("약은 아직", "아직"),
    ("송별회는 금요일", "금요일"),
    ("왕복 세시간", "왕복 세 시간"),
    ("다음달에", "다음달에"),
    ("볶음밥까지", "볶음밥까지"),
    ("핸드크림 바르는 중", "핸드크림 바르는 중"),
    ("오늘 약속은 강남", "강남"),
]
NEVER = [
    "기획안 통과시켜줌!!",
    "또 결혼 언제하냐고 물어봄ㅋㅋ",
    "토요일에 당일치기로 어디 갈까하는데",
    "밥은 먹었어?",
    "버리긴 아까운데 어떡하지",
    "너 어제 늦게 왔어",
    "네가 말했어",
    "봄아 나 밥 먹었어",
    "재밌는 얘기 하나만 해줘",
    "작심삼일이라고 놀리지마",
    "같이 놀자",
    "강아지가 죽었어",
    "할머니가 돌아가셨어",
    "엄마가 암이래",
    "다 끝내고 싶어",
    "아빠한테 맞았어",
    "미친놈을 만났어",
    "어제 야동 봤어",
    "https://example.org 봤어",
    "밥 먹었어\n그리고 잤어",
    "1234",
    "ㅁㄴㅇㄹ",
    "ㅋㅋㅋㅋ",
    "lorem ipsum",
    "그렇게 말했잖아",
    "보고 싶었어",
    "됐어",
    "그러고 그냥 나갔어",
    "이제 가야",
    "배울래",
    "빨래",
    "노래",
    "침대",
    "시간대",
    "배 터지는 줄",
    "재채기 에취",
]


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_is_told_comes_back_as_an_exclamation(text: str, told: str) -> None:
    echo = echo_of(text, "ko")
    assert echo is not None
    assert echo.told == told


@pytest.mark.parametrize(("text", "asked"), ASKED)
def test_what_is_told_comes_back_as_a_question(text: str, asked: str) -> None:
    echo = echo_of(text, "ko")
    assert echo is not None
    assert echo.asked == asked


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("책상도 창가로 옮겼어", "책상도 창가로 옮겼네"),
        ("밖에 비 온다", "밖에 비 오네"),
        ("요즘 밤이 길어", "밤이 기네"),
        ("고등학교때부터 친한 애야", "친한 애네"),
        ("책도 괜찮겠다", "책도 괜찮겠네"),
    ],
)
def test_what_is_told_comes_back_as_noticed(text: str, noted: str) -> None:
    echo = echo_of(text, "ko")
    assert echo is not None
    assert echo.noted == noted


@pytest.mark.parametrize(("text", "noun"), NOUNS)
def test_a_message_that_ends_on_a_noun_comes_back_as_that_noun(text: str, noun: str) -> None:
    echo = echo_of(text, "ko")
    assert echo is not None
    assert (echo.told, echo.asked, echo.noun) == ("", "", noun)


@pytest.mark.parametrize("text", NEVER)
def test_what_asks_hurts_or_is_unsure_is_not_given_back(text: str) -> None:
    assert echo_of(text, "ko") is None


@pytest.mark.parametrize(
    ("text", "told", "asked"),
    [
        ("나 오늘 연차였어", "연차였군요", "연차였어요"),
        ("친한 애야", "친한 애군요", "친한 애예요"),
        ("오늘 주말이야", "주말이군요", "주말이에요"),
        ("배송비가 6천원이래", "", "배송비가 6천 원이래요"),
        ("산책이라도 하려고", "", "산책이라도 하려고요"),
        ("책도 괜찮겠다", "책도 괜찮겠네요", ""),
    ],
)
def test_a_polite_persona_gives_it_back_politely(text: str, told: str, asked: str) -> None:
    echo = echo_of(text, "ko", "haeyo")
    assert echo is not None
    assert (echo.told, echo.asked) == (told, asked)


@pytest.mark.parametrize("noun", ["노래", "빨래", "침대", "시간대", "군대", "아침", "느낌", "그림", "도시락"])
def test_a_noun_that_looks_like_a_verb_is_not_conjugated(noun: str) -> None:
    assert predicate(noun) is None


MADE = frozenset("구나네는었았였하려고군요어야이돼되예에거같아 다")


@given(st.text(max_size=60))
def test_any_text_is_either_given_back_or_not(text: str) -> None:
    echo = echo_of(text, "ko")
    assert echo is None or any((echo.told, echo.asked, echo.noun))


WORDS = "나 오늘 어제 친구가 밥을 두 개 안 못 하나도 먹었어 샀거든 옮겼어 비싸 책이야 온대 중 줄 알았어 팔려고 있더라".split()


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_an_echo_is_short_and_made_of_the_words_that_were_said(words: list[str]) -> None:
    text = " ".join(words)
    echo = echo_of(text, "ko")
    for form in (echo.told, echo.asked, echo.noun) if echo else ():
        assert len(form.replace(" ", "")) <= MOST_SYLLABLES + 3
        assert set(form) <= set(text) | MADE
        assert not re.search(r"[^가-힣0-9 %]", form)


@given(st.sampled_from(WORDS), st.sampled_from(["?", "？", " ?ㅋㅋ"]))
def test_a_question_is_never_given_back(word: str, mark: str) -> None:
    assert echo_of(word + mark, "ko") is None


def test_what_was_felt_is_not_noted_as_if_it_were_new() -> None:
    found = echo_of("기분이 좀 이상하더라", "ko", "banmal")
    assert found is not None
    assert (found.told, found.noted) == ("기분이 이상했구나", "")
