"""Korean rules for what somebody likes, does, eats, suffers from and wants."""

from __future__ import annotations

from memory.extraction.forms_ko import DO, HAS, HATED, IS, LIKED, NOT_EATEN, NOT_LIKED, REACTION, THING, VERY
from memory.extraction.rules_ko import rule
from memory.extraction.values_ko import allergen, drink, goal, hobby, liked_by_name, same, thing, trigger
from memory.extraction.words_ko import ILLNESS, SPORTS

RULES = (
    rule(
        "allergy",
        rf"(?<![가-힣])(?P<v>[가-힣]{{1,8}})\s?(?:알레르기|알러지|앨러지|알르레기)(?:가|도|는)?\s?(?:{HAS}"
        rf"|있는데도|심해|심하|때문|라서|라\s|{IS})",
        allergen,
    ),
    rule(
        "allergy",
        r"(?<![가-힣])(?P<v>[가-힣]{1,8}?)(?:이랑|랑|하고|와|과)\s[가-힣]{1,8}\s?(?:알레르기|알러지)(?:가"
        r"|도)?\s?(?:있|심)",
        allergen,
    ),
    rule("allergy", REACTION, trigger),
    rule(
        "health",
        rf"(?<!면\s)(?<![가-힣])(?P<v>{ILLNESS})(?:이|가|도|에|을|를)?\s?(?:(?:좀|살짝|심하게|조금|또|지금)\s)?(?:{HAS}"
        rf"|걸렸(?!나|을|던|으면|다면)|걸려서?|걸림|앓고|앓아|진단\s?받았|판정\s?받았|심해|(?<!코로나 )(?<!감기 "
        rf")(?<!독감 )때문에"
        rf"|이?라서?\s|{IS})",
    ),
    rule(
        "health", rf"(?<![가-힣])(?P<v>{ILLNESS}|임신)(?:이)?(?:셔|시래|래|이래|했대|중이야|했어)", same, own_only=True
    ),
    rule("diet", rf"(?<![가-힣])(?P<v>비건|채식주의자|베지테리언|채식|페스코)(?:{IS}|{DO})"),
    rule("hobby", r"취미(?:는|가)?\s(?P<v>[가-힣A-Za-z]+?(?:\s[가-힣]+?){0,2}?)(?:이랑|랑|하고)\s", hobby),
    rule(
        "hobby",
        rf"취미(?:는|가)?\s(?:[가-힣A-Za-z]{{1,12}}(?:이랑|랑|하고)\s)?(?P<v>[가-힣A-Za-z]+?(?:\s[가-힣]+?){{0,2}}"
        rf"?){IS}",
        hobby,
    ),
    rule("hobby", rf"{THING}에\s(?:완전\s|푹\s)?(?:빠졌|빠져서?(?=[\s.!~ㅋㅎ]|$)|빠져\s?있|꽂혔|꽂혀)", hobby),
    rule(
        "hobby",
        rf"(?:^|요즘\s|요새\s){THING}(?:을|를)?\s배(?:워(?:요)?(?=[\s.!~ㅋㅎ]|$)|우고\s?있|우는\s?중|우는데)",
        hobby,
    ),
    rule(
        "hobby",
        rf"(?:주말마다|매일|매주|주\s?\d번)\s{THING}(?:을|를)?\s?(?:쳐(?=[\s.!~ㅋㅎ]|$)|치러|타러|하러\s?가"
        rf"|타(?=[\s.!~ㅋㅎ]|$))",
        hobby,
    ),
    rule(
        "hobby",
        rf"(?:주말마다|매일|매주|자주|주\s?\d번)\s(?:[가-힣]{{1,5}}\s)?(?P<v>{SPORTS})(?:을|를)?\s?(?:가|해|다녀"
        rf"|쳐|타|하러\s?가)(?=[\s.!~ㅋㅎㅠㅜ]|$)",
    ),
    rule("goal", rf"(?:꿈은|꿈이|목표는|장래희망은)\s(?P<v>[^.!?~]{{2,30}}?)(?:게\s|)?{IS}", goal),
    rule(
        "goal",
        rf"(?P<v>[가-힣]{{2,10}}(?:이|가)\s되는)\s(?:게|거|것이)\s(?:내\s)?(?:꿈|목표){IS}",
        lambda value: f"{value} 거",
    ),
    rule("avoids", rf"{THING}\s?{NOT_EATEN}", drink),
    rule(
        "avoids",
        r"(?<![가-힣])(?P<v>술|담배)(?:은|는|을|를|도)?\s?(?:아예\s|잘\s|전혀\s)?(?:못"
        r"|안)\s?(?:해(?:요)?(?=[\s.!~,ㅋㅎ]|$)|하는데|피워(?:요)?(?=[\s.!~ㅋㅎ]|$)|피는데)",
    ),
    rule("dislikes", rf"{THING}\s?{VERY}{HATED}", thing, clear=False),
    rule("dislikes", rf"{THING}\s?{VERY}{NOT_LIKED}", thing, clear=False),
    rule("likes", rf"{THING}\s?{VERY}{LIKED}", thing, clear=False),
    rule(
        "likes",
        rf"(?:보다는?)\s{THING}\s{VERY}(?:좋아(?:요)?|좋더라|나아|낫더라)(?=[\s.!~,ㅋㅎㅠㅜ^]|$)",
        thing,
        clear=False,
    ),
    rule("likes", rf"{THING}\s?없[인이]는?\s?못\s?살", thing, clear=False),
    rule(
        "likes",
        r"^(?P<v>[가-힣A-Za-z]{2,10}(?:\s[가-힣]{2,8})?)(?:이|가)\s(?:너무|진짜|제일|완전"
        r"|정말)\s(?:너무\s)?좋아(?:요)?(?=[.!~ㅋㅎ]|$)",
        liked_by_name,
        own_only=True,
        clear=False,
    ),
    rule(
        "likes",
        rf"(?<![가-힣A-Za-z])(?P<v>[가-힣A-Za-z]{{2,10}})\s?(?:찐\s?|열혈\s?|오랜\s)?팬{IS}",
        thing,
        own_only=True,
    ),
    rule("likes", rf"최애(?:는|가)?\s(?:[가-힣]{{1,5}}(?:은|는)\s)?(?P<v>[가-힣A-Za-z]{{2,12}}?){IS}", thing),
    rule("likes", rf"(?:제일|가장)\s좋아하는\s[가-힣]{{1,6}}(?:은|는|이|가)\s{THING}{IS}", thing, clear=False),
    rule("likes", rf"^좋아하는\s[가-힣]{{1,6}}(?:은|는)\s{THING}{IS}", thing, clear=False),
)
