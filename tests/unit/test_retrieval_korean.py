"""The Korean embedder: which messages are near, which are not, and that vectors are the same everywhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.korean import BUCKETS, WORDS, Concepts, KoreanNgramEmbedder, features, shipped_frequencies, spoken
from retrieval.models.make_korean_weights import main, worth

EMBEDDER = KoreanNgramEmbedder()


def likeness(one: str, other: str) -> float:
    rows = EMBEDDER.embed([one, other])
    return float(rows[0] @ rows[1])


@given(st.lists(st.text(max_size=40), max_size=4))
def test_rows_are_unit_length_or_zero(texts: list[str]) -> None:
    rows = EMBEDDER.embed(texts)
    assert rows.shape == (len(texts), 4096)
    assert rows.dtype == np.float32
    lengths = np.linalg.norm(rows, axis=1)
    assert np.all(np.isclose(lengths, 1, atol=1e-4) | (lengths == 0))


def test_a_text_without_words_has_no_direction() -> None:
    assert not EMBEDDER.embed(["", "?!…", "😀"]).any()


def test_nothing_to_embed_gives_no_rows() -> None:
    assert EMBEDDER.embed([]).shape == (0, 4096)


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        ("배고파 죽겠다", "나 너무 배고프다", "나 너무 바쁘다"),
        ("엄마랑 싸웠어", "어머니하고 다퉜어", "친구랑 놀았어"),
        ("보고 싶어", "보고싶다", "보고서 썼어"),
        ("몇 살이야?", "나이가 어떻게 돼", "살이 쪘어"),
        ("강아지가 아파", "우리 댕댕이 아파ㅠㅠ", "강의가 길어"),
        ("고마웡", "고마워", "고구마"),
        ("오늘 회사 가기 싫당", "회사 가기 싫다", "오늘 영화 보러 가"),
    ],
)
def test_what_means_the_same_is_nearer(asked: str, near: str, far: str) -> None:
    assert likeness(asked, near) > likeness(asked, far) + 0.1


def test_other_numbers_keep_apart_what_is_otherwise_the_same() -> None:
    assert likeness("7시에 깨워줘", "8시에 깨워줘") < 0.8
    assert likeness("일곱시에 깨워줘", "7시에 깨워줘") > likeness("여덟시에 깨워줘", "7시에 깨워줘") + 0.1


def test_spaces_laughter_and_marks_hardly_matter() -> None:
    assert likeness("나지금집에가는중", "나 지금 집에 가는 중") > 0.2
    assert likeness("진짜 웃기다ㅋㅋㅋㅋ", "진짜 웃기다!!") > 0.8
    assert likeness("배고파", "배고파.") == pytest.approx(1)


def test_english_words_in_korean_talk_count_as_words() -> None:
    assert likeness("netflix 뭐 볼까", "netflix 추천") > likeness("netflix 뭐 볼까", "network 추천")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("했엉", "했어"),
        ("하구", "하고"),
        ("갈께", "갈게"),
        ("할꺼야", "할거야"),
        ("됬어", "됐어"),
        ("식당", "식당"),
        ("중앙", "중앙"),
    ],
)
def test_chat_spellings_become_plain_ones(typed: str, plain: str) -> None:
    assert spoken(typed).strip() == plain


def test_vectors_are_the_same_in_another_process_and_named_by_their_weights() -> None:
    code = (
        "from retrieval.korean import KoreanNgramEmbedder as E; "
        "e = E(); print(e.id, e.embed(['오늘 뭐 먹지?']).tobytes().hex())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said == [EMBEDDER.id, EMBEDDER.embed(["오늘 뭐 먹지?"]).tobytes().hex()]
    assert EMBEDDER.id.startswith("korean-ngrams-1-4096-")
    assert KoreanNgramEmbedder(1024).id != EMBEDDER.id


def test_a_text_is_embedded_the_same_alone_and_among_others() -> None:
    texts = ["안녕", "오늘 날씨 좋다", "ㅋㅋㅋ"]
    assert np.array_equal(EMBEDDER.embed(texts), np.concatenate([EMBEDDER.embed([text]) for text in texts]))


def test_a_word_is_known_with_its_particle_and_two_words_as_one(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("# remark\n엄마 어머니\n보고싶 그리워\n#7 일곱 7\n", "utf-8")
    concepts = Concepts.read(file)
    assert concepts.of("어머니한테") == "엄마"
    assert concepts.of("어머니날씨") is None
    assert concepts.of("7시") == concepts.of("일곱") == "#7"
    assert concepts.of("1,000원") == "#1000"
    assert list(concepts.along(["엄마가", "보고", "싶어", "7", "번"])) == ["엄마", "보고싶", "", "#7", None]


def test_a_word_with_two_meanings_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    file.write_text("엄마 어머니\n부모 어머니\n", "utf-8")
    with pytest.raises(ValueError, match="'어머니' stands for '엄마' and '부모'"):
        Concepts.read(file)


def test_the_shipped_files_are_small_and_readable() -> None:
    concepts, frequencies = Concepts.read(WORDS), shipped_frequencies()
    assert len(concepts.names) > 800
    assert frequencies.worth.shape == (BUCKETS,)
    assert 0 < frequencies.unit * int(frequencies.worth.min()) < frequencies.unit * int(frequencies.worth.max()) < 5


def test_what_is_said_often_weighs_less() -> None:
    weights = worth(["오늘 뭐해", "오늘 어때", "오늘 좋다", "바나나"])
    assert len(np.unique(weights)) > 2
    assert int(weights.max()) == round(np.log(5) ** 0.6 * 60)


def test_weights_are_made_the_same_every_time(tmp_path: Path) -> None:
    chat, pairs = tmp_path / "chat.csv", tmp_path / "pairs.csv"
    chat.write_text("Q,A,label\n배고파,뭐 좀 드세요,0\n", "utf-8")
    pairs.write_text("id,question1,question2,is_duplicate\n1,뭐해,뭐 하니,0\n", "utf-8-sig")
    made = [tmp_path / "one.npz", tmp_path / "two.npz"]
    for file in made:
        main(["--chat", str(chat), "--pairs", str(pairs), "--into", str(file)])
    assert made[0].read_bytes() == made[1].read_bytes()
    with np.load(made[0]) as arrays:
        assert int(arrays["lines"]) == 4


def test_early_syllables_weigh_more_than_endings() -> None:
    weights = dict(features("강아지한테서", Concepts({}, 0)))
    assert weights["s강"] > weights["s아"] > weights["s서"]
