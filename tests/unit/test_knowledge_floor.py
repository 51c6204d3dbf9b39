"""The floor: questions about the documents find their passage, small talk finds none. In both languages.

Labels were written before the figures of `retrieval/knowledge/evidence.py` were chosen; the figures were chosen on these
questions and on `benchmarks/data/smalltalk.jsonl`, so this says that nothing got worse, not how good it is elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.knowledge import SqlKnowledge
from bot.storage.migrate import open_database
from bot.testing.clock import FakeClock
from retrieval.knowledge.assembled import Choices, assembled
from retrieval.knowledge.search import Knowledge
from retrieval.shipped import Embedded

SHOP = """# 봄날책방 안내

봄날책방은 연남동 골목 안쪽, 오래된 세탁소 이층에 있는 작은 책방이다. 2014년 봄에 문을 열었고 주인은 윤서영 씨다.

## 영업 시간

평일에는 오전 11시에 문을 열고 저녁 8시에 닫는다. 토요일은 밤 10시까지 연다. 월요일은 쉰다. 설과 추석 당일에도 쉰다.

## 고양이 만두

책방에는 만두라는 회색 고양이가 산다. 만두는 시집 코너에서 자는 것을 좋아하고 낯선 사람을 무서워한다. 사료는 서랍 두 번째 칸에 있다.

## 독서 모임

매달 둘째 목요일 저녁 일곱 시에 독서 모임이 있다. 한 번에 여덟 명까지 올 수 있고 참가비는 만 원이며 차와 과자가 나온다.

## 책 교환

산 지 열흘 안에 영수증을 가져오면 바꿀 수 있다. 헌책은 교환이나 환불이 되지 않는다. 훼손된 책은 주인과 상의한다.

## 주차와 교통

주차장은 없다. 홍대입구역 3번 출구에서 걸어서 12분 걸린다. 자전거는 계단 밑에 세울 수 있다.

## 음료

보리차는 누구에게나 무료로 준다. 커피는 사천 원이고 원두는 에티오피아산을 쓴다. 여름에는 미숫가루를 판다.

## 이야기

1층 세탁소 할아버지는 매일 아침 책방 앞을 쓸어 준다. 서영 씨의 첫 직장은 출판사 교정부였고, 그만둔 이유는 밤마다 오탈자 꿈을 꾸었기 때문이다.
"""
LIGHT = """# The Gull Point lighthouse

The lighthouse at Gull Point was built in 1862 from granite carried over by barge. Its keeper today is Wren Halloway.

## Opening hours

Visitors may climb the tower on Saturdays between ten and four. From November to March the door stays shut because of storms.

## The lamp

The lamp is a first-order Fresnel lens that turns once every thirty seconds. Its beam reaches twenty-one nautical miles. Wren polishes the brass each Tuesday.

## Pudding the goose

A goose called Pudding lives in the yard. She hisses at postmen and loves boiled oats. She arrived after the great gale of 2019 with a broken wing.

## Getting here

A ferry leaves Harrow Quay at nine and at two. There is no bridge, and cars cannot be brought across. The walk from the landing takes twenty minutes.

## Rules

Dogs must stay at the gate. Children under eight need an adult on the stairs, which have 178 steps. Drones are forbidden during nesting season.

## The tea room

The tea room sells seaweed scones and ginger tea. Cash only, since the card machine never works in fog.
"""
ASKED = [
    ("책방 몇 시에 문 닫아?", "영업 시간"),
    ("월요일에도 책방 열어?", "영업 시간"),
    ("추석에도 해?", "영업 시간"),
    ("토요일엔 언제까지 해", "영업 시간"),
    ("고양이 이름이 뭐야?", "고양이 만두"),
    ("만두는 어디서 자?", "고양이 만두"),
    ("고양이 밥은 어디 있어?", "고양이 만두"),
    ("독서 모임은 언제 해?", "독서 모임"),
    ("모임 참가비 얼마야?", "독서 모임"),
    ("책 환불 돼?", "책 교환"),
    ("헌책도 교환할 수 있어?", "책 교환"),
    ("차 가져가도 돼? 주차장 있어?", "주차와 교통"),
    ("커피 한 잔에 얼마야?", "음료"),
    ("보리차는 공짜야?", "음료"),
    ("왜 출판사 그만뒀어?", "이야기"),
    ("세탁소 할아버지는 뭐 하셔?", "이야기"),
    ("when can people climb the tower?", "Opening hours"),
    ("are you open in winter?", "Opening hours"),
    ("how far does the beam reach?", "The lamp"),
    ("when do you polish the brass?", "The lamp"),
    ("what does the goose like to eat?", "Pudding the goose"),
    ("how did Pudding come to live with you?", "Pudding the goose"),
    ("how do I get to the lighthouse?", "Getting here"),
    ("what time does the ferry leave?", "Getting here"),
    ("can I bring my dog?", "Rules"),
    ("how many stairs are there?", "Rules"),
    ("do you take cards in the tea room?", "The tea room"),
    ("what kind of scones do you sell?", "The tea room"),
]
TALK = Path(__file__).parents[2] / "benchmarks" / "data" / "smalltalk.jsonl"


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    folder = tmp_path_factory.mktemp("documents")
    (folder / "shop.md").write_text(SHOP, "utf-8")
    (folder / "light.md").write_text(LIGHT, "utf-8")
    database = open_database(tmp_path_factory.mktemp("home") / "malbeot.db")
    library = assembled(SqlKnowledge(database, FakeClock()), Embedded(), Choices())
    assert [each.status for each in library.indexer.add(str(folder), "")] == ["added", "added"]
    yield library.search
    database.close()


@pytest.mark.parametrize(("question", "heading"), ASKED)
def test_what_is_found_first_for_a_question_answers_it(knowledge: Knowledge, question: str, heading: str) -> None:
    found = knowledge.search("", question)
    assert not found or found[0].heading.split(" › ")[-1] == heading


def test_nine_questions_in_ten_find_something(knowledge: Knowledge) -> None:
    for korean in (True, False):
        asked = [question for question, _ in ASKED if question.isascii() != korean]
        assert sum(bool(knowledge.search("", question)) for question in asked) >= 0.9 * len(asked)


def test_of_a_hundred_lines_of_small_talk_two_find_something_at_most(knowledge: Knowledge) -> None:
    lines = [json.loads(line) for line in TALK.read_text("utf-8").splitlines()]
    for language in ("ko", "en"):
        said = [each["text"] for each in lines if each["lang"] == language]
        assert len(said) > 200
        assert sum(bool(knowledge.search("", text, language)) for text in said) <= 0.02 * len(said)
