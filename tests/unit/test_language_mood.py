"""Pleasant or unpleasant, by the words of a sentence."""

from __future__ import annotations

import pytest

from policies.language.mood import mood


@pytest.mark.parametrize(
    ("text", "felt"),
    [
        ("진짜 맛있었어요", "good"),
        ("that was nice of her", "good"),
        ("드디어 끝났어", None),
        ("I finally fixed it", None),
        ("좋겠다", None),
        ("재밌었으면 좋았을 텐데", None),
        ("좋아하던 가게가 없어졌어", None),
        ("oh great, more rain", None),
        ("I wish it was fun", None),
        ("재밌는 이야기 해줘", None),
        ("팀장님한테 혼났어", "bad"),
        ("기차를 놓쳤어", "bad"),
        ("my laptop crashed twice", "bad"),
        ("everyone ignored me", "bad"),
        ("하나도 안 재밌었어", "bad"),
        ("it wasn't good", "bad"),
        ("별로 안 힘들었어", None),
        ("it's not bad", None),
        ("맛있는데 비싸", None),
        ("오늘 우체국 다녀왔어", None),
        ("I went to the post office", None),
        ("", None),
    ],
)
def test_a_sentence_is_pleasant_unpleasant_or_left_open(text: str, felt: str | None) -> None:
    assert mood(text) == felt
