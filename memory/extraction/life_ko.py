"""Korean rules for who somebody is: age, home, work, school, those around them."""

from __future__ import annotations

from memory.extraction import numbers_ko
from memory.extraction.forms_ko import CLOSE, DO, GOES, HAS, IS, LIVES, WORKS
from memory.extraction.rules_ko import rule
from memory.extraction.values_ko import firm, job, open_place, place, subject_matter, trade, where
from memory.extraction.words_ko import FIRMS, JOBS, LANGUAGES, MAJORS, PETS, SCHOOLS

_COPULA = r"(?:이야|이에요|이예요|입니다|이고|인데|이다|이거든|이라|이지|야)"
_AGE_END = rf"(?:살|세)\s?{IS}|살(?:이?\s?됐|밖에)"
_TOLD = r"(?:야|예요|에요|입니다|고|인데|거든요?|지|임)(?=[\s.!~,ㅋㅎㅠㅜ^]|$)"
_HOUSES = (
    "엔지니어링|테크|테크놀로지|산업|소프트|소프트웨어|시스템|시스템즈|정보통신|통신|상사|유통|식품|기업|컴퍼니|랩스|미디어"
    "|엔터테인먼트|스튜디오|로지스틱스|물류|코리아|홀딩스|솔루션|솔루션즈|네트웍스|바이오|케미칼|에너지|모터스|타이어|해운"
    "|건축사사무소|법무법인|세무법인|회계법인|정밀|기계|전기|조선|철강|섬유|어패럴|게임즈|인터내셔널"
)
RULES = (
    rule("age", rf"(?<![\d가-힣])(?P<v>\d{{1,3}})(?:{_AGE_END})", numbers_ko.age),
    rule("age", rf"(?<![가-힣])(?P<v>{numbers_ko.NATIVE})\s?살(?:{IS}|이?\s?됐)", numbers_ko.age),
    rule("age", rf"(?<![가-힣])(?P<v>{numbers_ko.TOLD_ALONE})(?={_COPULA}|이?\s?됐)", numbers_ko.age),
    rule("age", rf"(?<![가-힣])(?P<v>{numbers_ko.TOLD_ALONE}){CLOSE}", numbers_ko.age, own_only=True),
    rule("age", rf"(?<![가-힣\d])(?P<v>{numbers_ko.NATIVE}|\d{{1,2}})\s?살\s(?={JOBS})", numbers_ko.age),
    rule("birth_year", rf"(?<!\d)(?P<v>(?:19|20)?\d{{2}})년\s?생(?:{IS}|(?=\s[가-힣]띠))", numbers_ko.birth_year),
    rule("home", rf"(?<![가-힣])(?P<v>[가-힣]{{2,7}}?)(?:에서|에|서)\s?(?:혼자\s|지금\s)?{LIVES}", open_place),
    rule("home", rf"(?<![가-힣])(?P<v>[가-힣]{{2,7}})\s{LIVES}", place),
    rule("home", r"(?<![가-힣])(?P<v>[가-힣]{2,7}?)(?:으로|로)\s?이사\s?(?:왔|했|갔|옴|함|온)", open_place),
    rule("hometown", rf"고향(?:은|이)?\s(?:[가-힣]{{2,5}}도\s)?(?P<v>[가-힣]{{2,7}}?){IS}", place),
    rule("hometown", rf"(?<![가-힣])(?P<v>[가-힣]{{2,7}})\s?(?:출신|토박이|태생|사람){IS}", place),
    rule("hometown", r"(?<![가-힣])(?P<v>[가-힣]{2,7}?)에서\s?(?:태어났|태어나서|나고\s?자)", place),
    rule("job", rf"(?<![가-힣])(?P<v>(?:[가-힣A-Za-z]{{1,6}}\s?)?(?:{JOBS})){IS}", job, own_only=True),
    rule("job", rf"(?<![가-힣])(?P<v>(?:[가-힣A-Za-z]{{2,6}}\s)?(?:{JOBS}))(?:으로|로)\s?{WORKS}", job),
    rule(
        "job",
        rf"(?:하는\s일|내\s일|본업|생업)(?:은|이)\s(?P<v>[가-힣A-Za-z]{{2,8}}(?:\s[가-힣A-Za-z]{{2,8}})??)(?:이|){_TOLD}",
        trade,
        clear=False,
    ),
    rule(
        "job",
        r"(?<![가-힣])(?P<v>[가-힣]{2,8}(?:\s[가-힣]{2,8})?)\s(?:일(?:을)?\s?(?:해(?:요)?(?=[\s.!~,ㅋㅎㅠㅜ]*$)|하고\s?있|합니다)"
        r"|일로\s먹고\s?살)",
        trade,
    ),
    rule("job", rf"직업은\s(?P<v>[가-힣A-Za-z]{{1,10}}?(?:\s[가-힣]{{2,8}}?)?){IS}", job),
    rule(
        "job",
        rf"(?<![가-힣])(?P<v>(?:카페|편의점|식당|술집|피시방|PC방|pc방|학원|과외|배달|서빙|물류|베이커리"
        rf"|빵집)\s?알바)\s?{DO}",
    ),
    rule(
        "workplace",
        rf"(?<![가-힣A-Za-z])(?P<v>(?:[가-힣]{{1,5}}에\s있는\s)?(?:[가-힣]{{1,5}}\s)?(?:{FIRMS}))(?:에|을"
        rf"|를)?\s?(?:{GOES}|재직)",
        firm,
    ),
    rule(
        "workplace", rf"(?<![가-힣A-Za-z])(?P<v>[가-힣A-Za-z]{{2,8}}(?:{_HOUSES}))(?:에|을|를)?\s?(?:{GOES}|재직)", firm
    ),
    rule("workplace", rf"(?<![가-힣A-Za-z])(?P<v>[가-힣A-Za-z]{{2,10}})에서\s?{WORKS}", where),
    rule("workplace", rf"알바(?:를|는)?\s(?P<v>[가-힣]{{2,8}})에서\s?{DO}", where),
    rule("workplace", rf"(?<![가-힣A-Za-z])(?P<v>{FIRMS})(?:에|로|으로)?\s(?:취직|취업|입사|이직)(?:했|함|됐)", firm),
    rule("school", rf"(?<![가-힣A-Za-z])(?P<v>(?:{SCHOOLS}))(?:에|를|을)?\s?(?:{GOES}|재학)"),
    rule("school", rf"(?<![가-힣\d])(?P<v>[고중초][1-6]|(?:고등학교\s|중학교\s|대학교\s|대학\s)?[1-6]학년){IS}"),
    rule("school", rf"(?<![가-힣])(?P<v>{SCHOOLS})\s(?:[1-6]학년|학생){IS}"),
    rule("major", rf"전공(?:은|이)\s(?P<v>[가-힣A-Za-z]{{2,10}}?){IS}", subject_matter),
    rule("major", rf"(?<![가-힣])(?P<v>[가-힣]{{2,8}}?)(?:을|를)?\s?전공\s?(?:{DO}|했|{IS})", subject_matter),
    rule("major", rf"(?<![가-힣])(?P<v>{MAJORS})(?:과)?{IS}", own_only=True),
    rule("religion", rf"(?<![가-힣])(?P<v>교회|성당|절)(?:에|을|를)?\s{GOES}"),
    rule("religion", rf"(?<![가-힣])(?P<v>기독교|개신교|천주교|가톨릭|불교|원불교|이슬람교|무교)(?:\s?신자)?{IS}"),
    rule("personality", rf"(?<![A-Za-z])(?P<v>[EIei][NSns][TFtf][JPjp])(?![A-Za-z])\s?{IS}", str.upper),
    rule(
        "language",
        rf"(?P<v>(?:{LANGUAGES}))(?:를|도|는)?\s(?:좀\s|조금\s)?(?:할\s?줄\s?알(?!면|았)|잘해(?=[\s.!~ㅋㅎ]|$)"
        rf"|가능해|유창)",
    ),
    rule(
        "language",
        rf"(?P<v>(?:{LANGUAGES}))(?:이랑|랑|하고|와|과)\s(?:{LANGUAGES})(?:를|도|는)?\s할\s?줄\s?알(?!면|았)",
    ),
    rule(
        "relationship",
        r"(?P<v>결혼)\s?(?:했어|했는데|했고|했거든|했습니다|한\s?지|했다|함(?=[\s.!~ㅋㅎㅠㅜ]|$)|\d년\s?차)",
        own_only=True,
    ),
    rule("relationship", r"(?P<v>이혼|약혼)\s?(?:했어|했는데|했고|했거든|한\s?지|했다|함(?=[\s.!~ㅋㅎㅠㅜ]|$))"),
    rule("relationship", rf"(?<![가-힣])(?P<v>솔로|모솔|싱글|돌싱|유부녀|유부남|기혼|미혼){IS}", own_only=True),
    rule("partner", rf"(?<![가-힣])(?P<v>남자\s?친구|여자\s?친구|남친|여친|애인)(?:이|가|도)?\s?(?:{HAS}|생겼)"),
    rule("family", rf"(?<![가-힣])(?P<v>외동(?:딸|아들)?){IS}"),
    rule(
        "pet",
        rf"(?<![가-힣])(?P<v>(?:{PETS})(?:\s(?:한|두|세|네|다섯|\d)\s?마리)?)(?:를|도|을)?\s?(?:키워(?:요"
        rf"|서)?(?=[\s.!~,ㅋㅎㅠㅜ^]|$)|키우(?:는데|고\s?있|고|거든|는\s?중|지만|는\s?집사)|키움|키운다"
        rf"|기르고\s?있|길러)",
    ),
    rule("pet", rf"(?<![가-힣])(?P<v>(?:{PETS})\s(?:한|두|세|네|\d)\s?마리)(?:가|랑)?\s?{HAS}"),
    rule("family", rf"(?<![가-힣])(?P<v>장녀|장남|막내|쌍둥이|둘째|첫째|외아들){IS}", own_only=True),
)
