"""`malbeot chat`: talk in the terminal."""

from __future__ import annotations

import io
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from bot.app import App
    from bot.channels.terminal.screen import Screen
    from bot.channels.terminal.seat import Seat
    from bot.config import Settings
    from bot.llm.model import Model
    from bot.turn.decisions import DecisionRecord


def chat(
    persona: Annotated[str | None, typer.Option(help="Who to talk to (`malbeot persona list`).")] = None,
    lang: Annotated[str | None, typer.Option(help="ko or en: the language until a message shows another.")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="No waiting and no typing time.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Only the dialogue on stdout, notices on stderr.")] = False,
) -> None:
    """Talk with the companion. Lines from stdin work too: one line, one turn."""
    import asyncio

    from bot.app import data_folder, open_app
    from bot.channels.terminal.seat import free_seat, take_seat

    settings = _chosen(persona, lang)
    number, lock = free_seat(data_folder())
    app = open_app(settings)
    try:
        now = app.clock.now()
        seat = app.database.write_now(lambda session: take_seat(session, app.persona().key, number, lock, now))
        asyncio.run(_talk(app, seat, fast=fast, plain=plain))
    finally:
        app.close()
        lock.release()


def _chosen(persona: str | None, lang: str | None) -> Settings:
    """The settings with the command's choices; a persona is chosen for a language that isn't its own only by name."""
    from bot.config import load_settings

    if lang not in (None, "ko", "en"):
        raise typer.BadParameter(f"{lang!r} is not a language; use ko or en")
    settings = load_settings()
    language: Literal["ko", "en"] = "en" if (lang or settings.chat.language) == "en" else "ko"
    chat = settings.chat.model_copy(update={"language": language, "persona": persona or settings.chat.persona})
    return settings.model_copy(update={"chat": chat})


async def _talk(app: App, seat: Seat, *, fast: bool, plain: bool) -> None:
    from bot.app import Post
    from bot.channels.commands import Commands
    from bot.channels.terminal.help import HELP
    from bot.channels.terminal.keyboard import Keyboard
    from bot.channels.terminal.screen import PlainScreen, RichScreen
    from bot.channels.terminal.talk import Conversation
    from bot.channels.terminal.waiting import told_put_off
    from bot.storage.scope import Scope

    typed = sys.stdin.isatty()
    language = app.settings.chat.language
    keyboard = Keyboard(app.persona().name(language)) if typed else None

    def name() -> str:
        return app.persona().name(language)

    screen: Screen = PlainScreen(name) if plain or keyboard is None else RichScreen(name, keyboard.show_typing)
    model = await _model(app, offer=typed and not plain)
    screen.notice(_active(app, model))
    counter = await app.counter(model, seat.chat_id, seat.person_id)

    def put_off(decision: DecisionRecord) -> None:
        screen.notice(told_put_off(name(), decision, language))

    post = Post(screen, Scope(chats=frozenset({seat.chat_id})), put_off=put_off)
    engine = app.engine(post, model, counter, fast=fast)
    zone = engine.worker.settings.time_zone
    commands = Commands(app.database, app.clock, seat.chat_id, language, HELP[language], zone)
    conversation = Conversation(engine, app.clock, seat, screen, commands)
    if keyboard is None:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # a byte that is no text must not end the talk
        signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio's own can't interrupt a blocking read
        await conversation.from_script(sys.stdin)
    else:
        await conversation.live(keyboard.lines())


async def _model(app: App, *, offer: bool) -> Model | None:
    """The configured model, or one found on this machine if the person wants it."""
    from bot.app import configured_model

    model = configured_model(app.settings)
    return await _offered(app) if model is None and offer else model


async def _offered(app: App) -> Model | None:
    from bot.app import configured_model
    from bot.llm.probe import find_local_server

    found = await find_local_server()
    if found is None or not typer.confirm(
        f"{found.model} answers at {found.base_url}. Use it?", default=True, err=True
    ):
        return None
    llm = app.settings.llm.model_copy(update={"base_url": found.base_url, "model": found.model})
    return configured_model(app.settings.model_copy(update={"llm": llm}))


def _active(app: App, model: Model | None) -> str:
    """One line: who answers."""
    persona = app.persona()
    who = persona.name(app.settings.chat.language)
    return f"{who} ({persona.key}) — reply source: {app.source(model)}. /help"
