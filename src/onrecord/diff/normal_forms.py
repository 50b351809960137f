"""What is one word in several writings, and which words weigh little when a wording is told from another.

The lists are closed classes of English (contractions, numerals, articles, fillers) and the regular differences of
British and American spelling; words of content are never listed.
"""

from __future__ import annotations

import re


def _words(text: str) -> list[str]:
    return text.split()


# whole word: (first form, second form, characters of the first part)
CONTRACTED: dict[str, tuple[str, str, int]] = {
    "can't": ("can", "not", 2),
    "cannot": ("can", "not", 3),
    "cant": ("can", "not", 2),
    "won't": ("will", "not", 2),
    "shan't": ("shall", "not", 3),
    "ain't": ("is", "not", 2),
    "gonna": ("going", "to", 3),
    "wanna": ("want", "to", 3),
    "gotta": ("got", "to", 3),
    "oughta": ("ought", "to", 5),
    "kinda": ("kind", "of", 4),
    "sorta": ("sort", "of", 4),
    "outta": ("out", "of", 3),
    "lemme": ("let", "me", 3),
    "gimme": ("give", "me", 3),
    "let's": ("let", "us", 3),
    "dunno": ("not", "know", 2),
    "y'all": ("you", "all", 1),
    "ya'll": ("you", "all", 2),
}
# The apostrophe's endings; "'s" is "is", "has", "us" or a possessive, "'d" "had" or "would": equal() knows.
ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'s": "'s", "'d": "'d"}
AMBIGUOUS = {"'s": frozenset({"is", "has", "does", "us"}), "'d": frozenset({"had", "would", "did"})}
AMBIGUOUS |= {"st": frozenset({"street"}), "alright": frozenset({"right"})}  # "Main St."

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_TEENTHS = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TIETHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
NUMBERS = {word: str(value) for value, word in enumerate([*_UNITS.split(), "eighteen", "nineteen"])}
NUMBERS |= {word: str(10 * value) for value, word in enumerate(_TENS.split(), 2)}
MAGNITUDES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties"
NUMBERS |= {word: f"{10 * value}s" for value, word in enumerate(_DECADES.split(), 2)}
ORDINALS = {word: str(value) for value, word in enumerate(_ORDINALS.split()) if value > 3}  # "first" is no "one"
ORDINALS |= {word: str(value) for value, word in enumerate(_TEENTHS.split(), 13)}
ORDINALS |= {word: str(10 * value) for value, word in enumerate(_TIETHS.split(), 2)}
FIGURES = {"1st": "first", "2nd": "second", "3rd": "third"}

_SAME = """
ok okay | alright allright | mr mister | mrs missus | sen senator | sens senators | gov governor | govs governors
rep representative | reps representatives | dr doctor | gen general | col colonel | lt lieutenant | sgt sergeant
st saint | vs versus | yeah yes yep yup | because cause | em them | til till until | bout about | thru through
tho though | mom mum | percent per-cent | grey gray | toward towards | afterward afterwards | forward forwards
backward backwards | among amongst | while whilst | program programme | programs programmes | defense defence
offense offence | tire tyre | tires tyres | plow plough | judgment judgement | skeptical sceptical | skeptic sceptic
acknowledgment acknowledgement | aging ageing | dialog dialogue | catalog catalogue | analog analogue
canceled cancelled | canceling cancelling | traveled travelled | traveling travelling | traveler traveller
fueled fuelled | labeled labelled | modeled modelled | signaled signalled | counselor counsellor | jewelry jewellery
theater theatre | theaters theatres | center centre | centers centres | centered centred | meter metre | meters metres
fiber fibre | caliber calibre | isis isil daesh | qaeda qaida | pajamas pyjamas | specialty speciality | license licence
practice practise | artifact artefact | check cheque | draft draught | airplane aeroplane | story storey
adviser advisor | advisers advisors | whiskey whisky | goodbye goodby
skillful skilful | fulfill fulfil | fulfillment fulfilment | enrollment enrolment | aluminum aluminium | willful wilful
january jan | february feb | march mar | april apr
august aug | september sept sep | october oct | november nov | december dec
learned learnt | spelled spelt | dreamed dreamt | burned burnt | leaned leant | leaped leapt | spilled spilt
dollars bucks | dollar buck | hiccup hiccough | uh er erm um uhm eh ah hmm mm
"""
SAME = {
    other: first
    for line in _SAME.replace("\n", "|").split("|")
    if line.strip()
    for first, *rest in [line.split()]
    for other in rest
}
_BRITISH = [
    (re.compile(r"(?<=[bdhlnpv])our(?=(s|ed|ing|able|ite|ites|ful|hood|ly|er|ers)?$)"), "or"),
    (re.compile(r"is(?=(e|es|ed|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"ys(?=(e|es|ed|ing|er|ers)$)"), "yz"),
]
_SHORT = 6  # letters: "wise", "rise" and "hour" are no British spellings


def one(word: str) -> str:
    """The form of a word that has several writings."""
    word = NUMBERS.get(word) or ORDINALS.get(word) or SAME.get(word, word)
    if len(word) >= _SHORT:
        for pattern, new in _BRITISH:
            word = pattern.sub(new, word)
    return word


ARTICLES = frozenset({"a", "an", "the"})
FILLERS = frozenset({"uh", "oh", "huh", "ok", "yes"})
ASIDES = frozenset({"well", "so", "look", "hey", "listen", "folks", "now", "right"})  # where they are set off
PHRASES = (  # said without meaning anything; dropped by every editor
    ("you", "know", "what"),
    ("you", "know"),
    ("i", "mean"),
    ("you", "see"),
    ("if", "you", "will"),
)
AUXILIARIES = frozenset(["have", "'d", "will", "am", "are"])  # as they stand behind an apostrophe
# before "like" with which it means something
VERBAL = frozenset(["would", "'d", "do", "did", "not", "to", "i", "you", "we", "they", "people", "look", "just"])
BEGINNING = frozenset({"and", "but", "so", "because", "now", "or", "then"})  # of a sentence, spoken
LINKING = frozenset({"and", "that", "then"})
_CONTRARIES = """
all some | all none | all no | every no | always never | right wrong | first last | more less | more fewer | most least
up down | raise lower | raise cut | rise fall | rose fell | higher lower | high low | increase decrease
increased decreased | win lose | won lost | guilty innocent | true false | better worse | best worst | good bad
for against | support oppose | supported opposed | open close | before after | he she | him her | his her
friend enemy | friends enemies | love hate | loved hated | north south | east west | male female | man woman | men women
son daughter | everybody nobody | everyone nobody | somebody nobody | strong weak
"""
CONTRARIES = frozenset(frozenset(pair.split()) for pair in _CONTRARIES.replace("\n", "|").split("|") if pair.strip())
NEGATIVE = ("un", "in", "im", "il", "ir", "dis", "non", "de")
NEGATIONS = frozenset(
    _words("""
not no never none nobody nothing neither nor nowhere without hardly barely scarcely cannot fails fail failed
refuse refuses refused deny denies denied
""")
)
FUNCTION = frozenset(
    _words("""
a an the and or but so if then that this these those it its he him his she her hers they them their we us our
i me my you your is are was were be been being am 's do does did done have has had 'd will would can could
shall should may might must to of in on at by for with from as into about over after before up out off there
here who whom whose which what when where why how not no all any some one more most very just also than too
well now
""")
)
