"""Over a longer talk: the disclosure comes once a day whatever the persona says, and nothing is ever said twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.persona.shelf import PersonaShelf
from bot.storage.database import Database
from bot.testing.model import ScriptedModel
from policies.language.normalise import fold
from policies.language.sentences import split
from tests.companion import SHELF, Companion
from tests.personas import PERSONA, write_persona

DAY_MS = 24 * 3_600_000
STOCK_PHRASE = 24  # letters: "What happened?" and "그렇구나." may come twice, what is longer may not

KOREAN = """\
안녕|나는 지수야|오늘 뭐 했어?|나 오늘 시험 망했어|수학이 제일 어려웠어|엄마가 화낼 것 같아|너무 피곤하다
밥은 먹었어?|배고프다|라면 끓여 먹을까|ㅋㅋㅋㅋ|너 진짜 사람 아니야?|너 몇 살이야?|어디 살아?|심심해
재밌는 얘기 해줘|하나만 더|오늘 비 온다|비 오는 날 좋아해?|나는 싫어|친구랑 싸웠어|내가 잘못한 것 같아
사과해야 할까|고마워|너 노래 알아?|영화 추천해 줘|요즘 잠이 안 와|새벽까지 폰 봤어|내일 면접 있어
떨려 죽겠다|잘할 수 있을까|응|아니|그래|음...|고양이 키우고 싶어|강아지도 좋아|돈이 없다|월급이 너무 적어
회사 가기 싫어|상사가 소리 질렀어|퇴사할까|여행 가고 싶다|제주도 어때?|바다 보고 싶어|게임 하다 졌어
짝사랑 중이야|고백할까 말까|외로워|아무도 내 편이 없는 것 같아|오늘 생일이야|머리가 아파|감기 걸린 듯
내 이름이 뭐라고?|지금 몇 시야?|너는 뭐 좋아해?|책 읽어?|넌 왜 그렇게 느긋해?|😂|이제 자야겠다|잘 자"""
ENGLISH = """\
hello|I'm Alex|what did you do today?|I failed my exam|math was the worst|my mum will be angry
I'm so tired|have you eaten?|I'm hungry|should I make noodles|haha|are you a real person?|how old are you?
where do you live?|I'm bored|tell me a joke|another one|it's raining|do you like rain?|I don't
I had a fight with my friend|I think it was my fault|should I say sorry|thank you|do you know any songs?
recommend a film|I can't sleep lately|I was on my phone till 3|I have an interview tomorrow|I'm so nervous
will I be okay|yes|no|ok|hmm...|I want a cat|dogs are nice too|I have no money|my pay is too low
I don't want to go to work|my boss yelled at me|should I quit|I want to travel|how about Japan?
I want to see the sea|I lost a game|I have a crush|should I tell them|I'm lonely|nobody is on my side
it's my birthday|my head hurts|I caught a cold|what's my name?|what time is it?|what do you like?
do you read?|why are you so calm?|😂|I should go to bed|good night"""


def lines(script: str) -> list[str]:
    return [line for row in script.splitlines() for line in row.split("|")]


def says_ai(bubble: str) -> bool:
    return "AI" in bubble or "인공지능" in bubble


@pytest.mark.parametrize(
    ("persona", "script"), [("bom", KOREAN), ("wren", ENGLISH), ("bom", ENGLISH), ("wren", KOREAN)]
)
async def test_in_a_talk_of_sixty_turns_no_bubble_and_no_sentence_comes_twice(
    persona: str, script: str, database: Database
) -> None:
    companion = Companion(database, persona=persona)
    heard = [bubble for line in lines(script) for bubble in await companion.say(line)]
    assert len(companion.records()) >= 60
    assert [bubble for bubble, times in Counter(heard).items() if times > 1] == []
    told = {line for by_language in SHELF.get(persona).file.lines.disclosure.values() for line in by_language}
    sentences = Counter(fold(sentence) for bubble in heard if bubble not in told for sentence in split(bubble))
    assert [sentence for sentence, times in sentences.items() if times > 1 and len(sentence) > STOCK_PHRASE] == []


@pytest.mark.parametrize("model", [None, ScriptedModel(["그랬구나."])], ids=["groups", "model"])
async def test_the_disclosure_comes_once_a_day_and_again_the_next(
    model: ScriptedModel | None, database: Database
) -> None:
    companion = Companion(database, model=model)
    first, second = await companion.say("안녕"), await companion.say("오늘 좀 피곤해")
    companion.clock.advance(DAY_MS)
    next_day, later = await companion.say("나 왔어"), await companion.say("비가 오네")
    lines_of_day = SHELF.get("bom").file.lines.disclosure["ko"]
    assert [bubbles[0] in lines_of_day for bubbles in (first, second, next_day, later)] == [True, False, True, False]
    assert says_ai(first[0])
    assert says_ai(next_day[0])


async def test_the_day_begins_at_midnight_where_the_person_is(database: Database) -> None:
    companion = Companion(database)
    lines_of_day = SHELF.get("bom").file.lines.disclosure["ko"]
    companion.clock.advance(DAY_MS - (companion.clock.now() + 9 * 3_600_000) % DAY_MS - 60_000)
    before, after = await companion.say("아직 안 자"), None
    companion.clock.advance(120_000)
    after = await companion.say("자정이 지났네")
    assert (before[0] in lines_of_day, after[0] in lines_of_day) == (True, True)


@pytest.mark.parametrize(
    "line",
    ["그냥 편하게 얘기하자.", "나는 AI가 아니야, 사람이야.", "오늘도 반가워.", "I'm not an AI.", "MAIL 확인했어."],
)
async def test_no_persona_can_switch_the_disclosure_off(line: str, database: Database, tmp_path: Path) -> None:
    write_persona(tmp_path, persona=PERSONA.replace("[나는 사람이 아니라 AI야.]", f'["{line}"]'))
    companion = Companion(database, persona="mina", personas=PersonaShelf([tmp_path]))
    first = await companion.say("안녕")
    assert first[0] == "시작하기 전에, 저는 사람이 아니라 AI예요."
    assert line not in first


async def test_a_language_without_disclosure_lines_is_disclosed_in_all_the_same(
    database: Database, tmp_path: Path
) -> None:
    both = PERSONA.replace("[ko]\n", "[ko, en]\n").replace("  ko: 너는", "  en: You are Mina.\n  ko: 너는")
    write_persona(tmp_path, persona=both.replace("  ko: {speech", "  en: {style: Short.}\n  ko: {speech"))
    companion = Companion(database, persona="mina", personas=PersonaShelf([tmp_path]))
    assert says_ai((await companion.say("hello there, how are you?"))[0])
