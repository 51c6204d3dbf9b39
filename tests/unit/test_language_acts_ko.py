"""What a Korean message does, and what any message does by its look."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.language.acts import act_of
from policies.language.acts.names import Act


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("굿모닝!", "morning"),
        ("버스에서 어떤 할머니가 나한테 사탕을 줬어", "statement"),
        ("어떤 남자가 줄 서 있는데 새치기하고 그냥 갔어", "wronged"),
        ("어떤 색이 좋아", "question"),
        ("딴 얘기 하자", "changing"),
        ("잠시만 물 끓는다", "away"),
        ("잠깐 졸았어", "statement"),
        ("이십만 원...", "price"),
        ("치킨이 삼만원이래 미쳤다", "price"),
        ("오천원 주웠어", "statement"),
        ("왜 찔렸어?", "question"),
        ("ㅋㅋ 찔렸네", "teasing"),
        ("조금 구겨진 것뿐이야", "fine_now"),
        ("나한텐 너뿐이야", "statement"),
        ("매운 건 싫어", "statement"),
        ("자야 되는데 안돼", "unable"),
        ("아무도 몰라줘", "wronged"),
        ("그림 그려 줄 수 있어?", "requesting"),
        ("방금 일어났어", "morning"),
        ("아니 그게 아니라 내일이라고", "correcting"),
        ("아니 내말은 동생이 그랬다고", "correcting"),
        ("너답다ㅋㅋ", "teasing"),
        ("말 돌리는 거 봐", "teasing"),
        ("너는 잼 뭐 좋아해?", "asks_you"),
        ("손님은 좀 와?", "asks_you"),
        ("팀장님한테 말해야겠지?", "should_i"),
        ("빨래나 할까", "should_i"),
        ("알겠어 말하고 올게", "leaving"),
        ("한번 해볼게", "leaving"),
        ("강릉은 몇 시야?", "question"),
        ("왜 그런 회의를 하는 걸까", "question"),
        ("휴 다행이다", "relief"),
        ("잃어버린 이어폰 찾았다", "relief"),
        ("조용해졌어 지금은", "relief"),
        ("기획안 통과시켜줌!!", "good_news"),
        ("생각보다 별말 없더라", "resolved"),
        ("양말 다 젖었어ㅠㅠ", "venting"),
        ("회의 두 시간 했어 진짜 죽는 줄", "toiled"),
        ("너무 귀여워ㅠㅠ", "good_news"),
        ("알아 나도 그래", "agreeing"),
        ("그치", "agreeing"),
        ("근데 결론은 없음ㅋㅋㅋ", "laughs"),
        ("오늘 우체국 다녀왔어", "statement"),
        ("나 수영 시작했다?", "told_began"),
        ("나 자격증 붙었다?", "good_news"),
        ("오늘은 바다?", "question"),
        ("어제는 피곤해서 일찍 잤어", "statement"),
        ("집 도착!!", "statement"),
        ("버스", "short"),
        ("엄마가 암이래", "grave"),
        ("내가 잘못한건가", "doubting"),
        ("내가 너무했지", "doubting"),
        ("슈크림도 살 걸 그랬나", "regretting"),
        ("나 잘할 수 있겠지?", "hoping"),
        ("지워질까?", "hoping"),
        ("축의금 얼마 해야될지 모르겠어", "amount"),
        ("10만원은 좀 적나?", "amount"),
        ("이거 좀 너무하지 않아?", "seeks_nod"),
        ("내일 전화나 한번 해볼게", "planning"),
        ("커피를 줄여야겠어", "planning"),
        ("다녀와서 얘기해줄게", "leaving"),
        ("고기 먹으러 갔어", "statement"),
        ("소스를 옷에 흘렸지 뭐야", "statement"),
        ("걔 초콜릿 좋아해", "statement"),
        ("음.. 그런가", "agreeing"),
        ("어떡하지", "should_i"),
        ("할아버지 같아 ㅋㅋㅋ", "teasing"),
        ("오늘 얘기 들어줘서 고마워", "thanking"),
        ("엄마가 고맙다고 하더라", "good_news"),
        ("넌 제육이랑 돈까스 중에 뭐가 좋아?", "asks_you_choice"),
        ("그래 해봐야 알지", "agreeing"),
        ("니가 좀 걷어줘", "requesting"),
        ("아 맞다 넌 못하지", "about_you"),
        ("초코파이는 너무 뻔하잖아", "seeks_nod"),
        ("내일은 일찍 자야돼", "early"),
        ("이거 오늘까지 내야 돼", "has_to"),
        ("완성하면 너 줄까?ㅋㅋ", "offering"),
        ("너라면 어떻게 할거야?", "your_way"),
        ("뭐라고 써야 기분 안나쁠까?", "wording"),
        ("응 쪽지가 나으려나", "leaning"),
        ("이번엔 붙으려나", "hoping"),
        ("두부로 뭐 해먹지", "idea_food"),
        ("뭐 입고 가지", "idea_clothes"),
        ("어디 가면 좋아?", "idea_place"),
        ("양말이 어디로 가는걸까", "question"),
        ("엄마 선물 뭐 사지", "idea_gift"),
        ("주말에 뭐 하지", "idea"),
        ("오 그거 괜찮네", "approving"),
        ("그래 니 말이 맞을 수도", "conceding"),
        ("니가 훔쳐갔지", "blamed"),
        ("만이천보 걸었어 대박이지", "seeks_praise"),
        ("휴학할까 고민 중이야", "pondering"),
        ("요즘 책을 통 못읽어", "unable"),
        ("손재주가 없나봐", "belittling"),
        ("걔는 눈치가 없어", "statement"),
        ("그렇다고 우울한 건 아니고", "not_so_bad"),
        ("지금은 괜찮아 밥도 잘 먹고", "fine_now"),
        ("너 첫사랑 있어?", "asks_you_has"),
        ("너 바다에서 수영해 봤어?", "asks_you_did"),
        ("둘 다 나한테 서로 욕을 해", "wronged"),
        ("발표 때문에 너무 떨려", "uneasy"),
        ("발가락 찧음ㅠㅠ", "hurting"),
        ("친구 하나가 회를 못먹어", "statement"),
        ("망했네 ㅋㅋㅋㅋ", "laughs"),
        ("글쎄 걔가 결혼을 했대", "startled"),
        ("점심에 국밥 먹었어", "told_ate"),
        ("점심을 못 먹었어", "venting"),
        ("이것저것 샀거든", "told_bought"),
        ("방 청소했어", "told_tidied"),
        ("지난주에 영화 하나 봤다", "told_watched"),
        ("하 개운하다", "told_washed"),
    ],
)
def test_a_korean_line_is_known_by_what_it_does(text: str, act: Act) -> None:
    assert act_of(text, "ko") == act


@pytest.mark.parametrize("text", ["너 사람 맞지?", "이거 비밀로 해줄 거지?", "AI 아니지?", "뭐 먹지?"])
def test_a_nod_is_not_given_to_what_would_be_a_claim_or_a_promise(text: str) -> None:
    assert act_of(text, "ko") != "seeks_nod"


@pytest.mark.parametrize("text", ["나도 그런 게 좋아질까", "너무 힘들었는데 아까는 괜찮았어", "우리 언니가 왔으니까"])
def test_an_ending_that_only_looks_like_asking_for_backing_is_not_taken_for_it(text: str) -> None:
    assert act_of(text, "ko") != "asks_you"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("", "short"),
        ("😀", "short"),
        ("?!", "short"),
        ("오늘은 회사에 갔다 왔어", "statement"),
        ("가. 나. 다. 라.", "long"),
        ("오늘은 정말 길고 긴 하루였어 " * 6, "long"),
        ("아" * 81, "long"),
        ("아" * 80, "short"),
    ],
)
def test_where_no_word_tells_the_look_decides(text: str, act: Act) -> None:
    assert act_of(text, "ko") == act


@given(st.text(max_size=120), st.sampled_from(["ko", "en"]))
def test_any_text_has_an_act(text: str, language: str) -> None:
    assert act_of(text, language) in get_args(Act)
