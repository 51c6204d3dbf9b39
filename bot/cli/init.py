"""`malbeot init`: makes the data folder, asks for what only the operator knows, checks it, writes it down."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.output import note, print_line


def init(
    ask: Annotated[bool | None, typer.Option("--ask/--no-ask", help="Ask questions (default: at a terminal).")] = None,
) -> None:
    """Make the data folder, settings, folders for secrets and personas; ask for bot and server. Never overwrites."""
    from bot.config import FILE_NAME, SECRETS_NAME, home, sample_file

    folder = home()
    for each in (folder, folder / SECRETS_NAME, folder / "personas"):
        each.mkdir(parents=True, exist_ok=True)
    (folder / SECRETS_NAME).chmod(0o700)
    file = folder / FILE_NAME
    asks = sys.stdin.isatty() if ask is None else ask
    if file.exists():
        note(f"{file} is there already; left as it is")
    values = _answers(folder / SECRETS_NAME, file_is_new=not file.exists()) if asks else {}
    if not file.exists():
        file.write_text(sample_file(values), "utf-8")
    print_line(str(file.resolve()))
    if asks:
        note("`malbeot doctor` checks everything, `malbeot chat` talks here, `malbeot run` serves Telegram.")


def _answers(secrets: Path, *, file_is_new: bool) -> dict[str, Any]:
    """What the operator chose, by setting; secrets are written at once."""
    _ask_token(secrets)
    return {**_language_and_persona(), **_server(secrets)} if file_is_new else {}


def _ask_token(secrets: Path) -> None:
    """Until a token is good, or none is wanted."""
    from bot.config.telegram import TOKEN

    file = secrets / "telegram__token"
    if file.exists():
        note(f"{file} is there already; left as it is")
        return
    while token := _asked("Telegram bot token from @BotFather (Enter: without Telegram)", hide_input=True):
        if not TOKEN.fullmatch(token):  # no setting would take it
            note("this is not the shape of a bot token; @BotFather gives one like 123456789:AAH…")
            continue
        problem = _token_problem(token)
        if problem is None or typer.confirm(f"{problem}. Keep it all the same?", default=False, err=True):
            _keep_secret(file, token)
            return


def _token_problem(token: str) -> str | None:
    """What is wrong with a token, None when Telegram knows it."""
    from bot.channels.telegram.login import username_of
    from bot.config import load_settings
    from bot.errors import ChannelStopped

    try:
        username = asyncio.run(username_of(token, load_settings().telegram.api_url))
    except ChannelStopped as error:
        return error.message
    note(f"@{username} is yours to run")
    return None


def _language_and_persona() -> dict[str, Any]:
    from bot.app import persona_shelf

    language = _asked("Language, ko or en", default="ko", check=lambda text: text in ("ko", "en"))
    names = persona_shelf().names()
    native = {"ko": "bom", "en": "wren"}[language]
    persona = _asked(f"Persona ({', '.join(names)})", default=native, check=lambda text: text in names)
    return {"chat.language": language, "chat.persona": persona}


def _server(secrets: Path) -> dict[str, Any]:
    """An OpenAI-compatible server and one of its models, if there is one."""
    from bot.llm.probe import find_local_server, list_models

    found = asyncio.run(find_local_server())
    url = _asked(
        "Model server, such as http://127.0.0.1:8000/v1 (Enter: the answer groups talk)",
        default=found.base_url if found else "",
        check=lambda text: not text or text.startswith(("http://", "https://")),
    )
    if not url:
        return {}
    models = asyncio.run(list_models(url, _api_key(secrets / "llm__api_key")))
    if not models:
        note("the server lists no models (or doesn't answer now); `malbeot doctor` tries again")
    return {"llm.base_url": url, "llm.model": _asked("Model", default=models[0] if models else "")}


def _api_key(file: Path) -> str | None:
    """The key to ask the server with: the one that is there, or a new one."""
    if file.exists():
        note(f"{file} is there already; left as it is")
        return file.read_text("utf-8").strip() or None
    key = _asked("Its API key (Enter: none)", hide_input=True)
    if key:
        _keep_secret(file, key)
    return key or None


def _asked(
    question: str, *, default: str = "", hide_input: bool = False, check: Callable[[str], bool] = lambda _: True
) -> str:
    """A checked answer; Enter takes the default."""
    while True:
        text = str(typer.prompt(question, default=default, hide_input=hide_input, show_default=bool(default), err=True))
        if check(text.strip()):
            return text.strip()
        note(f"{text.strip()!r} is not one of the choices")


def _keep_secret(file: Path, value: str) -> None:
    """Readable by this user alone."""
    file.touch(mode=0o600)
    file.write_text(value, "utf-8")
    note(f"written to {file}")
