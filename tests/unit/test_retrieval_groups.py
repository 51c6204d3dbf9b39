"""Answer groups and the search over them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.groups import (
    CUE_CEILING,
    CUE_FLOOR,
    CUE_PER_LETTER,
    AnswerGroup,
    GroupIndex,
    Moment,
    Reply,
)
from retrieval.shipped import by_ngrams

DAY = Moment("afternoon", frozenset())


def group(name: str, *utterances: str, language: str = "ko", **more: object) -> AnswerGroup:
    plain = AnswerGroup(name, name, "none", language, "banmal", (Reply(f"{name}-1", "응", ()),), utterances=utterances)
    return replace(plain, **more)  # type: ignore[arg-type]


EXAM = group("exam", "시험 망했어", "시험 완전 망쳤어")
HUNGRY = group("hungry", "배고파", "나 배고프다")
HELLO = group("hello", "안녕", "안녕하세요", ":)")
WORK = group("work", cues=(("회사", "힘들"), ("야근",)), unless=("좋아",))
TIRED = group("tired", "나 너무 피곤해")
INDEX = GroupIndex([EXAM, HUNGRY, HELLO, WORK, TIRED], by_ngrams)


def found(text: str, index: GroupIndex = INDEX, moment: Moment = DAY) -> list[str]:
    return [hit.group.name for hit in index.search(text, moment).hits]


@pytest.mark.parametrize("text", ["시험 망했어", "시험망했어", "시험  망했어!!", " 시험 망했어~ "])
def test_a_known_line_is_found_exactly_whatever_its_spacing_and_marks(text: str) -> None:
    best = INDEX.search(text, DAY).hits[0]
    assert (best.group, best.score, best.rule, best.matched) == (EXAM, 1.0, "exact", "시험 망했어")


def test_signs_alone_stand_for_themselves() -> None:
    assert INDEX.search(":)", DAY).hits[0].rule == "exact"
    assert found(":(") == []


def test_a_similar_line_is_found_by_likeness_and_below_certainty() -> None:
    best = INDEX.search("나 시험 진짜 망했어", DAY).hits[0]
    assert (best.group, best.rule) == (EXAM, "similar")
    assert 0.4 < best.score <= 0.99


@pytest.mark.parametrize("text", ["시험 안 망했어", "시험 망하지 않았어"])
def test_the_opposite_is_never_as_good_as_the_line_itself(text: str) -> None:
    hits = {hit.group.name: hit.score for hit in INDEX.search(text, DAY).hits}
    assert hits.get("exam", 0) < 0.5


def test_all_words_of_a_cue_row_must_stand_in_the_message() -> None:
    assert INDEX.search("요즘 회사 때문에 힘들다", DAY).hits[0].rule == "cue"
    assert "work" not in found("요즘 힘들다")
    assert "work" not in found("회사 앞이야")
    assert found("또 야근이래")[0] == "work"


def test_a_longer_cue_is_stronger_evidence_up_to_a_ceiling() -> None:
    one = group("one", cues=(("야근",),))
    two = group("two", cues=(("야근", "때문"),))
    long = group("long", cues=(("야근 때문에 너무 힘들어 죽겠네",),))
    text = "야근 때문에 너무 힘들어 죽겠네"
    scores = {hit.group.name: hit.score for hit in GroupIndex([one, two, long], by_ngrams).search(text, DAY).hits}
    assert scores["one"] == pytest.approx(CUE_FLOOR + 2 * CUE_PER_LETTER)
    assert scores["two"] == pytest.approx(CUE_FLOOR + 4 * CUE_PER_LETTER)
    assert scores["long"] == CUE_CEILING


def test_the_strongest_row_of_a_group_is_its_evidence() -> None:
    both = group("both", cues=(("야근",), ("회사", "야근")))
    (hit,) = GroupIndex([both], by_ngrams).search("회사 야근", DAY).hits
    assert hit.matched == "회사 + 야근"


def test_a_vetoing_word_keeps_a_group_out_whatever_the_evidence() -> None:
    assert "work" in found("회사 힘들어")
    assert "work" not in found("회사 힘들어도 좋아")


def test_a_veto_anywhere_in_the_message_counts_for_every_sentence() -> None:
    assert "work" not in found("오늘 또 야근이야. 그래도 좋아.")


@pytest.mark.parametrize(("part", "expected"), [("morning", ["dawn", "always"]), ("night", ["always"])])
def test_a_part_of_day_admits_a_group_only_then_and_the_special_one_comes_first(part: str, expected: list[str]) -> None:
    index = GroupIndex([group("always", "안녕"), group("dawn", "안녕", part_of_day="morning")], by_ngrams)
    assert found("안녕", index, Moment(part, frozenset())) == expected


def test_needs_and_lacks_depend_on_what_is_known() -> None:
    index = GroupIndex(
        [group("named", "내 이름 뭐야", needs=("name",)), group("nameless", "내 이름 뭐야", lacks=("name",))], by_ngrams
    )
    assert found("내 이름 뭐야", index, Moment("night", frozenset({"name", "time"}))) == ["named"]
    assert found("내 이름 뭐야", index, Moment("night", frozenset({"time"}))) == ["nameless"]


@given(st.sets(st.sampled_from(["name", "topic", "memory"])), st.lists(st.sampled_from(["name", "topic", "memory"])))
def test_a_group_is_admitted_exactly_when_all_it_needs_is_known_and_nothing_it_lacks(
    known: set[str], slots: list[str]
) -> None:
    moment = Moment("night", frozenset(known))
    assert moment.admits(group("g", needs=tuple(slots))) == (set(slots) <= known)
    assert moment.admits(group("g", lacks=tuple(slots))) == (not set(slots) & known)


def test_a_long_message_is_searched_sentence_by_sentence_too() -> None:
    text = "오늘은 아침부터 비가 오더니 하루 종일 그치지를 않았다. 시험 망했어. 그리고 저녁에는 라면을 끓여서 먹었어."
    best = INDEX.search(text, DAY).hits[0]
    assert (best.group, best.score, best.rule) == (EXAM, 1.0, "sentence")


def test_each_group_comes_once_with_its_best_evidence_strongest_first() -> None:
    hits = INDEX.search("배고파. 시험 망했어. 나 배고프다.", DAY).hits
    names = [hit.group.name for hit in hits]
    assert len(names) == len(set(names))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {"hungry", "exam"} <= set(names)


def test_no_more_hits_come_than_asked_for() -> None:
    index = GroupIndex([group(f"g{i}", f"안녕 친구 {i}") for i in range(20)], by_ngrams)
    assert len(index.search("안녕 친구", DAY, limit=3).hits) == 3
    assert len(index.search("안녕 친구", DAY).hits) == 8


@given(st.text("가나다안녕시험망했어ㅋ ab?!.\n", max_size=60))
def test_scores_lie_between_nothing_and_one_for_any_text(text: str) -> None:
    assert all(0 < hit.score <= 1 for hit in INDEX.search(text, DAY).hits)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_message_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert found("안녕", GroupIndex([], by_ngrams)) == []


def test_groups_without_lines_are_found_by_event_and_shape_alone() -> None:
    learned = group("learned", event="learned_name", needs=("name",))
    lost = group("lost", shape="question")
    index = GroupIndex([learned, lost, EXAM], by_ngrams)
    assert index.of_event("learned_name", Moment("night", frozenset({"name"}))) == (learned,)
    assert index.of_event("learned_name", DAY) == ()
    assert index.of_event("remembered", DAY) == ()
    assert index.of_shape("question") == (lost,)
    assert found("learned lost", index) == []


@pytest.mark.parametrize(
    ("cue", "text", "language", "stands"),
    [
        ("힘들", "너무 힘 들어", "ko", True),
        ("야근", "오늘야근이래", "ko", True),
        ("야근", "야 근데", "ko", True),
        ("시험", "실험 했어", "ko", False),
        ("exam", "My EXAMS are over", "en", True),
        ("exam", "for example", "en", True),
        ("work", "homework", "en", False),
        ("ham", "shame", "en", False),
        ("can't sleep", "I can't sleep at all", "en", True),
        ("c++", "i write c++ code", "en", True),
        ("뭐해?", "지금 뭐 해?", "ko", True),
        ("뭐해?", "뭐해야 할지 모르겠어", "ko", False),
    ],
)
def test_a_korean_cue_ignores_spaces_and_an_english_one_begins_a_word(
    cue: str, text: str, language: str, stands: bool
) -> None:
    index = GroupIndex([group("g", language=language, cues=((cue,),))], by_ngrams)
    assert bool(index.search(text, DAY).hits) == stands


@pytest.mark.parametrize("text", ["ㅋㅋ 안녕", "안녕"])
def test_of_equal_hits_the_one_made_for_what_is_known_comes_first(text: str) -> None:
    known = Moment("night", frozenset({"name"}))
    index = GroupIndex([group("a", "안녕"), group("b", "안녕", needs=("name",))], by_ngrams)
    assert found(text, index, known) == ["b", "a"]
