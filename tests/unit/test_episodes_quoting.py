"""What is quoted when no model words the answer: the right line of a short talk, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from memory.episodes.about import about, covered
from memory.episodes.found import Found
from memory.episodes.index import Episodes
from memory.episodes.line import Line
from memory.episodes.meaning import Meaning
from memory.episodes.quoting import sure
from memory.when import asked_about, in_ms
from retrieval.minilm import MiniLmEmbedder

DAY, HOUR = 86_400_000, 3_600_000
MONDAY = int(datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp() * 1000)
NOW = datetime(2026, 5, 12, 20, tzinfo=UTC)  # Tuesday of the week after

Days = Sequence[Sequence[str]]

# A line that begins with ">" is the persona's; each inner list is one day, from Monday, 4 May, on.
KOREAN: Days = [
    ["오늘 상사가 회의에서 나만 혼냈어", "> 아이고, 많이 속상했겠다", "응 진짜 억울했어"],
    ["퇴근하고 엄마랑 칼국수 먹었어", "> 맛있었겠다!", "국물이 끝내줬지"],
    ["허리가 아파서 병원 갔더니 디스크래", "> 헉, 괜찮아?", "> 치료는 어떻게 한대?", "일단 물리치료 받기로 했어"],
    ["강아지 이름을 보리로 정했어", "> 귀여운 이름이네", "털 색이 보리 같아서"],
]
ENGLISH: Days = [
    ["my boss yelled at me in front of everyone today", "> Ouch, that sounds awful.", "yeah it was so unfair"],
    ["I had noodles with my mom after work", "> Sounds nice!", "the broth was amazing"],
    ["my back hurts, the doctor says it's a slipped disc", "> Oh no. What now?", "physical therapy twice a week"],
    ["we named the puppy Barley", "> What a cute name!", "because of the color of his fur"],
]


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return Meaning(MiniLmEmbedder())


def built(days: Days, meaning: Meaning | None = None) -> Episodes:
    episodes = Episodes()
    told = [(day, said) for day, lines in enumerate(days) for said in lines]
    episodes.add(
        Line(
            at,
            day,
            "Haru" if said.startswith(">") else "Jisu",
            said.removeprefix("> "),
            f"{4 + day} May, 2026",
            MONDAY + day * DAY,
        )
        for at, (day, said) in enumerate(told)
    )
    if meaning:
        waiting = episodes.without_vector()
        episodes.put_vectors([each.key for each in waiting], meaning.of_passages(waiting))
    return episodes


def quoted(question: str, days: Days, meaning: Meaning | None = None) -> str | None:
    span = asked_about(question, NOW)
    vector = meaning.of_question(question) if meaning else None
    within = in_ms(span, UTC) if span else None
    found = built(days, meaning).search(question, vector=vector, asker="Jisu", days=within)
    said = sure(question, found, "Jisu")
    return said.passage.text if said else None


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("내가 상사 얘기 뭐라고 했지?", "오늘 상사가"),
        ("상사에 대해서 내가 뭐라고 했더라", "오늘 상사가"),
        ("내가 엄마랑 뭐 먹었다고 했지?", "퇴근하고 엄마랑"),
        ("나 허리 때문에 병원 갔던 거 기억나?", "허리가 아파서"),
        ("우리 강아지 이름 뭐라고 했는지 기억해?", "강아지 이름을"),
        ("내가 칼국수 누구랑 먹었다고 했지?", "퇴근하고 엄마랑"),
    ],
)
def test_the_line_a_korean_question_asks_for_is_quoted_from_a_short_talk(question: str, begins: str) -> None:
    assert (quoted(question, KOREAN) or "").startswith(begins)


@pytest.mark.parametrize("by_meaning", [True, False])
@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("what did I tell you about my boss?", "my boss yelled"),
        ("do you remember what I said about my boss?", "my boss yelled"),
        ("what did I say I had with my mom?", "I had noodles"),
        ("did I tell you about my back?", "my back hurts"),
        ("do you remember what we named our puppy?", "we named the puppy"),
    ],
)
def test_the_line_an_english_question_asks_for_is_quoted_from_a_short_talk(
    question: str, begins: str, by_meaning: bool, meaning: Meaning
) -> None:
    assert (quoted(question, ENGLISH, meaning if by_meaning else None) or "").startswith(begins)


@pytest.mark.parametrize("days", [1, 2, 3, 4])
def test_a_talk_of_a_few_lines_is_enough(days: int, meaning: Meaning) -> None:
    assert quoted("내가 상사 얘기 뭐라고 했지?", KOREAN[:days]) == KOREAN[0][0]
    assert quoted("what did I tell you about my boss?", ENGLISH[:days], meaning) == ENGLISH[0][0]


@pytest.mark.parametrize(
    "question",
    [
        "내가 면접 얘기 뭐라고 했지?",
        "내가 고양이 이름 뭐라고 했지?",
        "나 여행 어디 간다고 했더라?",
        "내가 뭐라고 했지?",
        "남자친구 얘기 기억나?",
        "내가 좋아하는 노래 뭐라고 했지?",
    ],
)
def test_of_what_was_never_said_in_korean_nothing_is_quoted(question: str) -> None:
    assert quoted(question, KOREAN) is None


@pytest.mark.parametrize("by_meaning", [True, False])
@pytest.mark.parametrize(
    "question",
    [
        "what did I tell you about my interview?",
        "do you remember my cat's name?",
        "where did I say I would travel?",
        "what did I tell you?",
        "did I tell you about my boyfriend?",
    ],
)
def test_of_what_was_never_said_in_english_nothing_is_quoted(question: str, by_meaning: bool, meaning: Meaning) -> None:
    assert quoted(question, ENGLISH, meaning if by_meaning else None) is None


@pytest.mark.parametrize(
    ("days", "question"), [(KOREAN, "내가 상사 얘기 뭐라고 했지?"), (ENGLISH, "what did I tell you about my boss?")]
)
def test_the_same_question_asked_before_is_no_answer(days: Days, question: str, meaning: Meaning) -> None:
    answered = f"> {days[0][0]}"
    assert quoted(question, [*days, [question, answered]], meaning) == days[0][0]
    assert quoted(question.rstrip("?"), [*days, [question.rstrip("?")]], meaning) == days[0][0]
    assert quoted(question, [*days[1:], [question]], meaning) is None


def test_several_lines_about_the_same_share_no_doubt() -> None:
    days = [*KOREAN, ["상사가 또 야근하래"], ["상사 때문에 이직할까 봐"]]
    assert "상사" in (quoted("내가 상사 얘기 뭐라고 했지?", days) or "")


def test_what_the_persona_said_is_never_quoted_as_the_persons() -> None:
    days = [["> 내 상사는 화분이야", "뭐야 그게"], *KOREAN[1:]]
    assert quoted("내가 상사 얘기 뭐라고 했지?", days) is None


@pytest.mark.parametrize(
    ("question", "days", "said"),
    [
        ("지난주 월요일에 내가 뭐라고 했지?", KOREAN, KOREAN[0][0]),
        ("지난주 화요일에 내가 뭐 했다고 했지?", KOREAN, KOREAN[1][0]),
        ("5월 6일에 내가 뭐라고 했더라?", KOREAN, KOREAN[2][0]),
        ("what did I tell you on 5 May?", ENGLISH, ENGLISH[1][0]),
        ("do you remember what I said on May 6?", ENGLISH, ENGLISH[2][0]),
        ("what did I tell you last Thursday?", ENGLISH, ENGLISH[3][0]),
    ],
)
def test_asked_for_days_alone_the_most_telling_line_of_theirs_is_quoted(question: str, days: Days, said: str) -> None:
    told = [each for each in next(day for day in days if said in day) if not each.startswith(">")]
    assert quoted(question, days) in told
    assert quoted("내가 작년에 뭐라고 했지?", days) is None
    assert quoted("what did I tell you in May 2025?", days) is None


def test_the_days_asked_about_come_first_among_lines_alike() -> None:
    episodes = built([["빵집에서 소금빵 샀어"], ["빵집에서 식빵 샀어"], ["빵집에서 바게트 샀어"]])
    question = "내가 화요일에 빵집에서 뭐 샀다고 했지?"
    tuesday = in_ms(asked_about("5월 5일", NOW), UTC)
    found = episodes.search(question, asker="Jisu", days=tuesday)
    assert found[0].passage.text == "빵집에서 식빵 샀어"
    assert found[0].signals["said in the days asked about"] > 0
    assert episodes.search(question, asker="Jisu")[0].signals.keys() == found[0].signals.keys() - {
        "said in the days asked about"
    }


def test_days_end_where_the_next_begins_and_hold_what_was_told_up_to_the_bound() -> None:
    episodes = built(KOREAN)
    tuesday = (MONDAY + DAY, MONDAY + 2 * DAY)
    assert {each.passage.line.day for each in episodes.between(tuesday)} == {"5 May, 2026"}
    assert episodes.between(tuesday, as_of=2) == ()
    assert {each.passage.line.speaker for each in episodes.between(tuesday, ["Jisu"])} == {"Jisu"}
    assert len(episodes.between((0, 2**60), most=3)) == 3


def test_a_span_of_days_is_midnight_to_midnight_of_the_persons_clock() -> None:
    span = asked_about("어제 뭐 했지?", NOW)
    assert span is not None
    assert span.first == date(2026, 5, 11)
    first, end = in_ms(span, UTC)
    assert (end - first, first % DAY) == (DAY, 0)


def test_words_that_only_ask_or_say_when_are_no_subject() -> None:
    assert about("지난주에 내가 뭐 했다고 했지?") == ()
    assert about("what did I tell you last Friday?") == ()
    assert about("내가 상사 얘기 뭐라고 했지?") == ("상사",)
    assert about("what did I tell you about my boss?") == ("boss",)
    assert about("what did Joanna say about moving?", ("Joanna Reyes",)) == ("moving",)


def test_how_much_of_a_question_stands_in_a_text_counts_other_words_for_the_same() -> None:
    assert covered("내가 상사 얘기 뭐라고 했지?", "팀장님이 또 혼냈어") == 1
    assert covered("what did I say about my mom?", "mother called me") == 1
    assert covered("what did I say about my mom?", "dad called me") == 0
    assert 0 < covered("내가 통기타 얼마 주고 샀지?", "통기타 샀다") <= 1


def test_nothing_found_gives_nothing() -> None:
    assert sure("내가 상사 얘기 뭐라고 했지?", (), "Jisu") is None
    passage = built([["상사가 혼냈어"]]).passages[0]
    assert sure("내가 상사 얘기 뭐라고 했지?", (Found(passage, 0.4),), "Haru") is None
