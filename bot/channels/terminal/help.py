"""What `/help` says in a terminal."""

HELP = {
    "ko": (
        "그냥 말을 걸면 돼요. 그 밖에:\n"
        "  /why              방금 답이 왜 그렇게 나왔는지\n"
        "  /memory           나에 대해 알고 있는 것\n"
        "  /remember 내용    기억해 두기\n"
        "  /forget 낱말      그 말이 들어간 기억과 메시지 지우기 (먼저 보여 주고 물어봐요)\n"
        "  /quit             나가기 (Ctrl-D도 돼요)"
    ),
    "en": (
        "Just talk. Besides:\n"
        "  /why              why the last answer came out as it did\n"
        "  /memory           what is known about you\n"
        "  /remember WHAT    keep a note\n"
        "  /forget WORD      erase memories and messages that hold it (shows them and asks first)\n"
        "  /quit             leave (so does Ctrl-D)"
    ),
}
