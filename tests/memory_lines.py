"""Lines with and without a question to memory: ordinary talk asks and remembers all the time."""

ORDINARY_KO = """\
나 알아? 오늘 진짜 힘들었다
나 뭐 먹을지 모르겠어
그거 알아? 나 오늘 승진했어
나 오늘 친구 만났어 알아?
내 말 맞지?
아까 내가 얘기했잖아
나 어제 술 먹고 기억이 안 나
기억나? 우리 처음 만난 날
우리 언제 만나지
우리 뭐 하지
나 뭐 하지 심심해
나 이거 살까 말까 어쩌지
나 예쁘지?
나 잘했지?
내일 비 온댔지? 나 우산 없는데
우리 엄마 진짜 짜증나지 않냐
내 친구가 그러는데 그 영화 재밌댔어
나 지금 뭐 하는지 알아?
내 마음 알지?
너 나 좋아해?
나 사랑해?
내가 누군지 알아?
나 배고파 뭐 먹지?
나 오늘 뭐 했게?
우리 강아지 귀엽지?
내 동생 진짜 웃기지
나 그 사람 이름이 기억 안 나
내가 기억력이 안 좋아
나 어릴 때 기억나는 게 하나 있는데
친구한테 말했더니 나보고 미쳤대
내가 엄마한테 말했는데 안 들어줘
나 부장님한테 얘기했어 그만둔다고
내가 그랬지 뭐
나 오늘 완전 망했지 뭐야
나는 이제 어떡하지?
제가 알아서 할게요
나 혼자 알아서 할게
나도 알아
나도 알고 있어
나는 그거 몰랐는데 너는 알아?
내 폰 어디 갔지
내 지갑 어디 뒀더라
나 회사 가기 싫다 어떡해?
나 약 먹었나?
나 병원 가야 될까?
우리 나이에 연애가 되나?
내 꿈 얘기 해줄까?
나 꿈에서 하늘을 날았어 신기하지?
나 내일 뭐 입지?
우리 회사 사람들 왜 이러지?
저 오늘 좀 우울하죠?
나 요즘 왜 이렇게 피곤하지
난 네가 좋더라
나는 겨울이 좋더라
내가 만든 파스타 맛있더라고
나 오늘 길에서 고양이 봤는데 진짜 귀엽더라
우리 할머니가 그랬는데 감기엔 생강차랬어
네가 내 얘기 했어?
나 뭐라고 부를 거야?
나한테 왜 그랬어? 뭐라고 했어 걔가
오늘 나 생일인 거 알아?
내가 그걸 알아야 돼?
나 말 못했지 결국
안녕
뭐 해?
오늘 뭐 먹었어?
나 방금 퇴근했어
너무 피곤하다
내일 뭐 하지
주말에 뭐 할 거야?
비 오네
나 머리 아파
우리 집 고양이 왜 이럴까?
나 지금 회사야 뭐 해?
내가 뭘 잘못했을까?
나 커피 마셔도 될까?
내 남친 왜 저럴까?
나랑 친구 할래?
나 취미 하나 추천해 줄래?
나 살 좀 빼야 되나?
우리 언제 놀러 갈까?
나 학교 가기 싫은데 어떡하지?
저 운동 시작할까요?
내 생일에 뭐 하지?
나 생일 선물 뭐 사 줄 거야?
내 이름 예뻐?
나 이름 바꿀까?
우리 엄마한테 뭐 사 드리지?
나 어디 아픈가?
나 병원 가 봐야 하나?
나 이직할까? 지금 직장 별로야?
나 오늘 약속 있는데 뭐 입지?
나 좋아하는 사람 생겼어 어떡해?
나 매운 거 먹고 싶은데 뭐 먹지?
내가 제일 좋아하는 계절이 뭔지 알아?
나 꿈이 뭘까?
내 성격 어때?
나 몇 살로 보여?
내 나이에 이거 입어도 돼?
나 집에 가도 돼?
우리 동네 맛집 알아?
나 강아지 키울까?
우리 강아지 산책 시킬까?
나 여행 계획 세워줄래?
나 언제 자지?
나 내일 일정 많은데 다 할 수 있을까?
나 영어 잘하고 싶은데 어떻게 해?
내 동생 바보지?
우리 아빠 왜 그래?
나 결혼할 수 있을까?
나 연애 못하는 이유가 뭘까?
나 교회 다녀 볼까?
내 친구 얘기 들어볼래?
기억해 둬, 나 내일부터 다이어트야
너 오늘 기분 좋지?
우리 예전에 자주 가던 카페 문 닫았대
내가 말했잖아, 안 된다니까
걔가 뭐라고 했는지 알아?
너 어디 산다고 했지?
네가 뭐 좋아한다고 했지?
내 택배 언제 와?
내 차례 언제야?
나 지금 어디게?
내 문제가 뭐야?
내 매력이 뭐야?
나 이제 어디서 살지?
나 앞으로 무슨 일 하지?
이 노래 가수 이름이 뭐였지?
그 영화 제목 뭐더라?
그때 그 집 기억나?
우리 처음 만난 날 기억나?
작년에 눈 많이 온 거 기억나?
기억력 좋아지는 음식 있어?
비밀번호가 기억 안 나서 짜증나
나중에 기억나면 말해 줄게
내 동생 시험 붙었대 대박이지?
""".splitlines()

ORDINARY_EN = """\
do you know what I mean?
I told you so haha
I told my boss I quit
you know what I did today?
I remember when we were kids
I can't remember where I put my keys
do you know how tired I am
I mentioned it to my mom and she laughed
remind me to buy milk
do you love me?
what should I do?
what do I do now?
how do I look?
am I pretty?
should I call my mom?
do you like my dog?
my friend likes you
what did I just watch
what did I do wrong?
I don't remember anything from last night
remember that I love you
did I say something wrong?
did I mention that I hate mondays?
I said hi to him and he ignored me
do you know any songs I might like?
do you know my type?
is my hair weird?
why does my cat stare at me?
why is my boss like this?
should I see a doctor?
do I need a doctor for this cough?
can I tell you something about my sister?
guess what my brother did?
my brother, can you believe him?
can you believe my mom said that?
what would you do if I died?
when do I get to meet you?
when is my food going to get here?
when are we going to talk about us?
how old do I look?
do I look my age?
are we friends?
are we dating?
am I going to be single forever?
I want to speak to my manager, is that rude?
do we have plans?
where did I go wrong?
who am I even kidding?
what is my life?
why am I like this?
do you remember being born? I don't
my memory is terrible, I can't remember names
I remember your face
I need to remember my password
should I learn a new language for my job?
can I eat pizza for my birthday?
do you speak my language?
do you think my company will fire me?
will I ever be married?
is my job killing me?
does my school suck or is it me?
I know right?
hi
what are you up to?
what did you eat today?
I just got home
so tired
what should I make for dinner?
it's raining again
my head hurts
why is my cat so weird?
can you help me with my english?
how do I tell my boss I'm sick?
do you think I should quit my job?
what should I get my mom?
should I get a dog?
can I call you later?
am I boring?
what would I do without you?
how was your day? mine was long
where should I go on vacation?
when should I sleep?
would you like to hear about my day?
do you like me?
I love rain, don't you?
is it ok if I go to bed?
should I text my ex?
why did my friend ignore me?
how can I make friends?
can you be my friend?
can I be your girlfriend?
what's my problem?
what did I miss?
what did I tell you? men are trash
what happened to my weekend?
where do I even start?
how do I get to work faster?
do I need to go to school tomorrow?
is my place messy or is it me?
what do my neighbours do all night?
my town is so boring, what about yours?
do you want to know my favourite movie?
will you be there for my birthday?
should I have a birthday party?
can I change my name?
how do you like my name?
is 30 too old for me?
should I study tonight?
do I have to work for my dad?
can I eat cheese before bed?
I can't stand my boss, can I vent?
what's for dinner, my love?
do you remember when we first met?
do you remember the nineties?
remind me to call mum tomorrow
remind me when it's five
tell me what to do
tell me how to cook rice
what did you say your name was?
where did you say you live?
what's my problem then?
what's my best option here?
when is my order arriving?
when is my turn?
do you know what time it is?
do you know where I can buy stamps?
you remember everything, don't you?
I was told my flight is late
my boss said what?
who did you say called?
have I lost my mind?
what have I done?
how am I supposed to sleep?
I forgot my umbrella, typical, right?
""".splitlines()

ASKING_KO = """\
내가 어디 산다고 했지?
나 어디 산다고 했더라?
내 생일 언제게?
내 생일이 언제라고 했지?
내 생일 기억해?
내 생일 알아맞혀 봐
우리 엄마 생신 언제지?
엄마 생신 언제라고 했어?
내 직업 뭐라고 했더라?
내 직업이 뭐야?
나 다니는 회사 이름 기억나?
내 취미 뭐야?
내 취미가 뭐였지?
내 혈액형 뭐라고 했지?
내 고향 어디라고 했지?
나 몇 살이게?
내 나이 기억나?
내 여동생 이름이 뭐야?
여동생 둘째 이름 뭐였지?
우리 강아지 이름 기억나?
우리 고양이들 이름 기억해?
강아지 이름 뭐게?
나 뭐 먹으면 두드러기 난다고 했지?
내가 무슨 알레르기 있다고 했지?
내 알레르기 뭐였지?
나 알레르기 있어?
박 과장이랑 왜 싸웠는지 기억나?
내가 누구랑 싸웠다고 했지?
수영 무슨 요일에 간다고 했지?
태식이 어디서 일한다고 했지?
태식이는 무슨 알레르기 있다고 했지?
내 기타 얼마 줬다고 했지?
이사하기 전에 나 어디 살았지?
나 언제 이혼했다고 했지?
내 면허 시험 언제야?
내 면접 언제더라?
회식 때 왜 힘들다고 했지?
지난번에 저녁으로 뭐 시켜 먹었다고 했지?
우리 엄마 무슨 일 하시는지 기억나?
내가 병원 왜 갔다고 했지? 손목 얘기
나에 대해 뭐 알아?
나 기억나?
너 나 기억해?
나에 대해 기억하는 거 말해 봐
내가 어제 뭐라고 했지?
""".splitlines()

ASKING_EN = """\
where did I say I live?
do you remember where I live?
do you still remember my name?
what's my job again?
what is my job?
where do I work?
where do I live?
how old am I?
when is my birthday?
when's my mum's birthday?
do you remember my birthday?
do you know when my birthday is?
do you know my birthday?
remind me what my job is
remind me when my interview is
tell me where I live
what's my sister's name?
who is my sister?
do I have a sister?
what is my dog called?
what are my cats called?
what's the name of my dog?
do you remember my dog?
what am I allergic to?
do I have any allergies?
do you remember what I'm allergic to?
where am I from?
where did I grow up?
what do I do for a living?
what's my hobby?
what's my blood type?
when is my driving test?
when is my interview?
what did I tell you about my boss?
what did I say about the flat?
what have I told you about my family?
why did I say I was tired?
who did I say I was meeting?
do you remember why I quit?
do you remember where I lost my umbrella?
do you remember what I told you yesterday?
I told you my name, what is it?
do you remember me?
what do you know about me?
where did I live before I moved?
hey, what's my major?
""".splitlines()
