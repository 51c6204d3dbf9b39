"""Sentences that ask to have something forgotten or left unspoken, and the many that only sound like it."""

from __future__ import annotations

import pytest

from policies.language.forgetting import asks_to_forget, says_yes
from policies.language.mentions import bare_pattern, flat, pattern, whole_pattern

EVERYTHING, LAST = "*", ""
WISHES = {
    "땅콩 얘기 잊어줘": "땅콩", "땅콩 얘기는 잊어 줘요": "땅콩", "땅콩 얘기 다 잊어줘": "땅콩", "아까 그 말 잊어 줘": LAST,
    "방금 한 말 잊어줘": LAST, "아까 한 말 다 잊어줘": LAST, "그 얘기 기억하지 마": LAST, "이거 기억하지 말아줘": LAST,
    "못 들은 걸로 해 줘": LAST, "잊어줘": LAST, "그 말은 잊어": LAST, "봄아, 아까 그 얘기 잊어줘": LAST,
    "미안. 아까 그 말 잊어줘.": LAST, "그 얘기 기억하지 마. 부탁이야": LAST, "내 전화번호 지워줘": "전화번호",
    "아까 말한 전화번호 삭제해줘": "전화번호", "주소 지워 주세요": "주소", "내 생일 잊어줘": "생일",
    "제발 우리 엄마 얘기 잊어주세요...": "엄마", "전 남친 얘기 좀 잊어줘 ㅠㅠ": "전 남친",
    "내가 땅콩 알레르기 있다고 한 거 잊어줘": "땅콩 알레르기", "나 이혼했다고 한 거 잊어줄래?": "이혼", "다 잊어줘": EVERYTHING,
    "나에 대해 아는 거 전부 지워줘": EVERYTHING, "나에 대한 기억을 지워 주세요": EVERYTHING, "내 기록 다 삭제해줘": EVERYTHING,
    "지금까지 한 말 다 잊어줘": EVERYTHING, "우리 대화 지워줘": EVERYTHING,
    "내 알레르기에 대해 알고 있는 거 지워줘": "알레르기", "내가 어디 사는지 잊어줘": "어디 사는지", "걔가 한 말 잊어": LAST,
    "아까 한 말 취소": LAST, "아까 말한 거 없던 일로 하자": LAST, "민수에 대해 말한 거 전부 삭제해줘": "민수",
    "내 생일 잊어줘. 거짓말이었어": "생일", "forget where I live": "where I live", "please forget that I live in Leeds": "Leeds",
    "I want you to forget that I have a dog": "dog", "forget my peanut allergy. I made it up": "peanut allergy",
    "forget my allergy, it was a joke": "allergy", "forget when my birthday is": "birthday", "forget how old I am": "how old I am",
    "forget what I said about my ex": "ex", "please forget my phone number": "phone number",
    "could you delete my address, please": "address", "forget I told you about my divorce": "divorce",
    "forget that I said I'm pregnant": "pregnant", "Forget the phone number I gave you.": "phone number",
    "don't store my address": "address", "forget everything I told you about Minsu": "Minsu",
    "Can you forget what I just said?": LAST, "delete that last message": LAST, "please don't remember that": LAST,
    "hey, forget what I said": LAST, "delete everything you know about me": EVERYTHING, "forget everything": EVERYTHING,
    "erase our conversation": EVERYTHING, "wipe your memory of me": EVERYTHING, "delete all my messages": EVERYTHING,
}  # fmt: skip
HUSHES = {
    "그 얘기는 꺼내지 마": LAST, "이혼 얘기 하지 마": "이혼", "전 남친 얘기 다시는 꺼내지 마세요": "전 남친", "이혼 얘기 그만해": "이혼",
    "회사 얘기는 이제 하지 말아줘": "회사", "don't bring up my ex again": "ex", "please don't mention my divorce": "divorce",
    "let's not talk about my boss": "boss", "stop talking about the accident": "accident", "don't bring that up again": LAST, "never mention my dad again": "dad",
}  # fmt: skip
NO_WISHES = (
    "let's forget about my boss for tonight", "forget about my job for a second", "stop talking about work for now",
    "let's not talk about my boss tonight", "forget all about it", "forget that I love you", "forget that I have to go",
    "오늘은 다 잊고 놀자", "예약 취소해줘", "약속 취소", "그 말 취소", "숙제 한 거 지워줘",
    "잊어버렸어", "잊지 마", "내 생일 잊지 마", "잊고 싶어", "다 잊고 자자", "다 잊었어", "기억하지 못해", "기억 안 나",
    "깜빡 잊어버려서 미안", "완전 잊고 있었어", "나 이제 다 잊을래", "“잊어줘”라는 노래 알아?", "'다 잊어줘'래 ㅋㅋ",
    "너 내 이름 잊어버렸어?", "왜 내 말을 잊어?", "엄마가 자기 번호 지워달래", "걔가 나한테 다 잊어 달라고 했어", "화장 지워줘", "앱 지워줘",
    "나를 잊어줘", "나 잊어줘", "그 사람 잊어", "지워도 돼?", "거짓말 하지 마", "걱정하지 마", "그런 말 하지 마", "하지 마", "무리하지 마",
    "엄마한테 그 얘기 하지 마", "지갑 꺼내지 마", "말하지 마", "forget it", "Forget about it", "forget that", "forget him",
    "I forgot", "don't forget", "don't forget my birthday", "never forget my birthday", "did you forget my name?",
    "why did you forget what I said", "I want to forget my ex", "help me forget my ex", "forget my worries", "clear my head",
    "forget the dishes, let's go out", "I can't forget what he said about my mom", "she told me to forget everything about him",
    "don't remember my dreams anymore", "remind me not to forget my keys", "how do I delete my account?", "delete my account",
    "he said \"forget what I said\"", "don't worry about it", "don't talk about yourself like that", "unforgettable", "",
)  # fmt: skip


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_to_forget_is_heard_with_what_it_is_about(text: str) -> None:
    wish = asks_to_forget(text)
    assert wish is not None
    assert (EVERYTHING if wish.everything else wish.what, wish.hush) == (WISHES[text], False)
    assert wish.language == ("en" if text.isascii() else "ko")


@pytest.mark.parametrize("text", HUSHES)
def test_a_wish_not_to_hear_of_something_is_heard_with_what_it_is_about(text: str) -> None:
    wish = asks_to_forget(text)
    assert wish is not None
    assert (wish.what, wish.hush, wish.everything) == (HUSHES[text], True, False)


@pytest.mark.parametrize("text", NO_WISHES)
def test_what_only_sounds_like_a_wish_is_none(text: str) -> None:
    assert asks_to_forget(text) is None


@pytest.mark.parametrize("text", ["기억을 지워줘", "네 기억 좀 지워줘", "delete the memory", "please erase a memory"])
def test_a_wish_that_names_no_memory_is_unclear(text: str) -> None:
    wish = asks_to_forget(text)
    assert wish is not None
    assert (wish.unclear, wish.what, wish.everything, wish.hush) == (True, "", False, False)


def test_a_long_story_that_ends_on_a_wish_is_no_wish() -> None:
    assert asks_to_forget("오늘 " * 100 + "그 얘기 잊어줘") is None
    assert asks_to_forget("나 사실 이혼했어. 이 얘기는 잊어줘") is None, "it says something new besides"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((yes, True) for yes in ("응", "네", "어 지워줘", "네, 지워 주세요!", "ㅇㅇ", "그래", "yes please", "Yes, delete it", "ok go ahead")),
        *((no, False) for no in ("아니", "아니요", "아니 그냥 둬", "취소해줘", "지우지 마", "no", "no, keep it", "Never mind", "cancel")),
        *((talk, None) for talk in ("응 근데 말이야", "어 맞아 오늘 뭐 먹지", "yes?", "no way, really", "아니 그게 아니라", "", "네가 좋아")),
    ],
)  # fmt: skip
def test_only_a_plain_yes_or_no_answers(text: str, said: bool | None) -> None:
    assert says_yes(text) is said


@pytest.mark.parametrize(
    ("what", "text", "found"),
    [
        ("땅콩을", "나 땅콩 알레르기 있어", True), ("땅콩", "왕땅콩", True), ("땅콩 알레르기", "땅콩에알레르기가 있어", True),
        ("my ex", "my exam was hard", False), ("ex", "I saw my ex.", True), ("ex", "next", False), ("peanuts", "peanut butter", True),
        ("010-1234-5678", "내 번호는 01012345678이야", True), ("123", "01234", False), ("전화번호", "010 1234 5678이야", True),
        ("phone number", "it's 555-123-4567", True), ("email", "a.b@example.org 로 보내", True), ("가을을", "가을이 왔어", True),
        ("마을", "마음", False), ("김지수", "김지수야", True), ("cat", "concatenate", False), ("전 남친", "전남친이랑 싸웠어", True),
    ],
)  # fmt: skip
def test_mentions_are_found_by_words_and_not_by_look(what: str, text: str, found: bool) -> None:
    wanted = pattern(what)
    assert wanted is not None
    assert bool(wanted.search(flat(text))) is found


def test_a_doubtful_particle_is_taken_off_only_by_the_second_look() -> None:
    first, second = pattern("땅콩이"), bare_pattern("땅콩이")
    assert first is not None
    assert second is not None
    assert not first.search(flat("땅콩 먹었어"))
    assert second.search(flat("땅콩 먹었어"))
    assert bare_pattern("땅콩") is None
    assert pattern("  ") is None


@pytest.mark.parametrize(
    ("what", "text", "found"),
    [
        ("cat", "a vacation", False), ("cat", "my cats sleep", True), ("독일", "독일어 공부", False), ("독일", "독일에서는 춥다", True),
        ("땅콩", "땅콩이라고 했어", True), ("땅콩", "땅콩버터", False), ("땅콩", "왕땅콩", False), ("이혼", "작년에 이혼했어", True),
        ("회사", "회사에서도 그래", True), ("민지", "민지씨한테만 말해", True), ("3월 4일", "13월 4일", False), ("3월 4일", "3월 4일이야", True),
        ("010-1234-5678", "01012345678", True), ("March 4", "on March 4", True), ("March 4", "March 43", False),
    ],
)  # fmt: skip
def test_a_word_of_its_own_is_found_with_its_endings_and_never_inside_another(
    what: str, text: str, found: bool
) -> None:
    wanted = whole_pattern(what)
    assert wanted is not None
    assert bool(wanted.search(flat(text))) is found


@pytest.mark.parametrize("what", ["일", "a", "32", "1990", " "])
def test_what_is_too_short_to_be_told_from_other_words_is_looked_for_in_no_text(what: str) -> None:
    assert whole_pattern(what) is None
