"""`malbeot knowledge` as an operator uses it: adding, finding, summarising and removing documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.testing.openai_server import ScriptedOpenAIServer
from tests.command import Ran, malbeot
from tests.knowledge_files import pdf

SHOP = """# 봄날책방

## 영업 시간

평일에는 오전 11시에 문을 열고 저녁 8시에 닫는다. 월요일은 쉰다.

## 고양이 만두

책방에는 만두라는 회색 고양이가 산다. 만두는 시집 코너에서 자는 것을 좋아한다.
"""
TOWER = "The lighthouse keeper winds the great lamp at dusk. Visitors may climb the tower on Saturdays.\n"


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "shop.md").write_text(SHOP, "utf-8")
    (made / "tower.txt").write_text(TOWER, "utf-8")
    home.mkdir()
    (home / "malbeot.toml").write_text('[knowledge]\nindex = "exact"\n')
    return made


def knowledge(*args: str) -> Ran:
    return malbeot("knowledge", *args)


def test_documents_are_added_found_listed_and_removed(folder: Path) -> None:
    added = knowledge("add", str(folder), "--json")
    assert (added.code, added.json["counts"], added.json["problem"]) == (0, {"added": 2}, "")
    found = knowledge("search", "책방 몇 시에 문 닫아?", "--json").json["passages"]
    assert "저녁 8시에 닫는다" in found[0]["text"]
    assert found[0]["citation"] == "shop.md › 봄날책방 › 영업 시간"
    assert "climb the tower" in knowledge("search", "when can I go up the lighthouse?").out
    listed = knowledge("list", "--json").json
    assert [(Path(each["source"]).name, each["persona"], each["state"]) for each in listed] == [
        ("shop.md", "", "ready"), ("tower.txt", "", "ready"),
    ]  # fmt: skip
    assert "봄날책방" in knowledge("list").out
    assert knowledge("remove", str(folder), "--json").json["removed"] == [each["source"] for each in listed]
    assert knowledge("list", "--json").json == []


def test_a_new_deployment_has_no_documents() -> None:
    assert knowledge("list", "--json").json == []
    assert knowledge("search", "anything", "--json").json == {"passages": [], "problem": ""}
    assert knowledge("reindex", "--json").json["counts"] == {}


def test_small_talk_finds_nothing_and_says_so(folder: Path) -> None:
    knowledge("add", str(folder))
    for line in ("오늘 너무 피곤해", "ㅋㅋㅋㅋ", "good night!", "I got a new job"):
        ran = knowledge("search", line)
        assert (ran.code, ran.out) == (0, ""), line
        assert "nothing above the floor" in ran.err


def test_a_second_run_leaves_everything_as_it_is(folder: Path) -> None:
    knowledge("add", str(folder))
    again = knowledge("add", str(folder))
    assert (again.code, again.out) == (0, "")
    assert "2 unchanged" in again.err
    assert knowledge("reindex", "--json").json["counts"] == {"unchanged": 2}


def test_a_bad_document_is_named_and_the_command_fails_in_the_end(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    ran = knowledge("add", str(folder))
    assert ran.code == 1
    assert "failed    " in ran.out
    assert "broken PDF" in ran.out
    assert ran.out.count("added ") == 2
    assert "2 added, 1 failed" in ran.err


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere.md", "no such file"),
        ("http://127.0.0.1:1/page", "private or special network"),
        ("http://169.254.169.254/latest/meta-data", "private or special network"),
        ("file:///etc/passwd", "only http and https"),
    ],
)
def test_what_can_not_be_added_says_why(folder: Path, target: str, reason: str) -> None:
    ran = knowledge("add", target)
    assert ran.code == 1
    assert reason in ran.out
    assert knowledge("list", "--json").json == []


def test_unknown_personas_and_documents_are_refused(folder: Path) -> None:
    for args in (("add", str(folder), "--persona", "nobody"), ("remove", "7"), ("summarize", "7")):
        ran = knowledge(*args)
        assert ran.code == 1
        assert "Fix:" in ran.err
        assert "Traceback" not in ran.err


def test_documents_of_one_persona_are_not_found_for_another(folder: Path) -> None:
    knowledge("add", str(folder / "tower.txt"), "--persona", "wren")
    assert knowledge("search", "when can I climb the tower?", "--persona", "wren").out
    assert knowledge("search", "when can I climb the tower?", "--persona", "bom").out == ""


def test_a_gone_file_is_told_and_kept_until_it_is_removed(folder: Path) -> None:
    knowledge("add", str(folder))
    (folder / "tower.txt").unlink()
    ran = knowledge("reindex")
    assert ran.code == 0
    assert "gone " in ran.out
    assert [each["state"] for each in knowledge("list", "--json").json] == ["ready", "gone"]
    assert knowledge("search", "when can I climb the tower?").out == ""


def test_a_document_is_summarised_without_a_model(folder: Path) -> None:
    (folder / "book.pdf").write_bytes(pdf([f"The keeper of the lamp counts the gulls of day {n}." for n in range(300)]))
    knowledge("add", str(folder / "book.pdf"))
    summary = knowledge("summarize", str(folder / "book.pdf"), "--json").json
    assert summary["by"] == "central sentences"
    assert "The keeper of the lamp" in summary["text"]


@pytest.mark.loopback
def test_a_document_is_summarised_by_the_model_and_never_twice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_PROMPT__CONTEXT_TOKENS", "1024")
    monkeypatch.setenv("MALBEOT_KNOWLEDGE__SUMMARY_TOKENS", "100")
    (folder / "book.txt").write_text("\n\n".join(f"On day {n} the keeper counts {n} gulls." for n in range(200)))
    knowledge("add", str(folder / "book.txt"))
    with ScriptedOpenAIServer(reply="She counts gulls every day.") as server:
        monkeypatch.setenv("MALBEOT_LLM__BASE_URL", server.base_url)
        first = knowledge("summarize", str(folder / "book.txt"), "--json").json
        asked = len(server.requests)
        second = knowledge("summarize", str(folder / "book.txt"), "--json").json
    assert first["text"] == second["text"] == "She counts gulls every day."
    assert first["parts"] > 2
    assert asked > first["parts"]
    assert (len(server.requests), second["kept"]) == (asked, second["parts"])
    assert all("material to summarise" in str(each) or "summarised in parts" in str(each) for each in server.requests)


def test_the_index_follows_what_the_command_does(folder: Path, home: Path) -> None:
    (home / "malbeot.toml").write_text("")
    assert knowledge("add", str(folder), "--json").json["problem"] == ""
    assert (home / "knowledge" / "collections").exists()
    ran = knowledge("search", "when can I climb the tower?", "--json").json
    assert ran["problem"] == ""
    assert ran["passages"][0]["document"] == "tower.txt"


def test_an_overlap_that_leaves_no_passage_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALBEOT_KNOWLEDGE__OVERLAP_CHARACTERS", "600")
    ran = knowledge("list")
    assert ran.code == 2
    assert "at most half" in ran.err
