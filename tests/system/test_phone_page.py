"""A newcomer with the phone page in a real browser: Chromium, skipped where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.testing.telegram.control import Control, Phone
from bot.testing.telegram.process import EmulatorProcess
from tests.system.browser import CHROMIUM, Page, opened

pytestmark = [pytest.mark.loopback, pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")]
TOKEN = "42:demo"
ME = 1001


@pytest.fixture
def control() -> Iterator[Control]:
    with EmulatorProcess() as emulator, Control(emulator.url) as opened_control:
        opened_control.add_bot(TOKEN, "demo_bot", "미나")
        yield opened_control


@pytest.fixture
async def page(control: Control, tmp_path: Path) -> AsyncIterator[Page]:
    async with opened(control.url, tmp_path / "profile") as shown:
        await shown.until("document.querySelector('#who').textContent === '미나'")
        yield shown
        assert shown.complaints == []


def call(control: Control, method: str, **fields: Any) -> Any:
    answer = httpx.post(f"{control.url}/bot{TOKEN}/{method}", json=fields, trust_env=False, timeout=60).json()
    assert answer["ok"], answer
    return answer["result"]


async def press_start(page: Page) -> None:
    await page.until("!document.querySelector('#start').hidden")
    await page.run("document.querySelector('#start').click()")
    await page.until("!document.querySelector('#composer').hidden")


async def test_start_comes_first_and_then_a_conversation_by_keyboard_alone(page: Page, control: Control) -> None:
    call(control, "setMyDescription", description="안녕하세요, 미나예요.")
    await page.until("document.querySelector('#description').textContent === '안녕하세요, 미나예요.'")
    assert await page.run("document.querySelector('#start').textContent") == "시작"
    await press_start(page)
    await page.until("document.activeElement.id === 'text'")
    await page.type("안녕, 미나")
    await page.press("Enter")
    row = control.wait_for(lambda row: row["event"] == "user_message" and row["text"] == "안녕, 미나")
    assert row["message"]["from"]["language_code"] == "ko"
    call(control, "sendMessage", chat_id=ME, text="안녕하세요!")
    await page.until("document.querySelector('.theirs .text')?.textContent === '안녕하세요!'")
    assert await page.run("document.querySelector('#text').value") == ""


async def test_typing_is_shown_until_the_message_comes(page: Page, control: Control) -> None:
    await press_start(page)
    call(control, "sendChatAction", chat_id=ME, action="typing")
    await page.until("!document.querySelector('#typing').hidden")
    assert await page.run("document.querySelector('#status').textContent") == "입력 중…"
    call(control, "sendMessage", chat_id=ME, text="안녕하세요!")
    await page.until("document.querySelector('#typing').hidden")


async def test_words_of_a_bot_stay_words(page: Page, control: Control) -> None:
    await press_start(page)
    call(control, "sendMessage", chat_id=ME, text="<img src=x onerror=\"document.title='taken'\"> <b>a</b>")
    await page.until("document.querySelector('.theirs .text')")
    assert "onerror" in await page.run("document.querySelector('.theirs .text').textContent")
    assert await page.run("document.querySelectorAll('.theirs img, .theirs b').length") == 0
    assert await page.run("document.title") == "malbeot"


async def test_reactions_edits_and_replies_go_both_ways(page: Page, control: Control) -> None:
    await press_start(page)
    phone = Phone(control, ME)
    mine = phone.say("오타")
    call(control, "setMessageReaction", chat_id=ME, message_id=mine, reaction=[{"type": "emoji", "emoji": "❤"}])
    await page.until("document.querySelector('.mine .chip.bot')?.textContent === '❤'")
    theirs = call(control, "sendMessage", chat_id=ME, text="네?")["message_id"]
    await page.until(f"document.querySelector('[data-key=\"{theirs}\"]')")
    await page.run(f"document.querySelector('[data-key=\"{theirs}\"] .more').click()")
    await page.run(f"document.querySelector('[data-key=\"{theirs}\"] .face').click()")
    assert control.wait_for(lambda row: row["event"] == "user_reaction")["emoji"] == "👍"
    await page.run(f"document.querySelector('[data-key=\"{mine}\"] .more').click()")
    await page.run(f"[...document.querySelectorAll('[data-key=\"{mine}\"] .actions > button')].at(-1).click()")
    await page.type(" 아님")
    await page.press("Enter")
    assert control.wait_for(lambda row: row["event"] == "user_edit")["text"] == "오타 아님"
    await page.run(f"document.querySelector('[data-key=\"{theirs}\"] .more').click()")
    await page.run(f"document.querySelector('[data-key=\"{theirs}\"] .actions > button').click()")
    await page.type("아니에요")
    await page.press("Enter")
    assert control.wait_for(lambda row: row.get("text") == "아니에요")["reply_to"] == theirs


async def test_attachments_and_commands_reach_the_bot(page: Page, control: Control) -> None:
    call(control, "setMyCommands", commands=[{"command": "help", "description": "도움말"}], language_code="ko")
    await press_start(page)
    await page.until("document.querySelectorAll('#attach button').length === 5")
    await page.run("document.querySelector('#attach button:nth-child(4)').click()")
    assert control.wait_for(lambda row: row.get("kind") == "location")["message"]["location"]["latitude"] == 37.5284
    await page.run("document.querySelector('#stickers button').click()")
    assert (
        control.wait_for(lambda row: row.get("kind") == "sticker")["message"]["sticker"]["set_name"] == "malbeot_demo"
    )
    await page.run("document.querySelector('#slash').click()")
    await page.until("document.querySelector('#commands button')?.textContent.includes('도움말')")
    await page.run("document.querySelector('#commands button').click()")
    assert control.wait_for(lambda row: row.get("text") == "/help")["message"]["entities"][0]["type"] == "bot_command"


async def test_a_voice_message_is_recorded_and_sent(page: Page, control: Control) -> None:
    await press_start(page)
    await page.run("document.querySelector('#attach button:nth-child(3)').click()")
    await page.until("document.querySelector('#attach [aria-pressed=true]')")
    await page.run("document.querySelector('#attach [aria-pressed=true]').click()")
    row = control.wait_for(lambda row: row.get("kind") == "voice")
    assert row["message"]["voice"]["duration"] >= 1


async def test_a_photo_is_chosen_sent_and_shown(page: Page, control: Control) -> None:
    await press_start(page)
    await page.run(
        """(async () => {
          const canvas = new OffscreenCanvas(12, 8);
          canvas.getContext("2d").fillRect(0, 0, 12, 8);
          const chosen = new DataTransfer();
          chosen.items.add(new File([await canvas.convertToBlob()], "a.png", { type: "image/png" }));
          const input = document.querySelector("#photo-file");
          input.files = chosen.files;
          input.dispatchEvent(new Event("change"));
        })()"""
    )
    row = control.wait_for(lambda row: row.get("kind") == "photo")
    assert (row["message"]["photo"][0]["width"], row["message"]["photo"][0]["height"]) == (12, 8)
    await page.until("document.querySelector('.photo img')?.naturalWidth === 12")


async def test_blocking_closes_the_chat_and_restart_opens_it(page: Page, control: Control) -> None:
    await press_start(page)
    await page.run("document.querySelector('#block').click()")
    await page.until("!document.querySelector('#start').hidden")
    assert await page.run("document.querySelector('#start').textContent") == "차단 해제하고 다시 시작"
    await page.run("document.querySelector('#start').click()")
    await page.until("!document.querySelector('#composer').hidden")
    events = [row["event"] for row in control.transcript() if row["event"] in {"blocked", "unblocked", "user_message"}]
    assert events == ["user_message", "blocked", "unblocked", "user_message"]


async def test_the_language_is_the_persons_and_bots_can_be_chosen(page: Page, control: Control) -> None:
    control.add_bot("43:june", "june_bot", "June")
    await page.run("document.querySelector('[value=en]').click()")
    await page.until("document.querySelector('#start').textContent === 'Start'")
    await page.until("document.querySelectorAll('#bots button').length === 2")
    await page.run("document.querySelectorAll('#bots button')[1].click()")
    await page.until("document.querySelector('#who').textContent === 'June'")
    await press_start(page)
    row = control.wait_for(lambda row: row["event"] == "user_message")
    assert (row["bot"], row["message"]["from"]["language_code"]) == (43, "en")


@pytest.mark.parametrize("width", [390, 1200])
async def test_nothing_sticks_out_on_a_phone_or_a_desk(page: Page, control: Control, width: int) -> None:
    await page.size(width, 844)
    await press_start(page)
    call(control, "sendMessage", chat_id=ME, text="한강" * 200 + " " + "a" * 300)
    await page.until("document.querySelector('.theirs .text')")
    assert await page.run("document.documentElement.scrollWidth") <= width
    assert (
        await page.run("document.querySelector('#scroll').scrollWidth - document.querySelector('#scroll').clientWidth")
        == 0
    )
    assert await page.run("getComputedStyle(document.querySelector('#menu')).display") == (
        "grid" if width == 390 else "none"
    )


async def test_a_lost_emulator_is_said_and_found_again(tmp_path: Path) -> None:
    first = EmulatorProcess(tmp_path / "t.jsonl")
    with Control(first.url) as control:
        control.add_bot(TOKEN, "demo_bot", "미나")
    async with opened(first.url, tmp_path / "profile") as page:
        await page.until("document.querySelector('#gone').hidden")
        first.kill()
        await page.until("!document.querySelector('#gone').hidden")
        with EmulatorProcess(tmp_path / "t.jsonl", port=int(first.url.rpartition(":")[2])) as second:
            with Control(second.url) as control:
                control.add_bot(TOKEN, "demo_bot", "미나")
            await page.until("document.querySelector('#gone').hidden")
            await page.until("document.querySelector('#who').textContent === '미나'")
