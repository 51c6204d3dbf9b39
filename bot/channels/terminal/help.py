"""What `/help` says in a terminal, and what stands there for buttons."""

HELP = {
    "ko": (
        "그냥 말을 걸면 돼요. 그 밖에:\n"
        "  /why              방금 답이 왜 그렇게 나왔는지\n"
        "  /memory           나에 대해 알고 있는 것\n"
        "  /memory 번호      어느 말에서 알았는지 (forget·correct·pin·hush 번호: 지우기·고치기·고정·꺼내지 않기)\n"
        "  /remember 내용    기억해 두기\n"
        "  /forget 낱말      그 말이 들어간 기억과 메시지 지우기 (먼저 보여 주고 물어봐요)\n"
        "                    ‘땅콩 얘기 잊어줘’라고 말해도 돼요. 전부 지우기: /forget all\n"
        "  /first on         먼저 말을 걸어도 좋다고 하기 (그만: /first off, 지금 상태: /first)\n"
        "  /quiet 3시간      그동안은 먼저 말 걸지 않기 (그냥 /quiet: 내일 아침 9시까지)\n"
        "  /zone 도시        어느 도시의 시간으로 지내는지\n"
        "  /quit             나가기 (Ctrl-D도 돼요)"
    ),
    "en": (
        "Just talk. Besides:\n"
        "  /why              why the last answer came out as it did\n"
        "  /memory           what is known about you\n"
        "  /memory NUMBER    from which message (forget, correct, pin, hush NUMBER: to change it)\n"
        "  /remember WHAT    keep a note\n"
        "  /forget WORD      erase memories and messages that hold it (shows them and asks first)\n"
        "                    or say it: “forget what I said about peanuts”. All of it: /forget all\n"
        "  /first on         let it write first now and then (stop: /first off, how it stands: /first)\n"
        "  /quiet 3h         no message from it first for so long (just /quiet: until nine tomorrow)\n"
        "  /zone CITY        by whose clock you live\n"
        "  /quit             leave (so does Ctrl-D)"
    ),
}
ANSWERS = {"ko": "대답은 /first on 또는 /first off", "en": "To answer: /first on or /first off"}
