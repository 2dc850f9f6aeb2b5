"""English verbs and nouns that report what somebody says or thinks, in all their forms."""

_SAY = (
    "acknowledge add admit:admitt affirm allege announce argue assert assure assume believe boast caution claim "
    "clarify comment complain concede conclude confess confirm contend continue declare disclose echo emphasise "
    "emphasize estimate exclaim expect explain fear figure forecast hope indicate inform insist joke lament "
    "maintain mention note observe point post predict proclaim promise quip:quipp recall recount reiterate remark "
    "remind repeat reply report respond reveal specify state stipulate stress suggest summarise summarize testify "
    "tweet underline underscore vow warn wonder"
)
_ACT = (
    "accuse agree allow apologise apologize appeal applaud approve ask assail attack back bemoan blame blast call "
    "castigate challenge characterise characterize charge chant chide cite compare condemn consider counter "
    "criticise criticize decide decline decry defend demand denounce depict deplore deride describe detail dismiss "
    "disparage doubt email encourage endorse favor favour hail highlight identify invoke label lambaste liken mock "
    "object offer oppose order outline plan:plann plead pledge portray praise prefer:preferr press propose protest "
    "publish question quote rebuke recommend refer:referr refuse reject renounce request retort ridicule rule scold "
    "shout slam:slamm support talk thank threaten tout unveil urge voice vote want welcome worry yell"
)
_SAY_IRREGULAR = "say says said saying tell tells told telling write writes wrote writing think thinks thought thinking"
_ACT_IRREGULAR = (
    "know knows knew find finds found finding see sees saw show shows showed shown showing feel feels felt hear "
    "heard learn learns learned read reads put puts speak speaks spoke speaking make makes made give gives gave "
    "issue issues issued seek seeks sought swear swears swore understand understands understood mean means"
)
_THAT = "that how whether what why no : ,"


def _forms(verb: str) -> tuple[str, ...]:
    """The forms of a regular verb; after a colon stands its stem before -ed and -ing where that is another."""
    base, _, stem = verb.partition(":")
    stem = stem or base.removesuffix("e")
    if base[-1] == "y" and base[-2] not in "aeo":
        return base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    return base, base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s"), f"{stem}ed", f"{stem}ing"


def _every(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split() for form in _forms(verb))


SAYING = _every(_SAY) | frozenset(_SAY_IRREGULAR.split())
"""Forms of verbs of saying and thinking, which may stand before the speaker too: “…, said Kim Fox”."""

VERBS = SAYING | _every(_ACT) | frozenset(_ACT_IRREGULAR.split())
"""Forms of all verbs that may report what somebody says, thinks, asks for, praises or rejects."""

PAST = frozenset("felt found gave knew made said saw spoke thought told wrote".split())
"""Those of VERBS that can be neither a noun nor, before an object, a participle."""

BASES = frozenset(verb.partition(":")[0] for verb in f"{_SAY} {_ACT}".split()) | frozenset(
    "say tell write think know find see show feel hear learn speak make give issue seek swear understand mean".split()
)
"""The forms without an ending, which only a plural has."""

NOUNS = frozenset(
    "answer appeal attack back blame blast call challenge charge chant claim comment counter demand detail doubt "
    "echo email estimate favor favour fear figure forecast hail hope issue joke label lament mention note object "
    "offer order outline plan point post praise press promise protest question quote rebuke remark reply report "
    "request retort rule show state stress support talk tweet view voice vote vow warn welcome wonder worry".split()
)
"""Those of BASES that are nouns as well."""

WITH_OBJECT = frozenset("tell tells told telling informed reminded assured".split())
"""Verbs after which stands who hears it, never who says it."""

FOLLOWED = {
    verb: frozenset(following.split())
    for verbs, following in (
        ("decline declines declined declining refuse refuses refused decide decided", "to"),
        ("agree agrees agreed", "to that with : . ,"),
        ("speak speaks spoke speaking talk talks talked talking", "of about out against"),
        ("point points pointed pointing", "out to"),
        ("put puts", "it"),
        ("make makes made give gives gave issue issues issued", "a an the such no this"),
        (
            "know knows knew find finds found finding see sees saw feel feels felt hear heard learn learns learned",
            _THAT,
        ),
        ("read reads understand understands understood mean means maintain maintains maintained figure figured", _THAT),
    )
    for verb in verbs.split()
}
"""Verbs that report only before one of these words, or before a quotation."""

GIVING = frozenset("make makes made give gives gave issue issues issued".split())
STATEMENTS = frozenset("statement statements comment comments remark remarks announcement interview speech".split())
"""“Kim Fox made such a statement”: verbs that report with one of these nouns, and the nouns."""

BY = SAYING | frozenset("condemned criticized criticised described proposed published quoted written".split())
"""Forms that report in the passive: “This was written by Kim Fox”."""

CLAIMS = frozenset(
    "accusation allegation allegations announcement answer argument assertion belief call claim claims comment "
    "comments complaint contention criticism denial endorsement estimate forecast insistence opinion pledge "
    "prediction promise proposal question remark remarks reply report statement statements suggestion view vow "
    "warning words".split()
)
"""Nouns for what somebody says: “Kim Fox’s claim that …”."""


def base(verb: str) -> str:
    """The form without an ending of one that ends in -s; any other form as it is."""
    return next((one for one in (verb.removesuffix("s"), verb.removesuffix("es")) if one in BASES), verb)
