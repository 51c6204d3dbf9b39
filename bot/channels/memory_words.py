"""What `/memory` and `/forget` answer. Not the persona's voice."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "empty": "아직 아는 것이 없어요.",
        "known": "알고 있는 것 {count}개 (자세히 보려면 번호와 함께, 예: /memory {first})",
        "page": "알고 있는 것 {count}개 가운데 {begin}–{end} (자세히 보려면 예: /memory {first})",
        "more": "더 보기: /memory more {page}", "no_more": "더는 없어요. 처음부터 보려면 /memory",
        "pinned": "고정", "muted": "말하지 않기",
        "no_fact": "{number}번은 알고 있는 것에 없어요. 번호는 /memory 에서 볼 수 있어요. 예: /memory {example}",
        "unread": "‘{what}’은(는) /memory 뒤에 쓸 수 없어요. "
        "예: /memory, /memory 3, /memory forget 3, /memory correct 3 부산",
        "no_number": "몇 번인지 알려 주세요. 예: /memory {action} 3",
        "no_value": "무엇으로 고칠까요? 예: /memory correct {number} {example}", "new_value": "새 값",
        "too_long": "값은 300자까지 쓸 수 있어요. 짧게 줄여 주세요. 예: /memory correct {number} 부산",
        "from_words": "이 말에서 알게 됐어요: “{text}” ({at})", "no_words": "글 없는 메시지",
        "from_persona": "제가 한 말에서 알게 됐어요: “{text}” ({at})",
        "by_rule": "알게 된 방법: 정해진 규칙으로 읽었어요", "by_model": "알게 된 방법: 언어 모델이 읽었어요",
        "by_operator": "알게 된 방법: 운영자가 적었어요", "by_command": "알게 된 방법: 직접 알려 주셨어요",
        "since": "언제부터: {at}", "used": "답할 때 떠올린 횟수: {count}번, 마지막은 {at}",
        "unused": "아직 답할 때 떠올린 적이 없어요",
        "is_pinned": "고정해 두었어요 (오래돼도 잊지 않아요)", "is_muted": "알고만 있고 말로 꺼내지 않아요",
        "how": "/memory correct {number} 새 값 · /memory forget {number} · "
        "/memory {pin} {number} · /memory {hush} {number}",
        "corrected": "고쳤어요: {fact}", "done_pin": "고정했어요: {fact}\n되돌리기: /memory unpin {number}",
        "done_unpin": "고정을 풀었어요: {fact}\n되돌리기: /memory pin {number}",
        "done_hush": "이제 말로 꺼내지 않을게요: {fact}\n되돌리기: /memory unhush {number}",
        "done_unhush": "다시 이야기해도 되는 것으로 둘게요: {fact}\n되돌리기: /memory hush {number}",
        "button_correct": "고치기", "button_forget": "지우기", "button_pin": "고정", "button_unpin": "고정 풀기",
        "button_hush": "꺼내지 않기", "button_unhush": "꺼내도 돼요", "button_more": "더 보기", "button_yes": "지우기",
        "button_no": "그대로 두기",
        "hush_what": "무엇을 꺼내지 말까요? 예: 땅콩 얘기 하지 마. 아는 것은 /memory 에 있어요.",
        "hush_which": "이것들을 앞으로 꺼내지 않을까요?", "button_not_hush": "그대로 두기",
        "hush_unknown": "‘{what}’에 대해 따로 아는 것은 없어요. 이 말이 나온 예전 이야기를 앞으로 꺼내지 않을까요?",
        "hush_or_not": "그러려면 ‘응’ 또는 /forget yes, 그대로 두려면 /forget no",
        "hushed": "알겠어요. 이제 먼저 꺼내지 않을게요:", "unhush": "되돌리려면 /memory unhush {number}",
        "forget_what": "어떤 말을 지울까요? 예: /forget 땅콩", "former": "전에 알던 것 — {fact}",
        "nothing": "‘{what}’(으)로는 아무것도 찾지 못했어요. 다른 낱말로 찾아보거나 /memory 에서 번호로 골라 주세요.",
        "forget_which": "어떤 기억을 지울까요? 예: /forget 땅콩 — 번호로 고르려면 /memory, 모두 지우려면 /forget all",
        "nothing_said": "지울 말이 없어요. 어떤 말인지 알려 주세요. 예: /forget 땅콩",
        "found": "찾은 것 — 지우려면 /forget yes",
        "answers": "이 말에 답하거나 이 말을 다시 한 제 메시지 {count}개도 함께 지워져요.",
        "or_not": "그대로 두려면 /forget no",
        "and_more": "… 그리고 메시지 {count}개 더", "and_more_facts": "… 그리고 기억 {count}개 더",
        "gone": "지웠어요. 기억 {facts}개, 메시지 {messages}개.", "gone_also": "함께 지운 것: {what}.",
        "gone_facts": "지운 기억: {what}", "gone_when": "지운 메시지: {first} ~ {last}",
        "gone_once": "지운 메시지: {first}",
        "summaries": "요약 {count}개", "turns": "대화 기록 {count}개", "revisions": "고친 말 {count}개",
        "intents": "먼저 물어보려던 것 {count}개", "message_vectors": "찾아보기 {count}개",
        "no_pending": "먼저 /forget 낱말 로 찾아 주세요.", "kept": "알겠어요. 그대로 둘게요.",
        "left": "알겠어요. 그대로 둘게요.",
        "old_button": "그 물음은 이미 지나갔어요. 다시 찾아 주세요. 예: /forget 땅콩",
        "everything": "저와 나눈 말 전부({messages}개)와 제가 알고 있는 것 전부({facts}개)를 지울까요? "
        "되돌릴 수 없어요.\n"
        "계속하려면 이렇게 써 주세요: {phrase}\n그대로 두려면 /forget no",
        "everything_again": "정말 모두 사라져요. 마지막으로 이렇게 써 주세요: {phrase}\n그대로 두려면 /forget no",
        "everything_gone": "모두 지웠어요. 기억 {facts}개, 메시지 {messages}개. 이제 저는 처음 만난 것과 같아요.",
        "phrase": "모두 지우기", "phrase_again": "영원히 지우기",
    },
    "en": {
        "empty": "Nothing is known yet.", "known": "Known: {count} (to see one, its number: /memory {first})",
        "page": "Known: {begin}–{end} of {count} (to see one, its number: /memory {first})",
        "more": "More: /memory more {page}", "no_more": "That was all. From the start: /memory",
        "pinned": "pinned", "muted": "never spoken of",
        "no_fact": "Nothing is known under number {number}. /memory shows the numbers. For example: /memory {example}",
        "unread": "/memory doesn't know “{what}”. For example: /memory, /memory 3, /memory forget 3, "
        "/memory correct 3 Leeds",
        "no_number": "Which number? For example: /memory {action} 3",
        "no_value": "Correct it to what? For example: /memory correct {number} {example}", "new_value": "NEW VALUE",
        "too_long": "A value has at most 300 characters; please make it shorter. For example: "
        "/memory correct {number} Leeds",
        "from_words": "Learned from: “{text}” ({at})",
        "no_words": "a message without text",
        "from_persona": "Learned from what I said: “{text}” ({at})",
        "by_rule": "How: read by a fixed rule", "by_model": "How: read by a language model",
        "by_operator": "How: written by the operator", "by_command": "How: you told me by command",
        "since": "True since: {at}", "used": "Came to mind in {count} answers, last on {at}",
        "unused": "Hasn't come to mind in an answer yet",
        "is_pinned": "Pinned: it doesn't fade", "is_muted": "Known, but never spoken of",
        "how": "/memory correct {number} NEW VALUE · /memory forget {number} · /memory {pin} {number} · "
        "/memory {hush} {number}",
        "corrected": "Corrected: {fact}", "done_pin": "Pinned: {fact}\nTo undo: /memory unpin {number}",
        "done_unpin": "No longer pinned: {fact}\nTo undo: /memory pin {number}",
        "done_hush": "I won't speak of it: {fact}\nTo undo: /memory unhush {number}",
        "done_unhush": "It may be spoken of again: {fact}\nTo undo: /memory hush {number}",
        "button_correct": "Correct", "button_forget": "Forget", "button_pin": "Pin", "button_unpin": "Unpin",
        "button_hush": "Never speak of it", "button_unhush": "May be spoken of", "button_more": "More",
        "button_yes": "Erase", "button_no": "Keep",
        "hush_what": "What should I not bring up? For example: don't mention my job. What I know is in /memory.",
        "hush_which": "Should I never speak of these?", "button_not_hush": "Leave it",
        "hush_unknown": "I know nothing about “{what}” as such. Should I leave alone earlier talk with these words?",
        "hush_or_not": "If so: “yes” or /forget yes. If not: /forget no",
        "hushed": "All right, I won't bring this up any more:", "unhush": "To undo: /memory unhush {number}",
        "forget_what": "Forget what? For example: /forget peanuts", "former": "known before — {fact}",
        "nothing": "I found nothing with “{what}”. Try another word, or choose by number in /memory.",
        "forget_which": "Which memory? For example: /forget peanuts — by number: /memory, all of it: /forget all",
        "nothing_said": "There is nothing to erase. Tell me which words. For example: /forget peanuts",
        "found": "Found — to erase it: /forget yes",
        "answers": "Messages of mine that answer or repeat it go too: {count}.",
        "or_not": "To keep it: /forget no",
        "and_more": "… and {count} more messages", "and_more_facts": "… and {count} more memories",
        "gone": "Erased. Memories: {facts}, messages: {messages}.", "gone_also": "Gone with them: {what}.",
        "gone_facts": "Memories: {what}", "gone_when": "Messages: {first} – {last}", "gone_once": "Message: {first}",
        "summaries": "{count} summaries", "turns": "{count} records of turns", "revisions": "{count} edits",
        "intents": "{count} things I meant to ask about", "message_vectors": "{count} search entries",
        "no_pending": "First find something: /forget WORD", "kept": "All right, nothing was erased.",
        "left": "All right, it stays as it is.",
        "old_button": "That question is over. Please look again, for example: /forget peanuts",
        "everything": "Erase everything said with me ({messages} messages) and everything I know ({facts})? "
        "It can't be undone.\nTo go on, write: {phrase}\nTo keep it: /forget no",
        "everything_again": "All of it will really be gone. One last time, write: {phrase}\nTo keep it: /forget no",
        "everything_gone": "Everything is erased. Memories: {facts}, messages: {messages}. "
        "It is as if we had just met.",
        "phrase": "erase everything", "phrase_again": "erase it for good",
    },
}  # fmt: skip
ACTIONS: Mapping[str, str] = {
    **dict.fromkeys(("forget", "delete", "erase", "remove", "잊기", "지우기", "삭제", "잊어줘", "지워줘"), "forget"),
    **dict.fromkeys(("correct", "change", "edit", "fix", "고치기", "수정", "바꾸기", "정정"), "correct"),
    **dict.fromkeys(("pin", "고정", "고정하기"), "pin"),
    **dict.fromkeys(("unpin", "고정해제", "고정풀기"), "unpin"),
    **dict.fromkeys(("hush", "mute", "숨기기", "꺼내지않기", "말하지않기"), "hush"),
    **dict.fromkeys(("unhush", "unmute", "보이기", "꺼내기", "말하기"), "unhush"),
    **dict.fromkeys(("show", "see", "view", "보기", "보여줘"), "show"),
    **dict.fromkeys(("more", "next", "더", "더보기", "다음"), "more"),
}
YES = frozenset("yes y ok 네 예 응 어".split())
NO = frozenset("no n cancel keep 아니 아니요 취소 그만".split())
ALL = frozenset(("all", "everything", "전부", "모두", "다", "전부 다", "모두 다", "모든 것", "모든것"))
COUNTED = ("turns", "summaries", "message_vectors", "revisions", "intents")  # beside memories and messages, in order
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "ko": {"name": "지수", "home": "부산", "birthday": "5월 8일", "job": "간호사"},
    "en": {"name": "Alex", "home": "Leeds", "birthday": "May 8", "job": "nurse"},
}
