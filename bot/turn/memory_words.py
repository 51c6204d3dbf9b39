"""How the persona says what it remembers when no model words it, by language and speech level. Words only."""

from __future__ import annotations

from collections.abc import Mapping

# {about}: "엄마 생일은"; {value}: "3월 4일이라고"; {quote}: what was said, word for word;
# {all}: "이름 지훈, 사는 곳 망원동".
TELLS: Mapping[str, Mapping[str, str]] = {
    "banmal": {
        "fact": "{about} {value} 했잖아.",
        "said": "{day}에 “{quote}”라고 했었어.",
        "unknown": "음… 그건 아직 못 들은 것 같은데. 얘기해 줄래?",
        "unsure": "음… 바로 떠오르지가 않네. 다시 한번 얘기해 줄래?",
        "happens": "{value} 얘기 했었잖아.",
        "everything": "내가 기억하는 건 이래. {all}.",
        "little": "아직 너에 대해 아는 게 별로 없어. 얘기해 줄래?",
    },
    "haeyo": {
        "fact": "{about} {value} 했잖아요.",
        "said": "{day}에 “{quote}”라고 했었어요.",
        "unknown": "음… 그건 아직 못 들은 것 같아요. 얘기해 줄래요?",
        "unsure": "음… 바로 떠오르지가 않네요. 다시 한번 얘기해 줄래요?",
        "happens": "{value} 얘기 했었잖아요.",
        "everything": "제가 기억하는 건 이래요. {all}.",
        "little": "아직 아는 게 별로 없어요. 얘기해 줄래요?",
    },
    "hasipsio": {
        "fact": "{about} {value} 하셨습니다.",
        "said": "{day}에 “{quote}”라고 하셨습니다.",
        "unknown": "그 이야기는 아직 듣지 못한 것 같습니다. 들려주시겠습니까?",
        "unsure": "바로 떠오르지가 않습니다. 다시 한번 말씀해 주시겠습니까?",
        "happens": "{value} 이야기를 하셨습니다.",
        "everything": "제가 기억하는 것은 다음과 같습니다. {all}.",
        "little": "아직 아는 것이 많지 않습니다. 들려주시겠습니까?",
    },
    "plain": {
        "fact": "You told me {about}.",
        "said": "On {day} you said: “{quote}”",
        "unknown": "I don't think you've told me that yet. Will you?",
        "unsure": "It won't come to mind right now. Tell me again?",
        "happens": "You told me: {value}.",
        "everything": "Here is what I remember: {all}.",
        "little": "I don't know much about you yet. Will you tell me something?",
    },
}
# {whose} is "your" or "your mother's", {who} "you" or "your mother"; {s} the ending of a verb for the latter.
ENGLISH: Mapping[str, str] = {
    "name": "{whose} name is {value}",
    "age": "{who} {are} {value}",
    "birthday": "{whose} birthday is {value}",
    "birth_year": "{who} {were} born in {value}",
    "home": "{who} live{s} in {value}",
    "hometown": "{who} {are} from {value}",
    "job": "{whose} job is {value}",
    "workplace": "{who} work{s} at {value}",
    "school": "{who} go{es} to {value}",
    "major": "{whose} major is {value}",
    "likes": "{who} like{s} {value}",
    "dislikes": "{who} do{es}n't like {value}",
    "hobby": "{whose} hobby is {value}",
    "allergy": "{who} {are} allergic to {value}",
    "goal": "{who} want{s} to {value}",
    "language": "{who} speak{s} {value}",
}
ENGLISH_ELSE = "about {whose} {label}: {value}"
# A person or pet whose value says what they are: "your sister Sue".
ENGLISH_PEOPLE = frozenset({"family", "friend", "colleague", "pet", "partner"})
ENGLISH_PERSON = "about {whose} {value}"
