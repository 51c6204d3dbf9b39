"""The words the safety gate looks for, in Korean and English: tables only. Harmless uses: `crisis_exceptions`.

Korean patterns are written without spaces: `policies.safety` lets neighbouring syllables stand apart (죽 고 싶 다).
Patterns see case-folded text with straight apostrophes. A dot never crosses a hidden exception.
"""

from __future__ import annotations

Table = tuple[tuple[str, tuple[str, ...]], ...]

HIDDEN = "\ue000"  # stands for the words an exception took out

_NEAR = f"[^.!?{HIDDEN}]"
_I = "(?<![가-힣])(?:나|난|내|내가|저|제가|나도|나는|나만|그냥|차라리|이제|오늘|걍)"
_ME_ONLY = "(?<![가-힣])(?:내가|나|나만|나하나|저|제가)"

CRISIS_KO: Table = (
    (
        "wish_to_die",
        (
            "[죽쥭듁줔][고구꼬꾸](?:[싶십싮]|시[퍼프펐포푸따]|파(?![가-힣]))",
            "(?:[주쥬]꼬|[주쥬]거|쥬고|주그고)[싶십]|[주쥬]꼬시[퍼프따]",
            "죽어버리고[싶십]|죽어버릴(?:래|까|거|꺼)|(?:뒤지|디지|뒈지|뒤져버리|뒈져버리)고[싶십]",
            f"{_I}{_NEAR}{{0,8}}(?:죽었으면(?:좋|해|싶|편)|죽어버렸으면)",
            f"{_I}(?:진짜|오늘|이제|곧|그만|걍|그냥)?죽(?:을래(?!\\?)|을게|을꺼|으려고|으러)",
            f"{_I}(?:진짜|오늘|이제|곧|그냥)?죽을(?:거|것)(?!같)|{_I}죽을까(?!봐)",
            "차라리죽(?:[는고]|었|어|자|지|을래|을까|을란)|(?<![가-힣])확죽어버",
            "죽는(?:게|편이)(?:더|훨씬|차라리)?(?:나[을아은]|낫|편)",
            f"{_I}{_NEAR}{{0,8}}죽어야(?:돼|되|해|할|겠|지|끝|만)",
            "나같은[건거게놈년애](?:은|는)?(?:그냥)?(?:죽|없어|사라)",
            "(?<![가-힣])(?:나|날|저|절|나를|저를)(?:좀|제발|그냥)?(?:죽여줘|죽여주세요|죽여줬으면|죽이고[싶십])",
        ),
    ),
    (
        "thoughts_of_death",
        (
            "죽을(?:생각|마음|용기|방법|준비|결심)|죽음(?:에대해|에대한|을|만|이)?(?:자꾸|계속|매일)?(?:생각|떠올)",
            "죽으려고(?:했|한다|해(?![가-힣]))|숨이(?:멎었으면|멈췄으면)|(?:세상|삶)에(?:는)?(?:더는|"
            "아무)?미련(?:이|도)?없",
            "(?:내가|나)(?:없어지는|사라지는)게|고통도?(?:다)?끝나겠",
            "(?:정말|진짜|확)죽을까(?!봐)|죽을까(?:고민|진지|생각)|죽(?:는|을)날만|심장이(?:그냥)?(?:멈췄으면|"
            "멈추면좋|안뛰었으면)",
            "왜살아있|존재가(?:짐|민폐)|숨을?그만쉬|다시는안떴으면|(?:오늘밤|오늘)(?:에)?(?:다)?끝내려고|"
            "고통을?끝내고[싶십]",
            "죽는(?:방법|법|상상)|(?:안아프게|고통없이|편하게|편히)죽[는을고]|죽어도(?:아무도|상관없)",
            f"{_ME_ONLY}죽어도(?:모르|모를|슬퍼)|(?<![가-힣])죽(?:지도|지는|진|질)못(?:하겠|해서사)",
            "죽음(?:만)?이(?:이제)?(?:두렵지|무섭지|답)|죽는(?:게|것이)(?:더는|이제|하나도|전혀)?(?:안무서|"
            "안두려|무섭지않|두렵지않|답)",
            f"죽으면(?:다)?(?:편해|편하|편할|끝나|끝날|끝이|해결|어떨까|어떻게될)|{_ME_ONLY}죽으면",
            "(?:나쁜|안좋은|극단적인?)생각(?:이|을|도|만|까지)?(?:자꾸|계속|막|또|자주|가끔)?"
            "(?:들|드|든|나|난|날|하게|해|했|하고|떠)",
        ),
    ),
    (
        "suicide",
        (
            "(?<![가-힣])자살|스스로목숨|목숨을?(?:끊|버리)|극단적인?선택을?(?:하고|할|생각|해버)",
            "(?<![가-힣])자[.,·*_1~^/ -]+살[.,·*_1~^/ -]*(?:하|할|각|생각|시도|충동|마렵)",
            "(?<![가-힣])(?:[쟈쟌ㅈㅉ]살(?:하|각|생각|마렵)|자ㅅ(?![가-힣ㄱ-ㅎ]))",
            "(?<![ㄱ-ㅎ])ㅈㅅ(?:하고|할|각|생각|시도|마렵|충동)|(?<![ㄱ-ㅎ])ㅈㄱㅅ[ㄷㅍㅇ](?![ㄱ-ㅎ])",
            "목을?매달|목매(?:고[싶십]|서죽|죽)|목을매(?:고[싶십]|려|서|야)|번개탄|연탄을?피우[고려]",
            "(?<![가-힣])투신(?:하고|할|자)|떨어져죽(?:고|을(?!뻔|것))|빠져죽(?:고|을(?!뻔|것))",
            "뛰어내(?:리고[싶십]|릴까|릴래|리면(?:편|끝|죽|어떨|다)|려버|리려|려야|려죽|릴거|리는상상|릴생각)",
            "난간(?:에|위에)(?:서|올라|앉)|한강물(?:온도|따뜻|차갑)|한강(?:에|으로|다리)?(?:뛰어|빠져|투신)|"
            "마포대교[^.!?]{0,10}(?:뛰|난간)",
            "옥상[^.!?]{0,12}(?:뛰어|떨어지고|떨어질)|차(?:에|도에)(?:치이고[싶십]|치였으면|치여죽|뛰어들)",
        ),
    ),
    (
        "self_harm",
        (
            "(?<![가-힣])(?:자해|쟈해)|ㅈㅎ(?:하고|했|할)",
            "(?:손목|팔목|허벅지|팔)(?:을|에|도)?(?:또)?(?:긋|그었|그을|그어|그엇|칼로)",
            "칼로(?:내|나를|제|손목|팔|허벅지|(?:또|막|살짝)?(?:그었|그어|긋|그을))|피를보면(?:마음|편)|"
            "손목에?(?:흉터|칼자국)|목을?조르(?:고[싶십]|는상상|고있)|내목을?조르|(?:내|"
            "제)(?:몸|손목|팔)(?:을|에|를)?(?:긋|그어|그었|상처를?(?:내|냈))",
            "(?:나|저|내자신|나자신|스스로)(?:를|을)(?:해치|다치게하|때리고[싶십])",
        ),
    ),
    (
        "overdose",
        (
            "(?:수면제|약|알약|진통제|타이레놀)(?:을|를|도)?(?:몰래|계속|조금씩)?모(?:아|으고있|았)",
            "(?:수면제|알약|약)(?:을|를)?(?:한꺼번에|한번에|왕창|잔뜩|통째로)(?:다)?(?:먹|삼키|털어)",
            "수면제(?:를)?(?:다|많이)(?:먹|삼키|털어)|(?<![가-힣])약(?:을)?(?:전부|다)(?:먹어버|삼켜|털어넣)",
            "(?:약|수면제|타이레놀|진통제)(?:을|를)?(?:[0-9]{2,}알|수십알|한통|한병|여러통)(?:을|를)?(?:다|"
            "전부)?(?:먹|삼|털)",
        ),
    ),
    (
        "wish_to_vanish",
        (
            "(?:사라|없어)(?:지|져버리)고(?:만)?[싶십](?!지)|(?:이)?세상에서?(?:없어|사라)지고",
            "(?<![가-힣])(?:그냥|세상에서)다?(?:없어졌으면|사라졌으면|지워졌으면)|안태어났으면|태어나고[싶십]지않",
            f"{_ME_ONLY}(?:그냥|좀|확)?(?:사라졌으면|없어졌으면|사라져버렸으면|없었으면)",
            f"{_ME_ONLY}(?:없어지면|사라지면|없어져도|사라져도|없으면(?:다|모두|다들|세상|가족)|없어도아무도)",
            f"{_ME_ONLY}없는게(?:나|낫|더|편)|태어나지(?:말았|말걸|않았으면|않았더라면|않는게)",
            "(?:영원히|영영)(?:잠들|자)(?:고[싶십]|었으면|면좋)|(?:영원히|영영|다시는|눈감고)(?:안|"
            "못)(?:깼으면|일어났으면)",
            "(?:안|못)깨어?났으면|깨어나지(?:않았|말았|않으면)",
            "(?<![가-힣])나하나(?:쯤)?(?:사라진|없어진|죽는|죽어|사라지면)|내장례식",
            "세상에(?:는)?(?:내가|나는)?(?:있을|설|살)?자리(?:가|는)?없|(?:아무도나|나)없어도(?:신경|모를|다들|세상)",
            "눈(?:을)?안떴으면|자다가(?:그냥)?죽[고었을]",
            "(?:이)?세상(?:을)?(?:떠나고[싶십]|뜨고[싶십]|등지고)|(?:하늘나라|저세상|저승)(?:에|"
            "으로)?(?:가고[싶십]|갈래)",
        ),
    ),
    (
        "tired_of_living",
        (
            "(?<![가-힣])살기(?:가|도|는)?(?:너무|진짜|정말|다|그냥)?싫|존재하(?:기싫|고[싶십]지않)|"
            "숨쉬(?:기(?:도)?싫|는(?:것|거|게)도?(?:싫|지겨|고통|괴로))",
            "사는(?:거|것|게)(?:을|를)?(?:이제|다)?(?:그만하고|끝내고|포기하고)[싶십]|그만하고[싶십]어사는|살아봤자",
            "(?<![가-힣])살고[싶십](?:지(?:가|도|는)?(?:않(?!을까)|안)|(?:은|는)?(?:마음|생각|의지)(?:이|도|"
            "가)?(?:하나도|전혀)?없)|안살고[싶십]",
            "(?<![가-힣])(?:나|난|내가|나는)왜태어났",
            "그만살(?:고[싶십]|아도)|(?:이제|인생|그냥)그만살|(?:더는|더이상|더|이제는?|도저히|이대로는?)못살(?:겠|아)",
            "(?<![가-힣])살(?:아갈|아야할)?(?:이유|의미|가치|자신|의욕|희망|힘|용기)(?:가|이|도|를)?(?:전혀|"
            "하나도)?(?:없|모르)",
            "왜사는지(?:도|를)?(?:모르|의문)|왜살아야(?:하|되|돼)|사는(?:의미|이유)(?:가|도|를)?(?:없|모르)",
            "사는(?:게|것이)(?:아무|다|너무)?(?:의미(?:가|도)?없|고통|괴로|지옥|무의미)",
            "살아있는(?:게|것이|것도|것자체가)(?:너무|다)?(?:고통|괴로|싫|힘들|짐|지옥|의미)|살아(?:서)?뭐[해하]",
            "버틸(?:힘|자신|이유)(?:이|가|도)?(?:더는|더이상|이제)?(?:없|안남)|(?:더는|더이상|이제더는)못버티겠",
            "삶을?(?:포기|놓|끝|마감|정리)|인생을?(?:포기|끝내|마감|정리|하직)",
        ),
    ),
    (
        "end_it_all",
        (
            "(?:삶|인생|생|목숨|모든걸|모든것|모든거|다|전부|여기서|이모든|그만)(?:을|를)?(?:그냥|그만|이제|다|확)?"
            "(?:끝내고[싶십]|끝내버리|끝낼(?:래|까|거)|포기하고[싶십]|내려놓고[싶십])",
            "생을(?:마감|끝)|(?:이제|그냥|걍)(?:진짜|정말|다)?끝(?:내고[싶십]|낼래)|이번생은?(?:여기까지|그만)",
        ),
    ),
    (
        "farewell",
        (
            "(?<![가-힣])유서(?:를|도|나|라도|까지)?(?:벌써|미리|이미)?(?:쓰|썼|써|적|남기|남겼|준비)",
            "오늘이?마지막(?:일것같|이될것같|일거같)|마지막(?:으로)?인사(?:하러왔|하려고왔|하고(?:갈|떠))|"
            "(?:엄마|아빠|부모님)미안(?:해요?)?(?:나|"
            "저)?먼저(?:갈게|간다|떠날)",
        ),
    ),
)

_SELF = r"my ?self"
_NT = r"(?:n'?t| ?not)"
_FILL = r"(?:(?:just|really|kinda|honestly|so badly|to|fucking|literally|even|only|all|kind of|sometimes|ever) ){0,3}"
_PILLS = r"(?:\w+ ){0,2}?(?:pills?|meds|medications?|tablets|painkillers|tylenol)"
_GONE = (
    r"(?:died|die|was gone|were gone|am gone|'?m gone|disappeared|vanished|was dead|were dead|"
    r"(?:was|were)(?:n'?t| not) (?:here|around|alive))(?! (?:for|on|to|from|until|at|in)\b)"
)
_NO_PLACE = r"(?! (?:in|with|at|here|there|near|next|on|off|out|alone|by|under|like a|stream))"

CRISIS_EN: Table = (
    (
        "wish_to_die",
        (
            rf"\b(?:k[i1!*]+l+(?:ing|ed)?|unaliv(?:e|ing)|murder|off(?:ing)?|delet(?:e|ing)) {_SELF}\b",
            r"\bk\.?m\.?s\b(?! ?(?:(?:away|per|an hour|from|to)\b|/))|\bk m s\b",
            rf"\b(?:want(?:ed|ing)?|wann?a|plan(?:ning)?|ready|i need|begging|tempted|deserve) {_FILL}(?:2 )?"
            r"(?:die|be dead|stop living|stop existing|not exist|cease to exist|be gone forever)\b",
            r"\bfeel(?:ing)? like dying\b|\bthink(?:ing)? (?:of|about) (?:dying|death)\b|"
            r"\bwish i could (?:just )?not exist\b",
            r"\b(?:wo ?n'?t|not) be (?:around|here|alive) (?:much longer|for (?:much )?long(?:er)?)\b",
            rf"\b(?:wish|hope)(?:ed|ing)? (?:that )?i (?:\w+ )?{_FILL}(?:dead|die|died|dying)\b",
            rf"\brather {_FILL}(?:be dead|die)\b(?! than)|\bbetter off dead\b|\bi (?:should|must|"
            rf"have to) {_FILL}(?:die|be dead)\b",
            rf"\b(?:do(?:es)?{_NT}|dont|did{_NT}|no longer|never|not) {_FILL}(?:want(?:ing)?|wanna|wish|"
            rf"deserve|care) {_FILL}"
            rf"(?:be alive|live|exist|be here any ?more|be on this earth|keep living|go on living)\b{_NO_PLACE}",
            r"\bwish(?:ed)? (?:that )?i (?:was|were|had|'d) ?(?:n'?t|not|never) ?(?:been )?(?:born|alive|"
            r"exist\w*|living)\b",
            r"\bwish(?:ed)? i (?:never existed|did ?n'?t exist|had ?n'?t been born|"
            r"could (?:just )?(?:disappear|vanish|"
            r"die))\b|\bdie in my sleep\b",
        ),
    ),
    (
        "end_it_all",
        (
            r"\bend(?:ing|ed)? (?:my|this) (?:own |whole |miserable )?life\b|\bend(?:ing)? it all\b",
            r"\btak(?:e|ing) my (?:own )?life\b(?! (?:seriously|back|into|in a|to the|for granted))",
            rf"\b(?:want|wanna|going|gonna) {_FILL}end (?:it|everything)\b(?! (?:with|between|early|soon))",
            rf"\b(?:done|through) (?:with (?:life|living|being alive)|living)\b{_NO_PLACE}|\bgiv(?:e|ing|"
            rf"en) up on (?:life|living)\b",
            r"\b(?:thoughts?|thinking|thought) (?:of|about) ending (?:it|things|everything)\b(?! (?:with|"
            r"between))|\bwant out of (?:this )?life\b",
            r"\bdeath (?:is|seems|would be|sounds) (?:the only|better|easier|a relief|my only|nice|peaceful)\b",
        ),
    ),
    (
        "tired_of_living",
        (
            rf"(?:\b(?:no|without (?:a|any))|{_NT} (?:have|see|find|know|got)(?: a| any| the| much| my)?|"
            rf"n'?t any) (?:\w+ )?"
            rf"(?:reason|point|purpose) (?:left )?(?:to|in|for|of) (?:keep |go on )?(?:liv(?:e|ing)|"
            rf"be(?:ing)? alive)\b{_NO_PLACE}",
            r"\bno (?:point|reason|use) (?:in going|to go) on(?: *$| *[.!?,]| any ?more| like this)|"
            r"\bnothing (?:left )?to live for\b|"
            r"\b(?:living|being alive|existing) (?:hurts|is (?:just )?(?:too|so) (?:painful|hard|much|exhausting))\b|"
            r"\bwant (?:the|this|my|all this) (?:pain|suffering) to (?:end|be over|stop forever)\b",
            r"\bwhat(?:'?s| is) (?:even )?the point (?:of|in) (?:living|being alive|my life|life any ?more|"
            r"staying alive|existing)\b",
            rf"\b(?:is{_NT}|isnt|'s not|not) (?:even )?worth living\b|\blife(?: is|'s)? ?{_NT} (?:even |"
            rf"really )?worth it\b|\bkeep living like this\b",
            r"\bwhy (?:am i|do i) (?:even |still )?(?:alive|exist|bother living)\b",
            rf"\b(?:tired|sick|exhausted|hate) (?:of )?(?:living|being alive|existing)\b{_NO_PLACE}|\b(?:tired|"
            rf"sick) of (?:this )?life\b",
            r"\bca(?:n'?t|nnot|n not) (?:go on (?:any ?more|any longer|living|like this)|keep living|"
            r"live (?:any ?more|like this))\b",
        ),
    ),
    (
        "burden",
        (
            r"\b(?:better off|happier|easier|better) (?:off )?(?:without me|if i (?:was|were)(?:n'?t| not|"
            r" gone| dead)|if i (?:died|disappeared))",
            rf"\b(?:care|notice|miss me|cry|be sad|mind)(?: at all| or care)? if i (?:just )?{_GONE}",
            r"\b(?:no ?one|nobody) (?:would|will|'d) (?:even )?(?:miss me|notice i'?m gone)\b",
            r"\bif i (?:just )?(?:died|killed)\b[^.!?]{0,20}\b(?:would|tonight|tomorrow|today)\b|"
            r"\bwhat if i (?:just )?(?:died|jumped|ended it)\b",
        ),
    ),
    (
        "suicide",
        (
            r"\bs[u*]+[i1!*][- ]?c[i1!*]d(?:e|al|ally|es)\b|\bsewer ?slide\b",
            rf"\b(?:hang(?:ing)?|shoot(?:ing)?|drown(?:ing)?|poison(?:ing)?|strangl(?:e|ing)|suffocat(?:e|"
            rf"ing)) {_SELF}\b",
            r"\bjump(?:ing|ed)? (?:off|in front of|out of) (?:a |an |the |my |this )?(?:\w+ )?"
            r"(?:bridge|building|roof(?:top)?|balcony|window|train|bus|traffic|truck|tracks)\b",
            rf"\b(?:walk|step|run|throw {_SELF})(?:ing|ping|ning)? (?:into traffic|in front of (?:a|"
            rf"the) (?:train|bus|car|truck))\b",
            rf"\bthrow(?:ing)? {_SELF} (?:off|under)\b|\b(?:bullet|gun) (?:in|to|through) my (?:head|brain|mouth)\b",
        ),
    ),
    (
        "self_harm",
        (
            rf"\b(?:cut|cuts|cutting|burn|burning|stab|stabbing|harm|harming|harmed|hurt|hurting|starv(?:e|"
            rf"ing)) {_SELF}\b",
            r"\bself[- ]?(?:harm\w*|injur\w*|mutilat\w*)",
            r"\b(?:slit|slitting|cut|cutting|slash\w*|slice) (?:open )?my (?:wrists?|arms?|thighs?|veins?|throat)\b",
            r"\b(?:started|began|back to|been|keep) cutting again\b|\bkeep cutting *(?:$|[.!?,])|"
            r"\brelapsed and cut\b|\b(?:urges?|want|wanna|need) (?:to )?cut *(?:$|[.!?,])|\bwrists? (?:is|"
            r"are) bleeding\b|\burges? to cut\b(?! (?:carbs|sugar|my hair|it|corners))",
        ),
    ),
    (
        "overdose",
        (
            r"\bover ?dos(?:e|ed|ing)\b|\bod(?:ing|'?d|ed)? on\b",
            rf"\b(?:want|wanna|going|gonna|just|could|might|about|let me) {_FILL}(?:take|swallow|"
            rf"down) all (?:of )?(?:my|the|these) {_PILLS}",
            rf"\b(?:take|took|taking|swallow\w*|down(?:ed|ing)?) (?:a (?:whole )?bottle of|a bunch of|"
            rf"a handful of|too many|[1-9][0-9]+|twenty|thirty|forty|fifty) {_PILLS}",
            rf"\b(?:saving|stockpil\w+|hoarding|collecting|saved) (?:up )?(?:all )?(?:of )?(?:my |"
            rf"the )?{_PILLS}|\ball my pills at once\b|\btook all (?:of )?(?:my|the) (?:sleeping )?pills\b(?! (?:today|this|for|as))",
        ),
    ),
    (
        "wish_to_vanish",
        (
            rf"\b(?:want|wanna|wish|wish i|hope|hope i|could|rather|just|and|to) {_FILL}(?:never|not|do{_NT}|"
            rf"did{_NT}|would{_NT}) {_FILL}wake up\b",
            rf"\bdo{_NT} (?:want|wanna) {_FILL}wake up\b|\b(?:of|about) (?:never|not) waking up\b",
            rf"\b(?:want|wanna|need) {_FILL}(?:disappear|vanish)(?: *$| *[.!?,]| forever| from| completely|"
            rf" and (?:never|not))",
            r"\b(?:disappear|sleep|asleep) forever\b",
        ),
    ),
    (
        "farewell",
        (
            r"\b(?:written|wrote|writing|write) (?:my|a|the) (?:goodbye|last|final) (?:letter|note)\b|"
            r"\bmy own funeral\b|\bplease let me die\b|\bhappier dead\b|\bif i live or die\b|\b(?:pills?|"
            r"much) (?:would it take |does it take )?to die\b|\bwant to bleed\b|\bpills so i can\b|"
            r"\bneeds? me alive\b|\bburden to (?:everyone|everybody|my family|them all)\b|"
            r"\btonight\b[^.!?]{0,20}\bend (?:it|everything)\b",
            r"\b(?:goodbye|farewell|final|last) (?:letter|note)s? (?:to|for) (?:my (?:family|mom|mum|parents|"
            r"friends|kids)|everyone)\b",
            r"\bgoodbye forever\b|\b(?:gun|rope|knife|blade)\b[^.!?]{0,40}\bon myself\b",
            r"\bthis is my (?:goodbye|last (?:message|night|day on earth|day alive))\b",
        ),
    ),
    (
        "someone_close",
        (
            r"\bmy (?:\w+ )?(?:friend|sister|brother|mom|mum|dad|mother|father|boyfriend|girlfriend|wife|"
            r"husband|partner|"
            r"son|daughter|roommate|ex|cousin)\b[^.!?]{0,40}\b(?:wants to die|(?:kill|cut|hurt|harm)(?:s|ed|"
            r"ing|ting)? "
            r"(?:him|her|them)sel(?:f|ves)|end(?:ing)? (?:his|her|their) (?:own )?life)\b",
        ),
    ),
)
