"""Twenty turns over Telegram's stand-in, the real `malbeot run` and a real model server that dies in the middle."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.persona.shelf import SHIPPED
from bot.testing.telegram.control import Control, Phone
from bot.testing.telegram.process import EmulatorProcess
from tests.models.server import RunningServer, transformers_serve
from tests.models.tiny_model import REPLY, make_tiny_model

pytestmark = pytest.mark.real_model
TOKEN = "123456789:" + "A" * 35
LINES = (
    "안녕!", "나는 지수야", "오늘 회사에서 너무 힘들었어", "팀장이 또 뭐라고 했어", "밥은 먹었어?", "나 배고파", "비 온다",
    "고양이 키우고 싶어", "요즘 잠이 안 와", "노래 추천해 줘", "뭐 하고 있었어?", "나 내일 시험이야", "떨린다", "고마워", "너 몇 살이야?",
    "심심해", "재밌는 얘기 해 줘", "ㅋㅋㅋㅋ", "이제 자야겠다", "잘 자",
)  # fmt: skip
DIES_BEFORE = 10


def environment(home: Path, telegram: str, server: RunningServer, tokenizer: Path) -> dict[str, str]:
    """Everything by variables; no waiting that a person would want."""
    shutil.copytree(SHIPPED / "bom", home / "personas" / "greedy")
    persona = home / "personas" / "greedy" / "persona.yaml"
    # Sampling would make a tiny model's words a matter of luck.
    persona.write_text(persona.read_text("utf-8").replace("temperature: 0.8", "temperature: 0"), "utf-8")
    settings = {
        "TELEGRAM__TOKEN": TOKEN, "TELEGRAM__API_URL": telegram, "TELEGRAM__ACCESS": "open", "TELEGRAM__CHAT_INTERVAL_MS": "0",
        "TIMING__PRESET": "instant", "TIMING__FINISHED_WAIT_MS": "0", "TIMING__UNFINISHED_WAIT_MS": "0", "TIMING__JAMO_MS": "0", "TIMING__CHAR_MS": "0",
        "CHAT__PERSONA": "greedy", "LLM__BASE_URL": server.base_url, "LLM__MODEL": server.model,
        "LLM__TOKENIZER": str(tokenizer), "LLM__FIRST_TOKEN_TIMEOUT_S": "60", "LLM__TOTAL_TIMEOUT_S": "90",
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MALBEOT_")}
    return clean | {f"MALBEOT_{name}": value for name, value in settings.items()} | {"MALBEOT_HOME": str(home)}


@contextmanager
def malbeot_run(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The command, listening; told to stop at the end."""
    command = [str(Path(sys.executable).parent / "malbeot"), "run"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = ""
    while "Ctrl-C" not in said:
        said = process.stderr.readline()
        assert said, "it ended before it listened"
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def turns(env: dict[str, str]) -> list[dict[str, object]]:
    """What `malbeot turns list` tells, oldest first."""
    command = [str(Path(sys.executable).parent / "malbeot"), "turns", "list", "--limit", "100", "--json"]
    listed = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    return list(reversed(json.loads(listed)))


def talk(control: Control, phone: Phone, text: str) -> None:
    """Say it and hear the whole answer: what is said into an answer would be answered together with the next line."""
    seq = len(control.transcript())
    phone.say(text)
    patience = 100.0
    with contextlib.suppress(TimeoutError):
        while True:
            row = control.wait_for(lambda row: row["event"] == "bot_message", timeout=patience, since=seq)
            seq, patience = row["seq"], 1.5
    assert patience < 100, "no answer came"


def test_a_conversation_goes_on_when_its_model_server_dies(tmp_path: Path) -> None:
    tiny = make_tiny_model(tmp_path / "tiny")
    with (
        EmulatorProcess() as emulator,
        Control(emulator.url) as control,
        transformers_serve(tiny, tmp_path / "server.log") as server,
    ):
        control.add_bot(TOKEN, "bom_bot", "봄")
        phone = control.user(7, "지수", "ko")
        env = environment(tmp_path / "home", emulator.url, server, tiny / "tokenizer.json")
        with malbeot_run(env) as process:
            for number, line in enumerate(LINES):
                if number == DIES_BEFORE:
                    server.stop()
                talk(control, phone, line)
        assert process.returncode == 0
        said = [row["text"] for row in control.transcript() if row["event"] == "bot_message"]

    found = turns(env)
    assert [turn["said"] for turn in found] == list(LINES), "every message has its own turn, in order"
    sources = [turn["source"] for turn in found]
    assert sources[:DIES_BEFORE].count("model") >= DIES_BEFORE - 1, sources  # one may be an honest line of its own
    assert set(sources[DIES_BEFORE:]) == {"groups"}
    heard = " ".join(" ".join(said).split())  # in as many bubbles as a speaker would make of it
    assert heard.count(" ".join(REPLY.split())) == sources.count("model"), "a reply is sent once"
