"""Whether a sentence tells of something pleasant or unpleasant, by its words. For an honest line where nothing fits."""

from __future__ import annotations

import re
from typing import Literal

from policies.language.negation import is_negated
from policies.language.normalise import clean

Mood = Literal["good", "bad"]

_GOOD = re.compile(
    r"좋[아았은다네더]|맛있|귀엽|귀여|예쁘|예뻤|예뻐|재밌|재미있|행복|신나|신났|기뻐|기뻤|뿌듯|다행|성공|합격|이겼|당첨|고맙|"
    r"설레|편안|시원|따뜻|웃었|칭찬|선물 ?받|즐거|즐겁|최고|반갑|반가|잘 ?됐|잘 ?했|잘 ?나왔|사랑해|"
    r"멋있|멋지|나았|나아졌"
    r"|\b(?:good|great|nice|lovely|love[ds]?|loving|happy|glad|fun|"
    r"funny(?! (?:noise|sound|smell|taste|feeling|look|turn|thing))|"
    r"cute|sweet|delicious|tasty|yummy|beautiful|"
    r"wonderful|amazing|awesome|excited|exciting|proud|relieved|won|passed|enjoy\w*|"
    r"kind of (?:him|her|them)|fantastic|perfect|cosy|cozy|luckily|lucky|sunny)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"힘들|힘든|아프|아파|아팠|싫|짜증|화나|화났|슬프|슬퍼|슬펐|속상|우울|피곤(?!해서|했)|지쳤|지친|망했|(?<!도)망쳤|실패|떨어졌|졌어|잃어|놓쳤|"
    r"부끄러|창피|쪽팔|무서|무섭|"
    r"불안|걱정(?!해 ?주| ?마)|답답|억울|서운|섭섭|(?<![의해야])외로|후회|미치겠|죽겠|고장|깨졌|다쳤|싸웠|혼났|혼나|"
    r"거절|안 된대|안 ?됐|취소|늦었|지각|비싸|시끄러|더러|귀찮|어려워|어렵|별로|최악|울었|눈물|못 ?잤|배고"
    r"|\b(?:bad|awful|terrible|horrible|worse|worst|hate[ds]?|sad|upset|angry|annoy\w*|tired|exhaust(?:ed|ing|ion)|sick|hurts?|pain(?:ful|s)?|"
    r"lost|lose|broke|broken|crash\w*|fail\w*|ruin\w*|cancel\w*|late|scared|scary|afraid|worr\w+|anxious|nervous|lonely|"
    r"embarrass\w*|ashamed|awkward|boring|bored|stress\w*|difficult|hard|cried|crying|fight|fought|yelled|ignored|alone|"
    r"miss(?:ed)?|expensive|noisy|messy|dirty|badly|"
    r"grinding|leak\w*|(?:funny|strange|odd) (?:noise|sound|smell)|unfortunately|weird|stuck|sorry|problem|trouble)\b",
    re.IGNORECASE,
)
# Wished, missed, meant as a joke, or only the object of a liking: pleasant words that say nothing pleasant.
_NOT_SO = re.compile(
    r"겠[다는네어지]|[았었했]으면|텐데|줄 ?알았|좋아하[는던]|고 ?싶|면 ?좋|별로|덜 |[가-힣] ?줘|추천"
    r"|\b(?:wish|would|could|used to|hop(?:e|ed|ing)|supposed to|if|almost|without|no|oh great|just great|great,|"
    r"(?:too|so much) for|good (?:for|luck|grief|lord|god)|nothing)\b",
    re.IGNORECASE,
)


def mood(text: str) -> Mood | None:
    """None for neither, both, or a wish: a false cheerful reading costs more than a missed one.

    What is not good is bad; what is not bad is left open.
    """
    plain = clean(text).replace("’", "'")
    good, bad = _GOOD.search(plain) is not None, _BAD.search(plain) is not None
    if good == bad:
        return None
    if is_negated(plain):
        return "bad" if good else None
    if good:
        return None if _NOT_SO.search(plain) else "good"
    return "bad"
