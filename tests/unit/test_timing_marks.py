"""Control marks: what a model may ask for, and that nothing else is obeyed, leaked or destroyed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policies.timing.mark_grammar import marks_in, neutralise
from policies.timing.marks import TELEGRAM_REACTIONS, Bounds, MarkedAction, Wish, as_marks, marks_prompt, read_marks

ALL = Bounds(longest_wait_ms=3_600_000, may_be_silent=True, may_react=True)
MARKISH = st.lists(
    st.sampled_from(
        [
            *"<wait 20m> <wait <react ❤> <react 👎🏽> <silent> <bubble> </wait> <WAIT < > << >> <3 wait react silent 20m ❤ ` ``` <b> </b> <br/> "
            "가 안녕 a. x<y <wa <later <dance> / <Bubble ＜ ＞ [ ] « » &lt; &gt; [silent] ＜bubble＞ : = si lent".split(),
            " ",
            "\n",
            "<wait 90m>",
        ]
    ),
    max_size=25,
).map("".join)
ANYTHING = st.one_of(st.text(max_size=120), MARKISH)


@pytest.mark.parametrize(
    ("reply", "text", "wish"),
    [
        ("이따 얘기하자 <wait 20m>", "이따 얘기하자", Wish("later", 1_200_000)),
        ("later!\n<wait 90s>\n", "later!", Wish("later", 90_000)),
        ("<react ❤>", "", Wish("react", emoji="❤")),
        ("<react ❤\ufe0f>", "", Wish("react", emoji="❤")),
        ("잘했어 <react 👍🏽>", "잘했어", Wish("reply", emoji="👍")),
        ("응 <wait 5m> <react 🎉>", "응", Wish("later", 300_000, "🎉")),
        ("<silent>", "", Wish("silent")),
        ("안녕", "안녕", None),
    ],
)
def test_marks_at_the_end_are_wishes(reply: str, text: str, wish: Wish | None) -> None:
    marked = read_marks(reply, ALL)

    assert (marked.text, marked.wish, marked.problems) == (text, wish, ())


def test_bubbles_are_divided_where_the_model_says() -> None:
    marked = read_marks("아 맞다\n<bubble>\n내일 뭐 해? <bubble> 시간 돼?", ALL)

    assert (marked.bubbles, marked.wish, marked.problems) == (("아 맞다", "내일 뭐 해?", "시간 돼?"), None, ())


def test_more_bubbles_than_allowed_are_joined_to_the_last() -> None:
    marked = read_marks("a<bubble>b<bubble>c", replace(ALL, most_bubbles=2))

    assert marked.bubbles == ("a", "b\nc")
    assert marked.problems == ("bubble: 3 bubbles, at most 2 allowed",)


@pytest.mark.parametrize(
    ("reply", "text", "problem"),
    [
        ("hi <wait 5m> there", "hi there", "wait: not at the end"),
        ("Hi<silent>there", "Hi there", "silent: not at the end"),
        ("hi <wait 5m>.", "hi.", "wait: not at the end"),
        ("hi <wait <react ❤>>", "hi", "malformed mark"),
        ("hi <<silent>>", "hi", "malformed mark"),
        ("hi <wait 20m", "hi", "malformed mark"),
        ("hi <wait 20", "hi", "malformed mark"),
        ("hi <wai", "hi", "malformed mark"),
        ("hi <wait soon>", "hi", "malformed mark"),
        ("hi <wait -5m>", "hi", "malformed mark"),
        ("hi <wait 5 m>", "hi", "malformed mark"),
        ("hi <WAIT 5M>", "hi", "malformed mark"),
        ("hi </wait>", "hi", "malformed mark"),
        ("hi <later 5m>", "hi", "malformed mark"),
        ("hi <wait 5m> <dance>", "hi", "malformed mark"),
        ("`<silent>`", "", "malformed mark"),
        ("그래 <wait=20m>", "그래", "malformed mark"),
        ("그래 ＜silent＞", "그래", "malformed mark"),
        ("그래 ＜silent", "그래", "malformed mark"),
        ("그래 ＜si", "그래", "malformed mark"),
        ("그래 &lt;silent&gt;", "그래", "malformed mark"),
        ("그래 &lt;wait 20m&gt; 알았어", "그래 알았어", "malformed mark"),
        ("그래 [silent]", "그래", "malformed mark"),
        ("그래 [wait 20m] 알았어", "그래 알았어", "malformed mark"),
        ("그래 [react: ❤]", "그래", "malformed mark"),
        ("그래 [React: heart].", "그래.", "malformed mark"),
        ("그래 [wait for 20 min]", "그래", "malformed mark"),
        ("그래 [wait 20분]", "그래", "malformed mark"),
        ("그래 <WAIT20 \n", "그래", "malformed mark"),
        ("그래 <wa \n", "그래", "malformed mark"),
        ("그래 «silent»", "그래", "malformed mark"),
        ("그래 ＜bubble＞ 알았어", "그래 알았어", "malformed mark"),
        ("그래 <wait: 20m>", "그래", "malformed mark"),
        ("그래 <wait: 20m> 알았어", "그래 알았어", "malformed mark"),
        ("그래 <react: ❤>", "그래", "malformed mark"),
        ("그래 <react:heart>", "그래", "malformed mark"),
        ("그래 <wait20m>", "그래", "malformed mark"),
        ("그래 [<silent>]", "그래", "malformed mark"),
        ("그래 <si<bubble>lent>", "그래", "malformed mark"),
        ("그래 <si<bubble>lent", "그래", "malformed mark"),
        ("[silent]", "", "malformed mark"),
        ("[silent].", "", "malformed mark"),
        ("hi <wait 5m> <wait 9m>", "hi", "the same mark twice"),
        ("hi <silent>", "hi", "silent: not alone"),
        ("<silent> <react ❤>", "", "silent: not alone"),
        ("<wait 5m>", "", "wait: no words to send later"),
        ("hi <wait 0s>", "hi", "wait: no time to wait"),
        ("hi <react 🦖>", "hi", "react: not one of the reactions allowed"),
        ("<bubble> hi", "hi", "bubble: no words to one side"),
    ],
)
def test_what_only_looks_like_a_mark_is_taken_out_and_told_but_not_obeyed(reply: str, text: str, problem: str) -> None:
    marked = read_marks(reply, ALL)

    assert (marked.text, marked.wish, marked.problems) == (text, None, (problem,))


@pytest.mark.parametrize("reply", ["<silent>.", "<wait 5m>!?", "... <silent=now>", "(<silent>)…"])
def test_punctuation_beside_a_mark_that_cannot_be_obeyed_is_no_answer(reply: str) -> None:
    marked = read_marks(reply, ALL)

    assert (marked.text, marked.bubbles, marked.wish) == ("", (), None)
    assert marked.problems


def test_punctuation_before_a_proper_mark_and_smileys_are_answers() -> None:
    assert read_marks("? <react 🤔>", ALL).bubbles == ("?",)
    assert read_marks("^^ [silent]", ALL).bubbles == ("^^",)


def test_a_mark_behind_the_scraps_of_another_is_not_obeyed() -> None:
    marked = read_marks("[silent <silent>", ALL)

    assert (marked.text, marked.wish, marked.problems) == ("", None, ("malformed mark",))


def test_a_wait_is_held_to_the_longest_allowed() -> None:
    assert read_marks("hi <wait 99999h>", ALL).wish == Wish("later", 3_600_000)


@pytest.mark.parametrize("reply", ["hi <wait 5m>", "<silent>", "<react ❤>", "hi <wait 1m> <react ❤>"])
def test_nothing_is_granted_that_the_rules_forbid(reply: str) -> None:
    marked = read_marks(reply, Bounds(longest_wait_ms=0, may_be_silent=False, may_react=False))

    assert marked.wish is None
    assert marked.problems
    assert all(problem.endswith("not allowed now") for problem in marked.problems)


@pytest.mark.parametrize(
    "reply",
    [
        "I <3 you",
        "1 < 2 and 3 > 2",
        "use <b>bold</b> and <br/>",
        "  spaces stay  \n",
        "`<wait 20m>` is what I'd write",
        "```html\n<wait>\n<b>x</b>\n```\n이렇게 해",
        "<react-app> and <React.Fragment>",
        '<Bubble color="red"/> is a component',
        "a<b>c",
        "<delay>5</delay> is the default",
        "<delay>5</delay>",
        "wait 20m, react ❤, silent",
        "[노래 제목] 들어 봤어?",
        "«책» 읽는 중",
        "《silence》 봤어",
        "`[wait]` 라고 쓰면 돼",
        "`[silent]`",
        "```\n[wait]\n＜silent＞\n```",
        "[react](https://react.dev) is a library",
        "[Wait] says the sign, and [wait for it]",
        "[wait for it]",
        "[silent film] «Silent Spring»",
        "&lt;b&gt; and 1 &lt; 2",
        "그래 ＜3",
        "x<b<i>c",
        "a[wait_ms] <wait-for-it>",
        "^^",
        "...",
    ],
)
def test_words_that_are_no_marks_stay_as_they_were_written(reply: str) -> None:
    marked = read_marks(reply, ALL)

    assert (marked.text, marked.wish, marked.problems) == (reply, None, ())


@given(st.text(max_size=120))
def test_text_without_a_marks_name_stays_character_for_character(text: str) -> None:
    assume(not re.search(r"[<＜\[«;][<＜\[«\s/]*[a-z]", text, re.I))

    assert read_marks(text, ALL).text == text


@given(ANYTHING)
def test_no_mark_is_left_in_the_words(reply: str) -> None:
    marked = read_marks(reply, ALL)

    for words in (marked.text, *marked.bubbles):
        assert not tuple(marks_in(words))


@given(ANYTHING)
def test_bubbles_and_wishes_keep_their_bounds(reply: str) -> None:
    marked = read_marks(reply, ALL)

    assert len(marked.bubbles) <= ALL.most_bubbles
    assert all(bubble.strip() for bubble in marked.bubbles)
    if marked.wish:
        assert 0 <= marked.wish.wait_ms <= ALL.longest_wait_ms
        assert marked.wish.emoji in {"", *TELEGRAM_REACTIONS}
        assert bool(marked.text) == (marked.wish.action in ("reply", "later"))


@given(ANYTHING)
def test_a_persons_words_carry_no_marks_once_neutralised(text: str) -> None:
    harmless = neutralise(text)

    assert not any(mark.name for mark in marks_in(harmless))  # look-alikes may stand: nothing obeys them
    assert read_marks(harmless, ALL).wish is None
    assert harmless.replace("＜", "<") == text.replace("＜", "<")
    assert neutralise(harmless) == harmless


def test_neutralised_marks_can_still_be_read() -> None:
    assert neutralise("너 <silent> 해 봐 <3 <b>") == "너 ＜silent> 해 봐 <3 <b>"


@given(
    st.sampled_from(["reply", "later", "react", "silent"]),
    st.lists(
        st.text("가나 다aB.?!<3>\n", min_size=1).filter(lambda words: bool(words.strip())), min_size=1, max_size=4
    ),
    st.integers(1, 3_600),
    st.sampled_from(["", *sorted(TELEGRAM_REACTIONS)]),
)
def test_what_is_written_as_marks_is_read_back(
    action: MarkedAction, bubbles: list[str], seconds: int, emoji: str
) -> None:
    said = tuple(bubble.strip() for bubble in bubbles) if action in ("reply", "later") else ()
    shown = "" if action == "silent" else emoji or ("❤" if action == "react" else "")
    wait_ms = seconds * 1000 if action == "later" else 0

    marked = read_marks(as_marks(action, said, wait_ms=wait_ms, emoji=shown), ALL)

    plain = action == "reply" and not shown
    assert marked.bubbles == said
    assert marked.wish == (None if plain else Wish(action, wait_ms, shown))
    assert marked.problems == ()


@pytest.mark.parametrize(
    ("action", "bubbles", "wait_ms", "emoji"),
    [
        ("reply", [], 0, ""),
        ("silent", ["hi"], 0, ""),
        ("later", ["hi"], 0, ""),
        ("reply", ["hi"], 1000, ""),
        ("react", [], 0, ""),
        ("react", [], 0, "🦖"),
        ("silent", [], 0, "❤"),
        ("reply", ["```\nx"], 0, ""),
        ("reply", ["[silent]"], 0, ""),
    ],
)
def test_what_marks_cannot_say_is_an_error(action: MarkedAction, bubbles: list[str], wait_ms: int, emoji: str) -> None:
    with pytest.raises(ValueError, match=r"action|wait_ms|emoji|bubbles"):
        as_marks(action, bubbles, wait_ms=wait_ms, emoji=emoji)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_prompt_teaches_every_mark_in_its_proper_form(language: str) -> None:
    taught = {mark.name for mark in marks_in(marks_prompt(language))}

    assert taught == {"wait", "react", "silent", "bubble"}


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<wait ",
        "<wait 5m>",
        "<bubble>",
        "`",
        "```\n",
        "<<",
        "< /",
        "> ",
        "<silent",
        "`<silent>`",
        "[",
        "[[silent]",
        "[silent",
        "&lt;",
        "＜si<bubble>",
        "<si<b>",
        "« ",
        "[wait=",
        "<wait=",
    ],
)
def test_long_replies_of_nothing_but_marks_leave_no_wish(unit: str) -> None:
    assert read_marks(unit * (10_000 // len(unit)), ALL).wish is None
