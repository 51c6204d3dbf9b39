"""Token counters: what each is sure of, and none that asks the network unasked."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
import tiktoken_ext.openai_public
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from bot.prompt.tokens import (
    TIKTOKEN_SHA256,
    TIKTOKEN_URL,
    ByteCounter,
    GuessCounter,
    RecordedCounter,
    ServerCounter,
    TokenizerFileCounter,
    text_key,
    tiktoken_file,
)

LINES = [
    "안녕! 오늘 하루는 어땠어? 나는 좀 피곤했어 ㅠㅠ",
    "나 오늘 시험 망했어... 어떡하지",
    "How was your day? Mine was long, and I'm tired.",
    "I'm so happy today 😀🎉 let's talk about it",
]
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text("안녕오늘하루는어땠어 ㅠㅋ.?!", max_size=60),
    st.text("How was your day? I'm 123", max_size=60),
    st.text("😀🎉👨\u200d👩\u200d👧❤\ufe0f한a ", max_size=30),
)


@pytest.fixture(scope="session")
def tokenizer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A byte-level BPE learnt from a few lines."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=alphabet, special_tokens=["<s>"], show_progress=False
    )
    tokenizer.train_from_iterator(LINES * 5, trainer)
    file = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    tokenizer.save(str(file))
    return file


@pytest.fixture(scope="session")
def exact(tokenizer_file: Path) -> TokenizerFileCounter:
    return TokenizerFileCounter(tokenizer_file)


@given(text=TEXTS)
async def test_bytes_never_undercount_a_byte_level_tokenizer(exact: TokenizerFileCounter, text: str) -> None:
    (bound,), (tokens,) = await ByteCounter().count([text]), await exact.count([text])
    assert bound >= tokens


async def test_the_models_own_tokenizer_counts_its_own_tokens(
    exact: TokenizerFileCounter, tokenizer_file: Path
) -> None:
    own = Tokenizer.from_file(str(tokenizer_file))
    expected = tuple(len(own.encode(line, add_special_tokens=False).ids) for line in LINES)
    assert await exact.count(LINES) == expected
    assert all(0 < count < len(line.encode()) for count, line in zip(expected, LINES, strict=True))
    assert exact.exact


async def test_counting_in_a_batch_is_counting_one_by_one(exact: TokenizerFileCounter) -> None:
    assert await exact.count(LINES) == tuple([(await exact.count([line]))[0] for line in LINES])
    assert await exact.count([]) == ()


def test_a_tokenizers_id_names_its_content(exact: TokenizerFileCounter, tokenizer_file: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(tokenizer_file.read_bytes()).hexdigest()[:12]
    assert exact.id == f"tokenizer:tokenizer.json:{digest}"
    other = tmp_path / "tokenizer.json"
    other.write_text(tokenizer_file.read_text().replace('"<s>"', '"<x>"'))
    assert TokenizerFileCounter(other).id != exact.id


@given(text=TEXTS, factor=st.floats(0.1, 1))
async def test_a_learnt_factor_scales_bytes_upwards_to_whole_tokens(text: str, factor: float) -> None:
    (scaled,), size = await ByteCounter(factor).count([text]), len(text.encode())
    assert size * factor <= scaled <= size * factor + 1
    assert await ByteCounter(0.5).count(["abc", "abcd"]) == (2, 2)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("abc", 2), ("밥은 먹었어", 8), ("😀", 3), ("👩‍👧 응", 10), ("𠀀a", 4)]
)
async def test_a_guess_is_half_the_bytes_and_three_tokens_for_an_emoji(text: str, tokens: int) -> None:
    assert await GuessCounter().count([text]) == (tokens,)


def test_a_guess_is_an_estimate_that_calibration_takes_for_no_other_counter() -> None:
    assert not GuessCounter().exact
    assert not GuessCounter().id.startswith(ByteCounter().id)


def test_a_byte_count_is_an_estimate_and_says_by_which_factor() -> None:
    assert (ByteCounter().id, ByteCounter(0.4).id) == ("bytes", "bytes*0.400")
    assert not ByteCounter().exact


class AskedFor(Exception):
    """What tiktoken would load."""

    def __init__(self, url: str, sha256: str | None) -> None:
        super().__init__(url)
        self.url, self.sha256 = url, sha256


def test_the_vocabulary_looked_for_is_the_one_tiktoken_would_load(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(url: str, expected_hash: str | None = None) -> None:
        raise AskedFor(url, expected_hash)

    monkeypatch.setattr(tiktoken_ext.openai_public, "load_tiktoken_bpe", load)
    with pytest.raises(AskedFor) as asked:
        tiktoken_ext.openai_public.o200k_base()
    assert (asked.value.url, asked.value.sha256) == (TIKTOKEN_URL, TIKTOKEN_SHA256)


@pytest.mark.parametrize("variable", ["TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"])
def test_a_missing_vocabulary_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert tiktoken_file() is None


def test_a_damaged_vocabulary_is_none_because_tiktoken_would_fetch_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    file = tmp_path / hashlib.sha1(TIKTOKEN_URL.encode()).hexdigest()
    file.write_text("half a download")
    assert tiktoken_file() is None
    assert file.exists()


def test_a_whole_vocabulary_is_found_where_tiktoken_keeps_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("bot.prompt.tokens.TIKTOKEN_SHA256", hashlib.sha256(b"whole").hexdigest())
    file = tmp_path / hashlib.sha1(TIKTOKEN_URL.encode()).hexdigest()
    file.write_bytes(b"whole")
    assert tiktoken_file() == file


def test_a_cache_switched_off_hides_a_whole_vocabulary_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.prompt.tokens.TIKTOKEN_SHA256", hashlib.sha256(b"whole").hexdigest())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = tmp_path / "data-gym-cache" / hashlib.sha1(TIKTOKEN_URL.encode()).hexdigest()
    file.parent.mkdir()
    file.write_bytes(b"whole")
    assert tiktoken_file() == file
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert tiktoken_file() is None


class Unasked:
    """A counter that must not be asked."""

    id, exact = "unasked", False

    async def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        raise AssertionError(f"asked for {texts}")


async def test_a_recorded_count_comes_back_under_the_recorded_name() -> None:
    counts = {text_key("안녕"): 7, text_key("bye"): 3}
    recorded = RecordedCounter("server:tiny", exact=True, counts=counts, fallback=Unasked())
    assert await recorded.count(["bye", "안녕", "bye"]) == (3, 7, 3)
    assert (recorded.id, recorded.exact) == ("server:tiny", True)


async def test_texts_that_were_not_recorded_are_counted_by_the_fallback() -> None:
    recorded = RecordedCounter("x", exact=False, counts={text_key("a"): 9}, fallback=ByteCounter())
    assert await recorded.count(["a", "bb", "", "ccc"]) == (9, 2, 0, 3)


@given(st.lists(TEXTS, max_size=6), st.sets(st.integers(0, 5)))
async def test_recorded_and_counted_texts_keep_their_order(texts: list[str], known: set[int]) -> None:
    counts = {text_key(text): 1000 for index, text in enumerate(texts) if index in known}
    recorded = RecordedCounter("x", exact=False, counts=counts, fallback=ByteCounter())
    expected = tuple(1000 if text_key(text) in counts else len(text.encode()) for text in texts)
    assert await recorded.count(texts) == expected


@given(TEXTS, TEXTS)
def test_a_texts_key_is_short_and_its_own(one: str, other: str) -> None:
    assert len(text_key(one)) == 12
    assert (text_key(one) == text_key(other)) == (one == other)


def tokenize_server(answer: httpx.Response | Exception, asked: list[bytes]) -> httpx.AsyncClient:
    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.AsyncClient(transport=httpx.MockTransport(reply))


async def test_a_server_is_asked_once_for_each_text() -> None:
    asked: list[bytes] = []
    async with tokenize_server(httpx.Response(200, json={"count": 5}), asked) as client:
        counter = ServerCounter(client, "http://server/tokenize", "tiny", ByteCounter())
        assert await counter.count(["안녕", "hello"]) == (5, 5)
        assert await counter.count(["hello", "안녕"]) == (5, 5)
    assert len(asked) == 2
    assert (counter.id, counter.exact) == ("server:tiny", True)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.Response(500),
        httpx.Response(404, json={"detail": "Not Found"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"error": "no"}),
        httpx.Response(200, json=["count"]),
        httpx.Response(200, json={"count": None}),
        httpx.Response(200, json=7),
    ],
    ids=str,
)
async def test_a_server_that_gives_no_count_is_replaced_by_the_fallback_for_good(
    answer: httpx.Response | Exception,
) -> None:
    asked: list[bytes] = []
    async with tokenize_server(answer, asked) as client:
        counter = ServerCounter(client, "http://server/tokenize", "tiny", ByteCounter())
        assert await counter.count(["안녕"]) == (6,)
        assert await counter.count(["hello"]) == (5,)
    assert len(asked) == 1
    assert (counter.id, counter.exact) == ("bytes", False)
