"""One person's talk: found by words and meaning, as of any message, without rebuilding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.episodes.found import Found
from memory.episodes.index import Episodes
from memory.episodes.line import Line
from memory.episodes.matching import matched
from memory.episodes.passages import LONGEST, passages
from memory.episodes.talk import Talk

WORDS = "turtle guitar bakery exam 거북이 통기타 빵집 시험 😀 ㅋㅋ the 7".split()
WIDTH = 4

said = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
unit = st.lists(st.integers(-3, 3), min_size=WIDTH, max_size=WIDTH).map(lambda row: np.array(row, dtype=np.float32))


def line(at: int, text: str, session: int = 1, speaker: str = "Jisu", day: str = "8 May, 2023") -> Line:
    return Line(at, session, speaker, text, day, at)


@st.composite
def talks(draw: st.DrawFn) -> list[Line]:
    sessions = draw(st.lists(st.lists(said, min_size=1, max_size=5), min_size=1, max_size=4))
    texts = [(session, text) for session, texts in enumerate(sessions) for text in texts]
    return [
        line(at * 2, text, session, ("Jisu", "Haru")[at % 2], f"{session + 1} May, 2023")
        for at, (session, text) in enumerate(texts)
    ]


def built(lines: list[Line], rows: np.ndarray | None = None) -> Episodes:
    episodes = Episodes(WIDTH)
    episodes.add(lines)
    if rows is not None:
        episodes.put_vectors([each.key for each in episodes.passages], rows[: len(episodes)])
    return episodes


def normalised(rows: list[np.ndarray]) -> np.ndarray:
    matrix = np.stack(rows)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.divide(matrix, lengths, out=np.zeros_like(matrix), where=lengths > 0)


def as_values(found: tuple[Found, ...]) -> list[tuple[object, float, tuple[float, ...]]]:
    return [(each.passage, each.score, each.parts) for each in found]


@settings(max_examples=60)
@given(talks(), said, st.data())
def test_lines_added_one_by_one_are_found_like_lines_added_at_once(
    lines: list[Line], question: str, data: st.DataObject
) -> None:
    rows = normalised(data.draw(st.lists(unit, min_size=len(lines) + 1, max_size=len(lines) + 1)))
    at_once = built(lines, rows)
    one_by_one = Episodes(WIDTH)
    for at, each in enumerate(lines):
        one_by_one.add([each])
        one_by_one.put_vectors([(each.id, 0)], rows[at : at + 1])
        one_by_one.search(question, vector=rows[-1], gate=False)
    once, each_in_turn = (each.search(question, vector=rows[-1], gate=False) for each in (at_once, one_by_one))
    assert as_values(once) == as_values(each_in_turn)


@settings(max_examples=60)
@given(talks(), said, st.data())
def test_a_search_as_of_a_message_is_that_of_an_index_that_never_saw_later_ones(
    lines: list[Line], question: str, data: st.DataObject
) -> None:
    rows = normalised(data.draw(st.lists(unit, min_size=len(lines) + 1, max_size=len(lines) + 1)))
    bound = data.draw(st.integers(-1, 2 * len(lines)))
    then = built([each for each in lines if each.id <= bound], rows)
    now = built(lines, rows).search(question, vector=rows[-1], as_of=bound, gate=False)
    assert as_values(now) == as_values(then.search(question, vector=rows[-1], gate=False))


def test_a_new_line_is_found_at_once_and_before_it_has_a_vector() -> None:
    episodes = built([line(i, "nothing much today") for i in range(60)])
    episodes.put_vectors([(i, 0) for i in range(60)], np.tile(np.eye(WIDTH, dtype=np.float32)[0], (60, 1)))
    episodes.add([line(60, "my turtle is called Moongchi", session=2)])
    assert [each.line.id for each in episodes.without_vector()] == [60]
    best = episodes.search("what is the turtle called?", vector=np.eye(WIDTH, dtype=np.float32)[1], gate=False)[0]
    assert best.message_id == 60
    assert episodes.search("what is the turtle called?")[0].message_id == 60


def test_a_window_does_not_reach_across_sessions() -> None:
    talk = Talk()
    texts = [("guitar", 1), ("turtle", 1), ("bakery", 2), ("exam", 2)]
    for at, (text, session) in enumerate(texts):
        talk.add(passages(line(at, text, session))[0])
    scores = matched("turtle", talk.before(None))
    assert scores.windows[0] > 0
    assert list(scores.windows[2:]) == [0, 0]
    assert list(scores.passages[[0, 2, 3]]) == [0, 0, 0]


def test_a_day_of_its_own_starts_a_new_run_within_a_session() -> None:
    talk = Talk()
    for at, day in enumerate(("8 May, 2023", "8 May, 2023", "9 May, 2023")):
        talk.add(passages(line(at, "turtle" if at == 1 else "guitar", day=day))[0])
    assert matched("turtle", talk.before(None)).windows[2] == 0
    assert matched("9 May", talk.before(None)).windows.argmax() == 2


def test_meaning_finds_what_shares_no_word() -> None:
    lines = [line(i, f"exam {i}", session=i) for i in range(30)]
    rows = np.tile(np.eye(WIDTH, dtype=np.float32)[0], (30, 1))
    rows[17] = np.eye(WIDTH)[1]
    found = built(lines, rows).search("guitar", vector=np.eye(WIDTH, dtype=np.float32)[1])
    assert found[0].message_id == 17
    assert "meaning" in found[0].reason


def test_the_speaker_a_question_names_or_means_comes_first() -> None:
    lines = [line(i, "I bought a turtle", session=i, speaker=("김지수", "박하나")[i % 2]) for i in range(10)]
    episodes = built(lines)
    for question, asker, speaker in (
        ("지수가 turtle 샀다고 했지?", None, "김지수"),
        ("내가 turtle 샀다고 했지?", "김지수", "김지수"),
        ("네가 turtle 샀다고 했지?", "김지수", "박하나"),
        ("did you buy a turtle?", "김지수", "박하나"),
        ("did I buy a turtle?", "김지수", "김지수"),
    ):
        assert episodes.search(question, asker=asker, gate=False)[0].passage.line.speaker == speaker, question


def test_nothing_is_recalled_for_small_talk_and_something_for_a_question() -> None:
    texts = ["오늘 빵집 반죽이 안 올라와", "거북이 이름은 뭉치야", "통기타를 오만 원에 샀어", "손목을 오븐에 데었어"]
    episodes = built([line(i, texts[i % 4] if i < 4 else f"그냥 그런 하루였어 {i}", session=i) for i in range(80)])
    for text in ("ㅋㅋ", "ㅋㅋㅋㅋㅋ", "안녕", "😀😀", "", "   ", "good morning", "?", "the of and"):
        assert episodes.search(text) == (), text
    assert episodes.search("거북이 이름이 뭐였지?")[0].message_id == 1
    assert episodes.search("통기타 얼마 주고 샀더라?")[0].message_id == 2


def test_an_empty_talk_and_a_bound_before_its_first_line_give_nothing() -> None:
    assert Episodes().search("anything") == ()
    assert built([line(5, "turtle")]).search("turtle", as_of=4, gate=False) == ()


def test_emoji_and_empty_lines_are_kept_and_break_nothing() -> None:
    episodes = built([line(0, "😀"), line(1, ""), line(2, "\n \t"), line(3, "\ud800"), line(4, "turtle")])
    assert len(episodes) == 5
    assert episodes.search("turtle", gate=False)[0].message_id in {3, 4}


def test_a_long_paste_is_searched_by_its_parts() -> None:
    filler = "It was a day like any other and nobody said a word about it. " * 4_000
    paste = filler + "The turtle is called Moongchi. " + filler
    episodes = built([line(i, f"what else happened {i}", session=i) for i in range(20)])
    episodes.add([line(20, paste, session=20)])
    best = episodes.search("what is the turtle called?")[0].passage
    assert "Moongchi" in best.text
    assert len(best.text) <= LONGEST


@pytest.mark.parametrize("text", ["한글" * 5_000, "a" * 20_000, "no stop " * 3_000, "그래. " * 2_000])
def test_the_parts_of_a_long_line_are_short_and_hold_all_of_it(text: str) -> None:
    parts = passages(line(1, text))
    assert max(len(part.text) for part in parts) <= LONGEST
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.split())
    assert [part.key for part in parts] == [(1, i) for i in range(len(parts))]


def test_a_question_as_long_as_a_page_is_answered() -> None:
    episodes = built([line(i, f"{WORDS[i % 8]} {i}", session=i) for i in range(40)])
    assert episodes.search(" ".join(f"word{i}" for i in range(50_000)) + " turtle", gate=False)


def test_vectors_of_another_size_are_refused_with_both_sizes() -> None:
    episodes = built([line(0, "turtle"), line(1, "guitar")])
    with pytest.raises(ValueError, match=r"shape \(2, 3\), not \(2, 4\)"):
        episodes.put_vectors([(0, 0), (1, 0)], np.zeros((2, 3), dtype=np.float32))
    with pytest.raises(ValueError, match="1 rows for 2 passages"):
        episodes.put_vectors([(0, 0), (1, 0)], np.zeros((1, 4), dtype=np.float32))
    episodes.put_vectors([(0, 0), (1, 0)], np.eye(WIDTH, dtype=np.float32)[:2])
    with pytest.raises(ValueError, match=r"shape \(384,\), not \(4,\)"):
        episodes.search("turtle", vector=np.zeros(384, dtype=np.float32))


def test_vectors_of_lines_that_are_gone_are_passed_over() -> None:
    episodes = built([line(0, "turtle")])
    episodes.put_vectors([(0, 0), (9, 0)], np.eye(WIDTH, dtype=np.float32)[:2])
    assert episodes.without_vector() == ()


def test_lines_out_of_order_or_added_twice_are_refused() -> None:
    episodes = built([line(3, "turtle")])
    with pytest.raises(ValueError, match="line 2 comes after line 3"):
        episodes.add([line(2, "guitar")])
    with pytest.raises(ValueError, match="line 3 was added before"):
        episodes.add([line(3, "guitar")])


def test_a_caption_is_searched_with_its_line() -> None:
    lines = [line(i, "look at this", session=i) for i in range(40)]
    lines[7] = replace(lines[7], caption="a turtle in a red box")
    assert built(lines).search("who has a turtle in a box?")[0].message_id == 7


def test_words_that_came_later_take_no_place_among_the_terms_of_a_long_question() -> None:
    early = [line(i, f"turtle guitar {i}", session=i) for i in range(8)]
    late = [line(8 + i, f"word{i}", session=8 + i) for i in range(100)]
    question = "turtle guitar 3 " + " ".join(f"word{i}" for i in range(100))
    now = built(early + late).search(question, as_of=7, gate=False)
    assert as_values(now) == as_values(built(early).search(question, gate=False))
    assert now[0].message_id == 3
