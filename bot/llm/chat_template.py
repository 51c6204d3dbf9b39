"""Chat templates for servers that only complete text: shipped by name, or the model's own file.

Rendered as transformers does. No template writes a beginning-of-text mark: servers add it themselves, and two of them
spoil a model's answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.llm.marks import harmless
from bot.llm.model import ChatMessage


@dataclass(frozen=True)
class Shipped:
    """A shipped template: its stop strings, the role labels that people's words must not forge, and whose models."""

    stop: tuple[str, ...]
    labels: tuple[str, ...]
    models: str  # a pattern of model names


# First match wins, so the more telling name stands first.
SHIPPED: Mapping[str, Shipped] = {
    "exaone": Shipped(("[|endofturn|]", "[|user|]"), (), r"exaone"),
    "vicuna": Shipped(("</s>", "USER:"), ("USER:", "ASSISTANT:"), r"vicuna"),
    "alpaca": Shipped(("### Instruction:", "</s>"), ("### Instruction:", "### Response:", "### Input:"), r"alpaca"),
    "llama3": Shipped(("<|eot_id|>", "<|end_of_text|>", "<|start_header_id|>"), (), r"llama-?3"),
    "llama2": Shipped(("</s>", "[INST]"), (), r"llama-?2"),
    "gemma": Shipped(("<end_of_turn>", "<start_of_turn>"), (), r"gemma"),
    "chatml": Shipped(
        ("<|im_end|>", "<|im_start|>", "<|endoftext|>"), (), r"chatml|qwen|hermes|smollm|internlm|dolphin|\byi-"
    ),
    "mistral": Shipped(("</s>", "[INST]"), (), r"mistral|mixtral|ministral"),
}
_END_MARKS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "[|endofturn|]", "<|end|>", "</s>")


@dataclass(frozen=True)
class ChatTemplate:
    """Messages to the exact text a model was trained on. `stop`: where its turn ends."""

    source: str
    stop: tuple[str, ...]
    labels: tuple[str, ...] = ()
    eos: str = ""

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """The prompt, ready for the reply. Marks in the messages are made harmless. Raises ConfigError."""
        import jinja2

        safe = [{"role": each.role, "content": harmless(each.content, self.labels)} for each in messages]
        try:
            return self._filled(safe)
        except jinja2.TemplateError as refused:
            if safe[0]["role"] != "system":
                raise ConfigError(f"llm.template fails: {refused}", fix="correct the template") from None
        try:  # many templates refuse a system message; its words then belong to the first turn
            return self._filled(_folded(safe))
        except jinja2.TemplateError as error:
            raise ConfigError(f"llm.template fails: {error}", fix="correct the template") from None

    def _filled(self, messages: list[dict[str, str]]) -> str:
        roles = [message["role"] for message in messages]
        text: str = self._compiled.render(
            messages=messages,
            system="\n\n".join(each["content"].strip() for each in messages if each["role"] == "system"),
            first_user=roles.index("user") if "user" in roles else -1,
            add_generation_prompt=True,
            bos_token="",
            eos_token=self.eos,
        )
        return text

    @cached_property
    def _compiled(self) -> Any:
        return _environment().from_string(self.source)


def chat_template(setting: str, model: str) -> ChatTemplate:
    """The template that `setting` names: a shipped name, a file, or "auto" by the model's name. Raises ConfigError."""
    if setting in SHIPPED:
        return _shipped(setting)
    if setting != "auto":
        return _from_file(Path(setting))
    name = next((name for name, each in SHIPPED.items() if re.search(each.models, model, re.IGNORECASE)), None)
    if name is None:
        raise ConfigError(
            f"llm.template = 'auto': no template is known for the model {model!r}",
            fix=f"set llm.template to one of {', '.join(SHIPPED)}, or to the model's tokenizer_config.json",
        )
    return _shipped(name)


def _shipped(name: str) -> ChatTemplate:
    source = files("bot.llm").joinpath("templates", f"{name}.jinja").read_text("utf-8").removesuffix("\n")
    return ChatTemplate(source, SHIPPED[name].stop, SHIPPED[name].labels, "</s>")


def _from_file(path: Path) -> ChatTemplate:
    try:
        text = path.read_text("utf-8")
        source, eos = _from_config(json.loads(text)) if path.suffix == ".json" else (text.removesuffix("\n"), "")
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ConfigError(
            f"llm.template: {path} holds no chat template ({type(error).__name__})",
            fix=f"one of {', '.join(SHIPPED)}, a .jinja file or a tokenizer_config.json",
        ) from None
    marks = [mark for mark in _END_MARKS if mark in source]
    template = ChatTemplate(_plain(source), tuple(dict.fromkeys([*([eos] if eos else []), *marks])), eos=eos)
    _check(template, path)
    return template


def _check(template: ChatTemplate, path: Path) -> None:
    import jinja2

    try:
        _ = template._compiled
    except jinja2.TemplateError as error:
        raise ConfigError(f"llm.template: {path} is no Jinja template: {error}", fix="correct the file") from None


def _from_config(config: Mapping[str, Any]) -> tuple[str, str]:
    """(template, end-of-text token) of a tokenizer_config.json, which may hold several templates by name."""
    template, eos = config["chat_template"], config.get("eos_token") or ""
    if isinstance(template, list):
        template = {each["name"]: each["template"] for each in template}["default"]
    if not isinstance(template, str):
        raise TypeError(template)
    return template, str(eos["content"] if isinstance(eos, Mapping) else eos)


def _plain(source: str) -> str:
    """Without the tags that only training uses."""
    return re.sub(r"{%-?\s*(?:end)?generation\s*-?%}", "", source)


def _folded(messages: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The system's words before those of the first message behind it."""
    system, first, *rest = messages
    return [{**first, "content": f"{system['content']}\n\n{first['content']}"}, *rest]


def _environment() -> Any:
    """As transformers renders: a sandbox that can't change what it is given, blocks without their line breaks."""
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> str:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"], keep_trailing_newline=True
    )
    environment.globals["raise_exception"] = refuse
    environment.filters["tojson"] = lambda value, **options: json.dumps(value, ensure_ascii=False, **options)
    return environment
