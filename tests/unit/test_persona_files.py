"""What becomes of persona files people get wrong: every mistake at once, with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import FileMistakes
from bot.persona.schema import AnswersFile, PersonaFile
from bot.persona.shelf import read_persona
from bot.persona.yaml_file import load
from tests.command import malbeot
from tests.personas import ANSWERS, PERSONA, write_persona

FIVE_MISTAKES = """\
# My persona
name: {ko: 미나}
languages: [ko, jp]
who:
  ko: ""
voice:
  ko: {speech_level: casual, style: 짧게.}
rhythm:
  - {from: "25:00", to: "08:00", state: asleep, doing: {ko: 자는 중}}
lines:
  disclosure: {ko: [나는 AI야.]}
generation:
  temperature: 9
"""
LINE = re.compile(r"^(?P<file>.+\.yaml):(?P<line>\d+):(?P<column>\d+) (?P<field>[\w.]+): .+ \(got .+\)$")


def mistakes_of(text: str, folder: Path) -> list[str]:
    """The lines of the one error a persona file gives."""
    file = folder / "persona.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(FileMistakes) as raised:
        load(file, PersonaFile, "persona.yaml")
    assert raised.value.exit_code == 2
    return str(raised.value).splitlines()


def test_five_mistakes_are_reported_at_once_each_at_its_own_line_and_column(tmp_path: Path) -> None:
    found = [LINE.match(line) for line in mistakes_of(FIVE_MISTAKES, tmp_path)]
    assert all(found)
    places = {each["field"]: (int(each["line"]), int(each["column"])) for each in found if each}
    assert len(found) == 5
    lines = FIVE_MISTAKES.splitlines()
    expected = {
        "languages.1": "jp",
        "who.ko": '""',
        "voice.ko.speech_level": "casual",
        "rhythm.0.from": '"25:00"',
        "generation.temperature": "9",
    }
    assert {
        field: lines[line - 1][column - 1 :].split(",")[0].rstrip("]") for field, (line, column) in places.items()
    } == expected


def test_the_value_that_was_found_is_shown_shortened(tmp_path: Path) -> None:
    line = mistakes_of(PERSONA.replace("temperature: 0.5", "temperature: " + "x" * 500), tmp_path)[0]
    assert "(got 'xxxx" in line
    assert len(line) < 200


def test_persona_check_prints_all_mistakes_and_ends_with_2(home: Path) -> None:
    write_persona(home / "personas", persona=FIVE_MISTAKES)
    ran = malbeot("persona", "check", "mina")
    assert ran.code == 2
    assert ran.out == ""
    assert len([line for line in ran.err.splitlines() if LINE.match(line)]) == 5


def test_persona_check_reports_the_mistakes_of_every_persona(home: Path) -> None:
    write_persona(home / "personas", "one", persona=FIVE_MISTAKES)
    write_persona(home / "personas", "two", persona=FIVE_MISTAKES)
    ran = malbeot("persona", "check")
    assert ran.code == 2
    assert len([line for line in ran.err.splitlines() if LINE.match(line)]) == 10


def test_mistakes_in_the_persona_and_its_answers_are_reported_together(tmp_path: Path) -> None:
    folder = write_persona(
        tmp_path, persona=FIVE_MISTAKES, answers=ANSWERS.replace("intent: greeting", "intent: hallo")
    )
    with pytest.raises(FileMistakes) as raised:
        read_persona(folder)
    files = {Path(mistake.file).name for mistake in raised.value.mistakes}
    assert files == {"persona.yaml", "answers.ko.yaml"}
    assert len(raised.value.mistakes) == 6


@pytest.mark.parametrize(
    ("right", "wrong", "field", "column"),
    [
        ("who:", "whoo:", "whoo", 1),
        ("languages:", "langauges:", "langauges", 1),
        ("{temperature:", "{temprature:", "generation.temprature", 14),
    ],
)
def test_an_unknown_key_is_pointed_at_with_the_key_that_may_be_meant(
    right: str, wrong: str, field: str, column: int, tmp_path: Path
) -> None:
    found = mistakes_of(PERSONA.replace(right, wrong), tmp_path)
    line = PERSONA.splitlines().index(next(each for each in PERSONA.splitlines() if right in each)) + 1
    meant = right.strip("{:")
    expected = f"persona.yaml:{line}:{column} {field}: unknown key, did you mean {meant!r}? (got "
    assert [each for each in found if each.startswith(expected)] != []


def test_a_key_like_no_other_gets_no_suggestion(tmp_path: Path) -> None:
    assert mistakes_of(PERSONA + "qqqqqqqq: 1\n", tmp_path) == ["persona.yaml:11:1 qqqqqqqq: unknown key (got 1)"]


def test_a_language_that_does_not_exist_is_pointed_at_by_its_key(tmp_path: Path) -> None:
    found = mistakes_of(PERSONA.replace("en: Mina", "fr: Mina"), tmp_path)
    assert found == ["persona.yaml:1:16 name.fr: Input should be 'ko' or 'en' (got 'fr')"]


@pytest.mark.parametrize("field", ["name", "who", "voice", "lines"])
def test_a_missing_key_is_named(field: str, tmp_path: Path) -> None:
    kept = re.sub(rf"(?ms)^{field}:.*?(?=^\w)", "", PERSONA)
    assert mistakes_of(kept, tmp_path) == [f"persona.yaml:1:1 {field}: Field required"]


@pytest.mark.parametrize("field", ["who", "voice", "name"])
def test_a_language_that_is_listed_but_not_written_is_named(field: str, tmp_path: Path) -> None:
    text = PERSONA.replace("[ko]\nwho", "[ko, en]\nwho")
    others = {"who": "  ko: 너는", "voice": "  ko: {speech", "name": "{ko: 미나, en: Mina}"}
    for name, start in others.items():
        if name == field:
            text = text.replace("{ko: 미나, en: Mina}", "{ko: 미나}") if name == "name" else text
        elif name == "who":
            text = text.replace(start, "  en: You are Mina.\n" + start)
        elif name == "voice":
            text = text.replace(start, "  en: {style: Short.}\n" + start)
    found = mistakes_of(text, tmp_path)
    assert found == [f"persona.yaml:1:1 file: languages lists en, but `{field}` has no such entry"]


def test_a_key_that_stands_twice_is_refused_where_it_stands_again(tmp_path: Path) -> None:
    text = PERSONA + "who:\n  ko: 너는 다른 사람이야.\n  ko: 아니야.\n"
    assert mistakes_of(text, tmp_path) == [
        "persona.yaml:11:1 who: stands here twice",
        "persona.yaml:13:3 ko: stands here twice",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: {ko: 미나\nlanguages: [ko]\n", "persona.yaml:2:10 yaml: "),
        ("name:\n\t- x\n", "persona.yaml:2:1 yaml: found character that cannot start any token"),
        ("name: a\n---\nname: b\n", "persona.yaml:2:1 yaml: but found another document"),
        ("name: !!python/object:os.system x\n", "persona.yaml:1:7 yaml: could not determine a constructor"),
        ("? [a, b]\n: c\n", "persona.yaml:1:3 yaml: a key must be a word"),
        ("name: !!int x\n", "persona.yaml:1:1 yaml: invalid literal"),
        ("name: !!timestamp 2024-99-99\n", "persona.yaml:1:1 yaml: month must be in 1..12"),
        ("name: a\0b\n", "persona.yaml:1:1 yaml: unacceptable character"),
        ("", "persona.yaml:1:1 file: must hold keys and values"),
        ("- a\n", "persona.yaml:1:1 file: must hold keys and values"),
    ],
)
def test_what_is_no_yaml_mapping_is_refused_with_its_place(text: str, expected: str, tmp_path: Path) -> None:
    found = mistakes_of(text, tmp_path)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "persona.yaml"
    file.write_bytes(PERSONA.encode("euc-kr"))
    with pytest.raises(FileMistakes, match=r"persona\.yaml:1:1 file: isn't UTF-8 text"):
        load(file, PersonaFile)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "persona.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + PERSONA.encode())
    assert load(file, PersonaFile).name["ko"] == "미나"


def test_a_file_beyond_four_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "answers.ko.yaml"
    file.write_bytes(b"#" * 4_000_001)
    with pytest.raises(FileMistakes, match=r"file: larger than 4000000 bytes"):
        load(file, AnswersFile)


def test_a_bomb_of_anchors_is_refused_at_its_first_alias(tmp_path: Path) -> None:
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 40)]
    found = mistakes_of("\n".join(rows) + "\n", tmp_path)
    assert found == ["persona.yaml:2:10 yaml: aliases (*name) are not allowed; write it out"]


def test_thousands_of_nested_lists_are_refused(tmp_path: Path) -> None:
    found = mistakes_of("name: " + "[" * 50_000 + "]" * 50_000 + "\n", tmp_path)
    assert found == ["persona.yaml:1:26 yaml: nested deeper than 20 levels"]


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        ("{id: Big.Id, intent: greeting, utterances: [a], replies: [b]}", "groups.0.id: String should match pattern"),
        ("{id: a, intent: hallo, utterances: [a], replies: [b]}", "groups.0: intent 'hallo' is not one of:"),
        (
            "{id: a, intent: greeting, replies: [b]}",
            "groups.0: needs utterances, cues or kinds, or it can never be chosen",
        ),
        ("{id: a, intent: greeting, shape: short, replies: [b]}", "groups.0: `shape` and intent `none` go together"),
        ("{id: a, intent: none, utterances: [a], replies: [b]}", "groups.0: `shape` and intent `none` go together"),
        ("{id: a, intent: greeting, utterances: [a], replies: []}", "groups.0.replies: List should have at least 1"),
        ("{id: a, intent: greeting, utterances: [네, 5], replies: [b]}", "groups.0.utterances.1: Input should be a"),
        (
            "{id: a, intent: greeting, utterances: [a], needs: [nmae], replies: [b]}",
            "groups.0.needs.0: Input should be",
        ),
        ("{id: a, intent: greeting, event: died, replies: [b]}", "groups.0.event: Input should be 'learned_name'"),
    ],
)
def test_a_group_that_could_never_work_is_refused(group: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "answers.ko.yaml"
    file.write_text(f"language: ko\nspeech_level: banmal\ngroups:\n  - {group}\n", "utf-8")
    with pytest.raises(FileMistakes) as raised:
        load(file, AnswersFile, "answers.ko.yaml")
    assert str(raised.value).startswith("answers.ko.yaml:4:")
    assert problem in str(raised.value)


def test_a_group_id_used_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.ko.yaml"
    file.write_text(ANSWERS.replace("id: none.short", "id: none.long"), "utf-8")
    with pytest.raises(FileMistakes, match=r"group ids used twice: none\.long"):
        load(file, AnswersFile)


def test_an_answers_file_without_a_language_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.ko.yaml"
    file.write_text(ANSWERS.replace("language: ko\n", ""), "utf-8")
    with pytest.raises(FileMistakes, match=r"answers\.ko\.yaml:1:1 language: Field required"):
        load(file, AnswersFile)


def test_words_that_older_yaml_reads_otherwise_stay_words(tmp_path: Path) -> None:
    words = ["yes", "no", "on", "off", "y", "n", "10:30", "2026-01-27", "1_000", "0o17", "0x1f", "~ish"]
    file = tmp_path / "answers.ko.yaml"
    file.write_text(ANSWERS.replace("[안녕]", f"[{', '.join(words)}]"), "utf-8")
    assert load(file, AnswersFile).groups[0].utterances == words


def test_numbers_are_numbers(tmp_path: Path) -> None:
    file = tmp_path / "persona.yaml"
    file.write_text(PERSONA.replace("{temperature: 0.5}", "{temperature: 1, top_p: .5, max_tokens: 64}"), "utf-8")
    generation = load(file, PersonaFile).generation
    assert (generation.temperature, generation.top_p, generation.max_tokens) == (1.0, 0.5, 64)


def test_a_time_of_day_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "persona.yaml"
    hours = "rhythm:\n  - {from: 10:30, to: 08:00, state: busy, doing: {ko: 빵 굽는 중}}\n"
    file.write_text(PERSONA + hours, "utf-8")
    assert load(file, PersonaFile).rhythm[0].covers("23:00")
