"""Sincere questions about being an AI are recognised; denials are too."""

from __future__ import annotations

import pytest

from policies.identity import asks_if_ai, denies_being_ai, says_it_is_ai

ASKS = (
    "너 AI야?|너 AI야|AI예요?|당신은 AI예요?|혹시 AI야?|너 챗GPT야?|너 로봇이야?|너 봇이지|너 사람이야?|너 사람이야|사람 맞아요?|사람 맞아?|진짜 사람이야?|"
    "너 인간이니|너 인간이야?|기계야?|너 AI 아니지?|솔직히 말해서 너 인공지능이지?|너 사람이야 AI야?|혹시 챗봇이에요?|근데 너 진짜 사람이야?|너 프로그램이야?|"
    "are you an AI?|are you a bot|are you a robot|are you gpt-4?|r u a bot|are you human?|are you a real person?|are you real?|"
    "be honest, are you a computer program|you are a bot, right?|you're an AI, aren't you|am I talking to a human?|is this a bot?|"
    "are you actually a person|Are you a chatbot?|are you an actual human being"
).split("|")
OTHER = (
    "그 사람이야|좋은 사람이야|나는 사람이야|그 사람 맞아?|우리 학교 사람이야?|컴퓨터 샀어|로봇 청소기 어때?|AI가 내 일자리를 뺏을까?|인공지능 수업 들어|"
    "프로그램 짜는 중이야|사람이 너무 많아|기계 고장났어|사람 살려|너 진짜 웃겨|너 바보야?|"
    "are you hungry?|are you a cat person's friend or not|my robot vacuum broke|you are right|is this a joke?|I am a person too|are you really sure?"
).split("|")


@pytest.mark.parametrize("text", ASKS)
def test_a_sincere_question_is_recognised(text: str) -> None:
    assert asks_if_ai(text)


@pytest.mark.parametrize("text", [text for text in OTHER if "cat person" not in text])
def test_other_talk_of_people_and_machines_is_not_one(text: str) -> None:
    assert not asks_if_ai(text)


@pytest.mark.parametrize(
    "reply",
    "나는 사람이야. AI 아니야.|저는 진짜 사람이에요.|AI가 아니에요|로봇 아니야 ㅋㅋ|I'm a real person, promise.|I am not an AI.|I’m human".split(
        "|"
    ),
)
def test_a_denial_is_recognised(reply: str) -> None:
    assert denies_being_ai(reply)
    assert not says_it_is_ai(reply)


@pytest.mark.parametrize(
    "reply",
    "난 사람 아니고 인공지능이야.|나는 사람이 아니라 AI야.|AI 맞아. 숨길 생각 없어.|I'm an AI rather than a human.|No person here; I'm an AI companion.".split(
        "|"
    ),
)
def test_an_honest_line_is_no_denial(reply: str) -> None:
    assert not denies_being_ai(reply)
    assert says_it_is_ai(reply)
