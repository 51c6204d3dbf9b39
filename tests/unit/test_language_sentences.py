"""Where sentences end, which messages look finished and which ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.sentences import is_question, looks_finished, split

CHATTY = st.text(alphabet="가어다ㅋㅠ aB1.!?…~\n\"')(😀:/", max_size=60)


@pytest.mark.parametrize(
    "pieces",
    [
        ("안녕. ", "뭐해?"),
        ("안녕!\n", "뭐해"),
        ("Hi there. ", "How are you? ", "Fine!"),
        ("갔어.", "그래서 뭐?", "진짜!", "응"),
        ("진짜? ㅋㅋㅋ ", "대박"),
        ("진짜 웃겨ㅋㅋㅋ ", "근데 배고파"),
        ("나 지금 가고 있어 ㅠㅠ ", "너는?"),
        ("좋아! 😀 ", "가자"),
        ("좋아~ ", "가자"),
        ("아 진짜ㅋㅋ 웃겨",),
        ("ㅋㅋㅋ 웃겨",),
        ("음... 그건 좀",),
        ("그게… 있잖아",),
        ("well... maybe not",),
        ("힘들었어... ", "그래서 쉬었어"),
        ("3.5점이야. ", "좋아"),
        ("2026. 1. 27. 만나자. ", "어때?"),
        ("Mr. Kim met Dr. Lee. ", "They talked."),
        ("Use fruit, e.g. apples. ", "Yum."),
        ("I live in the U.S. now. ", "It is 5 p.m. ", "Let's go"),
        ("J. K. Rowling wrote it. ", "OK?"),
        ("https://a.com/x?y=1.2 봐봐. ", "ok"),
        ("see https://a.com. ", "Thanks"),
        ("me@a.co.kr 로 보내. ", "응"),
        ('"가자." ', "그가 말했다"),
        ('"가자."라고 말했다',),
        ("1. 우유\n", "2. 빵 사와"),
        ("a\n\n", "b  \n ", "c"),
        ("\n안녕",),
        ("你好。", "再见！"),
        ("뭐?! ", "진짜"),
        ("   ",),
        (),
    ],
)
def test_sentences_end_where_a_reader_would_pause(pieces: tuple[str, ...]) -> None:
    assert split("".join(pieces)) == pieces


@given(st.one_of(st.text(), CHATTY))
def test_splitting_loses_nothing(text: str) -> None:
    assert "".join(split(text)) == text


@given(CHATTY)
def test_no_sentence_is_blank_beside_others(text: str) -> None:
    pieces = split(text)
    assert len(pieces) < 2 or all(piece.strip() for piece in pieces[:-1])


@pytest.mark.parametrize(
    "text",
    [
        "밥 먹었어",
        "밥 먹었어?",
        "오늘 너무 힘들었어ㅠㅠ",
        "지금 집에 가는 중",
        "안녕하세요",
        "감사합니다",
        "네",
        "응",
        "ㅇㅇ",
        "치킨",
        "아니",
        "ㅋㅋㅋㅋ",
        "😀",
        "",
        "좋아~",
        "그냥 그랬음",
        "최고",
        "라면",
        "나 오늘 시험 망했다...",
        "i had a bad day today",
        "hello",
        "I'm fine.",
        "what time is it",
        "i think so",
        "https://a.com/x",
        "왜?",
        "그래서?",
        "집에 가",
        "들어가",
        "나 먼저 나가",
        "올라가",
        "놀러가",
        "휴가",
        "작가",
        "뭐가",
        "어디가",
        "누구랑",
        "언제부터",
        "어디로",
        "고양이",
        "많이",
        "같이",
        "둘이",
        "집들이",
        "사랑",
        "별로",
        "마음대로",
        "제주도",
        "함께",
        "팀장한테!",
        "친구가?",
        "내일부터.",
        "my boss!",
        "guess what?",
        "today",
        "my bad",
        "me too",
        "that's what she said",
        "i talked to my boss",
    ],
)
def test_whole_messages_look_finished(text: str) -> None:
    assert looks_finished(text)


@pytest.mark.parametrize(
    "text",
    [
        "근데",
        "아니 그게",
        "잠깐만",
        "그래서",
        "있잖아",
        "음...",
        "어제 친구를 만났는데",
        "밥도 먹고",
        "너무 피곤해서",
        "비가 오면",
        "배고프니까",
        "나는",
        "그 영화를",
        "오늘 학교 앞",
        "사실은,",
        "우유, 빵,",
        "그게…",
        "좋긴 한데 ㅋㅋ",
        "and",
        "i went there because",
        "wait",
        "so",
        "my sister and",
        "first,",
        "well...",
        "the reason is:",
        "팀장한테",
        "친구가",
        "우리 누나가",
        "걔가",
        "엄마랑",
        "여자랑",
        "선생님께",
        "부장님이",
        "근데 있잖아",
        "내일부터",
        "서울로",
        "돈으로",
        "어제도",
        "나 오늘",
        "회사에서",
        "친구가...",
        "so today",
        "my boss",
        "And then he",
        "with my friend",
        "guess what",
        "she told me",
        "he said that",
        "and he said",
        "ok so yesterday my boss",
        "I got it\nguess what",
    ],
)
def test_open_messages_do_not(text: str) -> None:
    assert not looks_finished(text)


@pytest.mark.parametrize(
    "text",
    [
        "뭐해?",
        "밥 먹었어?",
        "갈까",
        "어디 갈까요",
        "밥 먹었니",
        "뭐 하냐",
        "알고 계십니까",
        "시간 있나요",
        "괜찮은가요",
        "오늘 날씨 어때",
        "이거 뭐야",
        "왜",
        "왜 그랬어",
        "지금 뭐해",
        "누구 만났어",
        "안녕. 뭐해? 나는 밥 먹어.",
        "how are you",
        "what time is it",
        "do you like me",
        "hey, can you help me",
        "are you ok",
        "why not",
        "where is it",
        "is it raining",
        "it's nice, isn't it",
        "ok. what do you mean",
        "진짜？",
    ],
)
def test_questions_are_known_without_their_mark(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "밥 먹었어",
        "언니",
        "아까",
        "배고프니까",
        "비가 오니까요",
        "갑니다",
        "왜 그런지 모르겠어",
        "뭐라도 먹자",
        "언제 한번 보자",
        "뭐 그냥 그래",
        "얼마나 좋은지 몰라",
        "what a day",
        "how nice",
        "do it",
        "have a nice day",
        "when i was young it was different",
        "i know what you mean",
        "what i mean is that",
        "see https://a.com/?q=1",
        "",
        "ㅋㅋ",
    ],
)
def test_statements_are_no_questions(text: str) -> None:
    assert not is_question(text)


@given(st.one_of(st.text(), CHATTY))
def test_any_text_is_judged(text: str) -> None:
    assert looks_finished(text) in (True, False)
    assert is_question(text) in (True, False)


@given(CHATTY.map(lambda text: text.replace(":", "").replace("/", "")))
def test_a_question_mark_outside_a_link_always_asks(text: str) -> None:
    assert is_question(f"{text}?")
