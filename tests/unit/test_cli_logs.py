"""The log of a server process: whatever looks like a secret is masked, wherever it stands."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.cli.logs import WithoutSecrets, log_to_stderr, masked

TOKEN = "123456789:AAH" + "x-Y_z" * 7
CODE = "claim-" + "aB3_-" * 6
SECRETS = {
    "a token": TOKEN,
    "a token in an address": f"https://api.telegram.org/bot{TOKEN}/sendMessage?chat_id=1",
    "a token in a file's address": f"https://api.telegram.org/file/bot{TOKEN}/photos/a.jpg",
    "a token of a young bot": "1234:" + "A" * 35,
    "a claim code": f"https://t.me/malbeot_bot?start={CODE}",
    "a bearer": "Authorization: Bearer abc.def-123",
    "a bearer in other letters": "authorization: bearer abc.def-123",
    "a key": "sk-proj-abcdefghij0123456789",
    "a key of a hub": "hf_abcdefghij0123456789",
    "a password": "http://jisu:hunter2@127.0.0.1:8000/v1",
}
PARTS = (TOKEN, TOKEN[10:], CODE, "abc.def-123", "abcdefghij0123456789", "hunter2", "A" * 35)


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_are_masked(name: str) -> None:
    text = masked(f"before {SECRETS[name]} after")
    assert text.startswith("before ")
    assert text.endswith(" after")
    assert not any(part in text for part in PARTS)
    assert masked(text) == text


@pytest.mark.parametrize(
    "line", ["update 123456789 taken", "12:30:05 done", "127.0.0.1:8000", "chat 5 can't be reached any more"]
)
def test_what_is_no_secret_is_left_as_it_is(line: str) -> None:
    assert masked(line) == line


def test_secrets_in_arguments_and_in_tracebacks_are_masked_too() -> None:
    out = io.StringIO()
    handler, logger = logging.StreamHandler(out), logging.Logger("test")
    handler.setFormatter(WithoutSecrets("%(message)s"))
    logger.addHandler(handler)
    try:
        raise ConnectionError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe")
    except ConnectionError:
        logger.exception("asking with %s", TOKEN)
    told = out.getvalue()
    assert "Traceback" in told
    assert TOKEN not in told
    assert "…token…" in told


@pytest.fixture
def _restored() -> Iterator[None]:
    """The logging of the test session, as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize("verbose", [False, True])
def test_libraries_are_quiet_and_ours_say_as_much_as_asked(verbose: bool, capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr(verbose=verbose)
    logging.getLogger("bot.test").debug("ours in detail")
    logging.getLogger("bot.test").info("ours with %s", TOKEN)
    for name in ("httpx", "aiogram.event", "openai"):
        logging.getLogger(name).info("POST https://api.telegram.org/… 200")
    told = capsys.readouterr().err
    assert ("ours in detail" in told) == verbose
    assert "ours with …token…" in told
    assert "POST" not in told
