"""What the channel itself says, and the command menus. Not the persona's voice."""

from __future__ import annotations

from collections.abc import Mapping

HELP: Mapping[str, str] = {
    "ko": (
        "그냥 말을 걸면 돼요. 그 밖에 쓸 수 있는 것:\n"
        "/memory — 나에 대해 알고 있는 것 (번호를 누르면 어느 말에서 알았는지 보고 고치거나 지울 수 있어요)\n"
        "/remember 내용 — 기억해 두기\n"
        "/forget 낱말 — 그 말이 들어간 기억과 메시지 지우기 (먼저 보여 주고 물어봐요). "
        "‘땅콩 얘기 잊어줘’라고 말해도 돼요. 전부 지우기: /forget all\n"
        "/first on — 제가 가끔 먼저 말을 걸어도 좋아요 (그만: /first off, 지금 상태: /first)\n"
        "/quiet 3시간 — 그동안은 먼저 말 걸지 않기 (그냥 /quiet: 내일 아침 9시까지)\n"
        "/zone 도시 — 어느 도시의 시간으로 지내는지\n"
        "저는 사람이 아니라 AI예요."
    ),
    "en": (
        "Just talk. Besides that:\n"
        "/memory — what is known about you (press a number to see its source, correct it or erase it)\n"
        "/remember WHAT — keep a note\n"
        "/forget WORD — erase memories and messages that hold it (shows them and asks first). "
        "Or say it: “forget what I said about peanuts”. All of it: /forget all\n"
        "/first on — let me write first now and then (stop: /first off, how it stands: /first)\n"
        "/quiet 3h — no message from me first for so long (just /quiet: until nine tomorrow)\n"
        "/zone CITY — by whose clock you live\n"
        "This is an AI, not a person."
    ),
}
PRIVATE: Mapping[str, str] = {
    "ko": "여기는 초대받은 사람만 이야기할 수 있는 곳이에요. 보낸 메시지는 저장하지 않았어요.",
    "en": "This companion talks only with people its operator let in. Your message was not stored.",
}
IN_PRIVATE: Mapping[str, str] = {
    "ko": "그건 둘이서만 이야기할 때 알려 드릴게요. 저에게 따로 메시지를 보내 주세요.",
    "en": "I answer that in private only. Please send it to me in our own chat.",
}
UNCLAIMED: Mapping[str, str] = {
    "ko": "아직 주인이 없는 말벗이에요. 운영자라면 `malbeot run`을 켠 화면에 나온 링크를 눌러 주세요.",
    "en": "Nobody owns this companion yet. If it is yours, open the link that `malbeot run` printed.",
}
MENUS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "help": "쓸 수 있는 명령", "memory": "나에 대해 알고 있는 것: 보고, 고치고, 지우기", "remember": "기억해 두기",
        "forget": "기억과 메시지 지우기", "first": "제가 먼저 말을 걸어도 되는지", "quiet": "당분간 먼저 말 걸지 않기",
        "zone": "어느 도시의 시간으로 지내는지",
    },
    "en": {
        "help": "what you can ask for", "memory": "what is known about you: see, correct, erase",
        "remember": "keep a note", "forget": "erase memories and messages", "first": "whether I may write first",
        "quiet": "no messages from me first for a while", "zone": "by which city's clock you live",
    },
}  # fmt: skip
