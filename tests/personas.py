"""Small personas to write into a folder and spoil."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from bot.persona.persona import Persona
from bot.persona.schema import AnswersFile, PersonaFile
from policies.language.acts.names import Act

SHAPES: tuple[str, ...] = (*get_args(Act), "answer", "yes", "no")

PERSONA = """\
name: {ko: 미나, en: Mina}
languages: [ko]
who:
  ko: 너는 미나야. AI 친구고 이야기 속 빵집에서 살아.
voice:
  ko: {speech_level: banmal, style: 짧게 말해.}
lines:
  disclosure:
    ko: [나는 사람이 아니라 AI야.]
generation: {temperature: 0.5}
"""
ANSWERS = (
    "language: ko\nspeech_level: banmal\ngroups:\n"
    "  - {id: greeting, intent: greeting, utterances: [안녕], replies: [어서 와]}\n"
) + "".join(
    f"  - {{id: none.{shape}, intent: none, shape: {shape}, replies: ['{number}번 서랍은 비었어']}}\n"
    for number, shape in enumerate(SHAPES)
)


def write_persona(folder: Path, key: str = "mina", persona: str = PERSONA, answers: str | None = ANSWERS) -> Path:
    """A persona's folder with its files; returns the folder."""
    (folder / key).mkdir(parents=True, exist_ok=True)
    (folder / key / "persona.yaml").write_text(persona, "utf-8")
    if answers is not None:
        (folder / key / "answers.ko.yaml").write_text(answers, "utf-8")
    return folder / key


def made(persona: dict[str, object] | None = None, *groups: dict[str, object], level: str = "banmal") -> Persona:
    """A persona from values: `persona` over the small one's, `groups` beside one of each shape."""
    language = "en" if level == "plain" else "ko"
    base: dict[str, object] = {
        "name": {language: "미나"},
        "languages": [language],
        "who": {language: "너는 미나야."},
        "voice": {language: {"style": "짧게."}},
        "lines": {"disclosure": {language: ["나는 AI야."]}},
    }
    shapes = [
        {"id": f"none.{shape}", "intent": "none", "shape": shape, "replies": [f"{number}!"]}
        for number, shape in enumerate(SHAPES)
    ]
    answers = {"language": language, "speech_level": level, "groups": [*shapes, *groups]}
    return Persona(
        "mina", PersonaFile.model_validate({**base, **(persona or {})}), (AnswersFile.model_validate(answers),)
    )
