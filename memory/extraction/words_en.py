"""English words for trades, pets and languages, and words that end a phrase. Lists only, no rules."""

from __future__ import annotations

JOBS = frozenset(
    """
    nurse doctor surgeon physician paramedic emt dentist hygienist pharmacist vet veterinarian therapist
    psychologist psychiatrist counselor counsellor teacher tutor professor lecturer researcher scientist biologist
    chemist physicist mathematician statistician engineer developer programmer coder architect designer illustrator
    animator artist painter sculptor photographer filmmaker director producer editor writer author novelist poet
    journalist reporter copywriter translator interpreter librarian accountant auditor bookkeeper banker analyst
    consultant economist trader broker actuary lawyer attorney solicitor barrister paralegal judge cop officer
    policeman policewoman detective firefighter soldier marine sailor pilot steward stewardess mechanic electrician
    plumber carpenter welder builder contractor roofer gardener landscaper farmer fisherman driver trucker courier
    chef cook baker barista bartender waiter waitress server cashier clerk receptionist secretary assistant
    administrator manager supervisor executive director ceo cto founder entrepreneur freelancer salesperson
    salesman realtor recruiter marketer strategist technician machinist operator janitor cleaner housekeeper nanny
    babysitter caregiver carer hairdresser barber beautician tattooist stylist model actor actress dancer singer
    musician composer drummer guitarist dj comedian youtuber streamer athlete coach trainer referee lifeguard guard
    student intern apprentice grad undergrad postdoc priest pastor rabbi monk nun astronaut
    beekeeper florist homemaker housewife curator paleontologist geologist astronomer botanist optician optometrist
    radiologist midwife physiotherapist physio nutritionist dietitian seamstress tailor jeweler butcher brewer
    sommelier tester admin sysadmin
    """.split()
)
PETS = (
    "dog|puppy|cat|kitten|hamster|rabbit|bunny|parrot|budgie|hedgehog|turtle|tortoise|goldfish|fish|gecko|lizard"
    "|snake|ferret|guinea pig|horse|chinchilla|corgi|poodle|labrador|husky|beagle|rat|bird|golden retriever"
    "|retriever|german shepherd|shih tzu|chihuahua|dachshund|pug|bulldog|border collie|collie"
)
PETS_MANY = (
    "dogs|puppies|cats|kittens|hamsters|rabbits|bunnies|parrots|budgies|turtles|fish|snakes|ferrets|guinea pigs"
    "|horses|chickens|rats|birds"
)
LANGUAGES = (
    "English|Spanish|French|German|Italian|Portuguese|Korean|Japanese|Chinese|Mandarin|Cantonese|Russian|Arabic"
    "|Hindi|Urdu|Turkish"
    "|Dutch|Swedish|Norwegian|Danish|Finnish|Polish|Czech|Greek|Hebrew|Vietnamese|Thai|Tagalog|Indonesian|Swahili"
    "|Welsh|Irish|ASL"
)
SPORTS = (
    "yoga|pilates|climbing|bouldering|running|jogging|swimming|hiking|surfing|skiing|snowboarding|boxing"
    "|kickboxing|karate|judo|crossfit|cycling|fishing|camping|karaoke|dancing|ballet|salsa"
    "|rock climbing|martial arts|improv|pottery|ceramics|gymnastics|taekwondo|archery|sailing|kayaking|birdwatching"
)
RELIGIONS = "catholic|christian|muslim|jewish|buddhist|hindu|sikh|atheist|agnostic|mormon|protestant|orthodox"
ILLNESS = (
    r"(?:type (?:1|2|one|two) )?diabetes|asthma|migraines?|chronic migraines?|eczema|psoriasis|depression|anxiety"
    r"|social anxiety|bipolar(?: disorder)?|adhd|add|ocd|ptsd|autism"
    r"|insomnia|anemia|anaemia|celiac(?: disease)?|coeliac(?: disease)?|crohn'?s(?: disease)?|ibs|colitis|gerd"
    r"|acid reflux|arthritis|rheumatoid arthritis|gout|lupus|fibromyalgia"
    r"|epilepsy|ms|multiple sclerosis|parkinson'?s|alzheimer'?s|dementia|(?:breast |lung |skin |prostate |colon "
    r"|thyroid |ovarian )?cancer|leukemia|lymphoma|high blood pressure|low blood pressure|hypertension"
    r"|hypothyroidism|hyperthyroidism|a thyroid (?:problem|condition)|pcos|endometriosis|scoliosis|sciatica|a "
    r"herniated disc|tinnitus|vertigo|sleep apnea|hay fever|a heart condition|heart disease"
    r"|covid|the flu|flu|a cold|a bad cold|pneumonia|bronchitis|strep(?: throat)?|mono|shingles|dyslexia"
    r"|dyspraxia|anorexia|bulimia|an eating disorder|tendonitis|carpal tunnel|long covid|chronic pain|a chronic "
    r"illness"
)
# A phrase ends before these.
STOPS = frozenset(
    """
    and or but so because cuz cause bc since though tho although while when where if unless until till after before
    as than then that which who whose lol haha lmao btw tbh imo rn atm fyi now currently lately recently today
    tonight tomorrow yesterday these those anymore right though anyway please ok okay for with from by on at in to
    into about like just really very too also either however still is are was were be been being do does did has
    have had will would can could should may might must its it's it i i'm im ive i've we he she they you my your
    his her their our this there here even only already almost always never sometimes usually often again ever last
    next lots alot yet instead more most less much somehow whatever lately
    """.split()
)
PRONOUNS = frozenset(
    """
    it that this these those them him her me you us myself yourself everything nothing something anything everyone
    everybody nobody one ones some any all both either neither when how what where why who people things stuff so
    too to being having going doing it's that's mine yours his hers theirs guys dude man bro babe love fun same
    thing way idea one's life myself such
    """.split()
)
