"""What Korean messages tell plainly, by what it is about. Data only; the first row found decides."""

from __future__ import annotations

from policies.language.acts.ko_pieces import END, OTHERS
from policies.language.acts.names import Act

# What is told plainly: nothing denied, felt, asked, or told of others.
_PLAINLY = (
    r"^(?=.{2,60}$)(?!.*(?:(?:^|\s)안 ?|못|않|없|싫|별로|밖에|맛없|좋|맛있|재밌|재미|행복|힘들|아프|아파|짜증|[ㅠㅜ?]|"
    rf"뭐 |어디|누가|왜|실패|체했|탔|태웠|버렸|{OTHERS}\S*[이가은는]\s|[가-힣]대{END})).*"
)

TOLD_ROWS: tuple[tuple[Act, str], ...] = (
    (
        "startled",
        rf"^(?!.*\?)(?!.*[ㅠㅜ]).*(?:대박|^헐|(?:^|\s)글쎄\s|세상에|깜짝|소름|실화|충격|믿기지|[았었했였]대{END})",
    ),
    ("told_watched", rf"{_PLAINLY}(?:봤|보는 ?중|보고 ?있|읽었|읽는 ?중|읽고 ?있|정주행)\S{{0,5}}{END}"),
    ("told_ate", rf"{_PLAINLY}(?:먹었|마셨|먹고 ?왔|때웠|먹는 ?중|먹고 ?있)\S{{0,4}}{END}"),
    ("told_made", rf"{_PLAINLY}(?:끓였|볶았|구웠|만들었|삶았|부쳤|무쳤|떴|그렸)\S{{0,4}}{END}"),
    (
        "told_treat",
        rf"{_PLAINLY}(?:빵|과자|커피|케이크|케익|떡|라면|치킨|피자|과일|귤|사과|딸기|만두|김밥|아이스크림|초콜릿|"
        rf"쿠키|간식|족발|회|삼겹살|고기|맥주|"
        rf"와인|도넛|마카롱|호떡|어묵|떡볶이).*(?:샀|주문했|사 ?왔|시켰|포장해 ?왔)\S{{0,4}}{END}",
    ),
    (
        "told_bought",
        rf"{_PLAINLY}(?:샀|주문했|질렀|결제했|사 ?왔|장만했)\S{{0,4}}"
        rf"(?:\s(?:좀 |조금 |완전 )?\S{{1,4}}[거걸]\S?)?{END}",
    ),
    (
        "told_tidied",
        rf"{_PLAINLY}(?:닦았|치웠|널었|갰|(?:청소|빨래|설거지|정리|분리수거|환기|다림질)(?:도|는|를|기)? ?(?:다 |"
        rf"싹 |좀 )?"
        rf"(?:했|돌렸|돌리는|하는 ?중|하고 ?있|시켰))\S{{0,4}}{END}",
    ),
    (
        "told_moved",
        rf"{_PLAINLY}(?:걸었|뛰었|달렸|(?:산책|운동|헬스|등산|수영|요가|필라테스|홈트|스트레칭|"
        rf"러닝)\S{{0,2}} ?(?:했|갔다|"
        rf"하고 ?왔|다녀왔|하는 ?중))\S{{0,4}}{END}",
    ),
    ("told_met", rf"{_PLAINLY}(?:만났|만나고 ?왔|놀았|놀다 ?왔|통화했|수다 ?떨었)\S{{0,4}}{END}"),
    (
        "told_rested",
        rf"{_PLAINLY}(?:누워 ?있|누웠|쉬었|쉬는 ?중|쉬고 ?있|뒹굴\S*|낮잠 ?잤|늦잠 ?잤|푹 ?잤|빈둥\S*)\S{{0,5}}{END}",
    ),
    (
        "told_washed",
        rf"{_PLAINLY}(?:씻었|씻고 ?(?:나왔|왔)|샤워(?:했|하고)|목욕(?:했|하고)|개운|상쾌|머리 ?감았)\S{{0,5}}{END}",
    ),
    (
        "told_began",
        rf"{_PLAINLY}(?:시작했|배우는 ?중|배우거든|배우고 ?있|다니거든|다니고 ?있|다니는 ?중|다니기로|등록했|"
        rf"연습\S{{0,2}} ?중)"
        rf"\S{{0,4}}{END}",
    ),
    (
        "told_little",
        rf"{_PLAINLY}(?:조카|아기|애기|강아지|고양이|댕댕이|멍멍이|냥이|햄스터|병아리)(?:[가는도랑]|이|"
        rf"들)?\s.*(?:어|해|다|네|자){END}",
    ),
)
