"""Irregular English verbs and what is derived from verbs: which forms belong to one verb where the stems differ."""

from index.words import term

_FORMS = """
arise arose arisen; awake awoke awoken; bear bore borne born birth; beat beaten; become became; begin began begun
beginning; bend bent; bid bade bidden; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken;
breed bred; bring brought; build built building; burn burnt; buy bought buyer; catch caught; cling clung; come came;
creep crept; deal dealt; die died death dead; dig dug; draw drew drawn; dream dreamt; drink drank drunk; drive drove
driven driver; eat ate eaten; fall fell fallen; feed fed food; feel felt; fight fought fighter; flee fled flight;
fling flung; fly flew flown flight; forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; give gave given; go went gone; grow grew grown growth; hang hung; have had; hear heard; hide
hid hidden; hold held holder; keep kept keeper; kneel knelt; know knew known knowledge; lay laid; lead led leader
leadership; lean leant; leap leapt; learn learnt; leave left departure; lend lent loan; lie lay lain; light lit;
live life; lose lost loss loser; make made maker; mean meant; meet met meeting; pay paid payment; prove proven
proof; ride rode ridden rider; ring rang rung; rise rose risen; run ran runner; say said; see saw seen sight; seek
sought; sell sold sale seller; send sent; shake shook shaken; shine shone; shoot shot shooting; show shown; shrink
shrank shrunk; sing sang sung singer song; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken
speech speaker; speed sped; spend spent; spin spun; spring sprang sprung; stand stood; steal stole stolen theft;
stick stuck; strike struck stricken; strive strove striven; swear swore sworn; sweep swept; swim swam swum; swing
swung; take took taken; teach taught teacher; tear tore torn; tell told; think thought; throw threw thrown; tread
trod trodden; understand understood; wake woke woken; wear wore worn; weave wove woven; weep wept; win won winner;
withdraw withdrew withdrawn withdrawal; write wrote written writer; choose chose chosen choice election; weigh
weight; succeed success; destroy destruction; marry marriage wedding; receive receipt; believe belief; argue
argument;
"""
"""Each entry is a verb, its irregular forms, and the nouns of its act and its doer."""

_VERBS = {term(form): entry.split()[0] for entry in reversed(_FORMS.split(";")) for form in entry.split()}

_ENDINGS = frozenset({("d", "s"), ("b", "pt"), ("t", "ss")})
"""Ends of the stems of a verb and its noun: invade and invasion, describe and description, permit and permission."""


def same_verb(one: str, other: str) -> bool:
    """Whether two stems are forms of one verb, or a verb and the noun made of it."""
    verb = _VERBS.get(one)
    if verb is not None and verb == _VERBS.get(other):
        return True
    shared = _shared(one, other)
    return shared >= 4 and bool({(one[shared:], other[shared:]), (other[shared:], one[shared:])} & _ENDINGS)


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (first, second) in pairs if first != second), min(len(one), len(other)))
