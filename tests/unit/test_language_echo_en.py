"""English echoes: what a listener gives back of a line, and what is never given back."""

from __future__ import annotations

import pytest

from policies.language.echo import echo_of
from policies.language.echo.en_words import CAPITALS, TURNED

TOLD = {
    "had the day off today": "You had the day off today",
    "and i slept till noon lol": "You slept till noon",
    "found a jar of olives from 2021 at the back of the fridge": "You found a jar of olives from 2021",
    "no i didn't eat one": "You didn't eat one",
    "anyway i moved the couch to the other wall by myself": "You moved the couch to the other wall by yourself",
    "so my friend dana and i had a fight": "You and your friend dana had a fight",
    "she asked me what i thought!!": "She asked you what you thought",
    "she hasn't texted back since thursday": "She hasn't texted back since Thursday",
    "i ordered sneakers online and they sent two left shoes": "They sent two left shoes",
    "customer service wants me to send photos as proof": "Customer service wants you to send photos as proof",
    "i laughed for like ten minutes": "You laughed for ten minutes",
    "my parents are visiting on saturday": "Your parents are visiting on Saturday",
    "mom's gonna check the dust on top of the fridge i swear": "Your mom's gonna check the dust on top of the fridge",
    "dad's easy, he just falls asleep in front of the tv": "He just falls asleep in front of the TV",
    "i'm kinda looking forward to it tho": "You're kinda looking forward to it",
    "next week i want to get up at 7 every day": "You want to get up at 7 every day",
    "Just got home from work": "You just got home from work",
    "left my umbrella on the bus again": "You left your umbrella on the bus again",
    "so my boss moved the deadline to wednesday": "Your boss moved the deadline to Wednesday",
    "my coworker already finished hers": "Your coworker already finished hers",
    "the cat knocked over my plant while we're talking": "The cat knocked over your plant",
    "my landlord painted the hallway green": "Your landlord painted the hallway green",
    "my son plays the harmonica": "Your son plays the harmonica",
    "nobody told me": "Nobody told you",
    "no one told me": "No one told you",
    "it cost me 80 bucks": "It cost you 80 bucks",
    "took me two hours": "It took you two hours",
    "i was late again": "You were late again",
    "been on my feet since 7": "You've been on your feet since 7",
    "making dinner now": "You're making dinner now",
    "im seeing my dad tomorrow": "You're seeing your dad tomorrow",
    "he's my brother's friend": "He's your brother's friend",
    "i bought cookies because i ran out of time": "You bought cookies",
}
ASKED = {
    "they sent two left shoes": "They did",
    "she hasn't texted back": "She hasn't",
    "i cleaned the kitchen": "You did",
    "i do exercise sometimes": "You do",
    "there's no tea": "There isn't",
    "i'm learning guitar": "You are",
    "we've been driving all day": "You have",
    "i never win anything": "Never",
    "i have a dentist appointment": "You do",
    "she has a recital on sunday": "She does",
    "he has been there before": "He has",
    "i had to take her to the vet": "You did",
    "my mom called": "She did",
    "my boss laughed": "They did",
    "my dad snores": "He does",
    "my socks were everywhere": "They were",
    "my car won't start": "Your car won't",
    "i can play two chords now": "You can",
    "they'll call by friday": "They will",
    "nobody called": "They didn't",
    "everyone's crowding around": "They are",
    "i did not eat it": "You didn't",
    "it's snowing here": "It is",
    "i wasn't there": "You weren't",
    "she said yes obviously": "She did",
    "we don't usually eat together": "You don't",
    "i think i talked for an hour": "You think so",
}
NOUNS = {
    "TWO LEFT SHOES": "Two left shoes",
    "third one this year": "Third one this year",
    "third floor. no lift.": "No lift",
    "no tea in the house. just coffee": "No tea in the house",
    "he ate a whole stick of butter yesterday": "A whole stick of butter",
    "she gave me a free croissant": "A free croissant",
    "his name is potato": "Potato",
    "her name's biscuit": "Biscuit",
    "she weighs like 15 pounds": "15 pounds",
    "it's for a bakery, nothing huge": "A bakery",
    "it was just a guy selling windows": "A guy selling windows",
    "they'd been driving for nine hours": "Nine hours",
    "he asked her at a gas station lol": "A gas station",
}
NOTHING = [
    "how was your day?",
    "did anything happen out there",
    "should i tell her",
    "tell me a joke",
    "don't laugh",
    "please stay",
    "you're missing out",
    "i love talking to you",
    "thanks for listening",
    "that's insane",
    "ok fair",
    "hmm maybe",
    "i know i know",
    "i guess so",
    "i'm so tired",
    "i feel sick",
    "i miss her",
    "i'm too stubborn",
    "my back is killing me",
    "i want to die",
    "i keep thinking about killing myself",
    "my grandmother passed away last week",
    "my uncle has cancer",
    "my dog died",
    "i got fired",
    "he dumped me",
    "he hit me",
    "i had sex with my ex",
    "my boss is an idiot",
    "i bought weed",
    "asdkjfh sdkfjh",
    "i xxxxqqqzzz it",
    "12345",
    "lol",
    ":(",
    "",
    "see https://example.org/page",
    "first line\nsecond line",
    "나 오늘 연차였어",
    "je suis allé au marché",
    "i {name} it",
    "i bought *two* `things`",
    "when i got home",
    "i'm back",
    "i should clean that up",
]
EVERYTHING = (*TOLD, *ASKED, *NOUNS, *NOTHING)
MOST_CHARS = 64
ADDED = {"you", "your", "yours", "yourself", "yourselves", "are", "were", "weren't", "and", "it", "no", "one", "never"}
ADDED |= set(TURNED.values())


@pytest.mark.parametrize(("said", "told"), TOLD.items())
def test_a_short_clause_is_turned_to_the_listener(said: str, told: str) -> None:
    echo = echo_of(said, "en")
    assert echo is not None
    assert echo.told == told


@pytest.mark.parametrize(("said", "asked"), ASKED.items())
def test_a_statement_is_answered_by_its_own_verb(said: str, asked: str) -> None:
    echo = echo_of(said, "en")
    assert echo is not None
    assert echo.asked == asked


@pytest.mark.parametrize(("said", "noun"), NOUNS.items())
def test_the_last_thing_named_is_taken_up(said: str, noun: str) -> None:
    echo = echo_of(said, "en")
    assert echo is not None
    assert echo.noun == noun


@pytest.mark.parametrize("said", NOTHING)
def test_questions_orders_feelings_grave_and_indecent_words_are_not_given_back(said: str) -> None:
    assert echo_of(said, "en") is None


@pytest.mark.parametrize("said", EVERYTHING)
def test_an_echo_is_short_and_made_of_the_persons_own_words(said: str) -> None:
    echo = echo_of(said, "en")
    known = set(said.casefold().replace("’", "'").replace("'", " ").split()) | {"wasn", "weren"}
    for text in (echo.told, echo.noun) if echo else ():
        words = {word for each in text.casefold().split() if each not in ADDED for word in each.split("'")}
        own = {each.strip('.,!?:;()"') for each in known} | {"s", "t", "m", "ve", "re", "d", "ll"}
        assert len(text) <= MOST_CHARS
        assert words <= own | {word.casefold() for word in CAPITALS} | {"you", "i"}, text


@pytest.mark.parametrize("said", EVERYTHING)
def test_no_half_of_a_line_raises_or_grows(said: str) -> None:
    for end in range(len(said) + 1):
        for part in (said[:end], said[end:]):
            echo = echo_of(part, "en")
            assert echo is None or max(map(len, (echo.told, echo.asked, echo.noun))) <= MOST_CHARS


@pytest.mark.parametrize("said", [said for said in (*TOLD, *ASKED, *NOUNS)])
def test_the_same_words_as_a_question_are_not_given_back(said: str) -> None:
    assert echo_of(f"{said}?", "en") is None


@pytest.mark.parametrize("said", [said for said in (*TOLD, *ASKED)])
def test_the_same_words_behind_a_word_of_death_are_not_given_back(said: str) -> None:
    assert echo_of(f"she died. {said}", "en") is None
