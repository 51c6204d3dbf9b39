"""`malbeot persona`: who can answer, and whether their files are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.output import Json, note, print_json, print_line, print_table

if TYPE_CHECKING:
    from bot.errors import FileMistakes
    from bot.persona.persona import Persona
    from bot.persona.shelf import PersonaShelf

app = typer.Typer(help="Personas: list, check, show, and the schemas of their files.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(help="The persona's key (its folder's name).")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """All personas, the operator's own first."""
    from bot.app import persona_shelf

    shelf = persona_shelf()
    personas, broken = _good_and_broken(shelf)
    for mistakes in broken:
        note(str(mistakes))
    if as_json:
        print_json(
            [
                {
                    "key": each.key,
                    "name": each.file.name,
                    "languages": each.languages,
                    "groups": len(each.groups),
                    "replies": sum(len(group.replies) for group in each.groups),
                    "hash": each.prompt_hash,
                }
                for each in personas
            ]
        )
        return
    print_table(
        ("key", "name", "languages", "groups", "folder"),
        [
            (
                each.key,
                " / ".join(each.file.name.values()),
                ", ".join(each.languages),
                len(each.groups),
                shelf.folder(each.key),
            )
            for each in personas
        ],
    )


def _good_and_broken(shelf: PersonaShelf) -> tuple[list[Persona], list[FileMistakes]]:
    """One broken persona must not hide the others."""
    from bot.errors import FileMistakes

    good, broken = [], []
    for name in shelf.names():
        try:
            good.append(shelf.get(name))
        except FileMistakes as mistakes:
            broken.append(mistakes)
    return good, broken


@app.command()
def check(
    key: Annotated[str | None, typer.Argument(help="One persona; all when left out.")] = None, as_json: Json = False
) -> None:
    """Look for mistakes (exit code 2, each with its line) and for what readers would trip over (exit code 1)."""
    from bot.app import persona_shelf
    from bot.errors import FileMistakes, Mistake
    from bot.persona.lint import lint

    shelf = persona_shelf()
    findings: dict[str, tuple[str, ...]] = {}
    mistakes: list[Mistake] = []
    for name in [key] if key else shelf.names():
        try:
            findings[name] = lint(shelf.get(name))
        except FileMistakes as found:
            mistakes.extend(found.mistakes)
    if mistakes:
        raise FileMistakes(mistakes)
    if as_json:
        print_json(findings)
    for name, lines in () if as_json else findings.items():
        print_line(f"{name}: {len(lines)} findings" if lines else f"{name}: good")
        for line in lines:
            print_line(f"  {line}")
    if any(findings.values()):
        raise typer.Exit(1)


@app.command()
def show(key: Key, as_json: Json = False) -> None:
    """A persona as it is read."""
    from bot.app import persona_shelf

    persona = persona_shelf().get(key)
    if as_json:
        print_json({**persona.snapshot, "prompt_hash": persona.prompt_hash, "snapshot_hash": persona.snapshot_hash})
        return
    print_line(f"{persona.key}: {' / '.join(persona.file.name.values())} (prompt hash {persona.prompt_hash})")
    for language in persona.languages:
        voice = persona.voice(language)
        print_line(f"\n[{language}, {voice.speech_level}]\n{persona.who(language)}\n{voice.style}")
    for file in persona.answers:
        replies = sum(len(group.replies) for group in file.groups)
        print_line(f"\nanswers {file.language}/{file.speech_level}: {len(file.groups)} groups, {replies} replies")


@app.command()
def schema(
    kind: Annotated[Literal["persona", "answers"], typer.Argument(help="Which file's schema.")] = "persona",
) -> None:
    """The JSON Schema of `persona.yaml` or `answers.*.yaml`, for editors (docs/schemas/)."""
    from bot.persona.schema import json_schema

    print_json(json_schema(kind))
