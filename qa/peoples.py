"""Countries, what is theirs and where they are ruled from: which names mean one country where their words differ.

Norway and Norwegian, the United States and Washington: in the news a capital, or the house that a government sits in,
stands for the country (metonymy; Markert and Nissim, 2002).
"""

from index.words import STOP, term, tokens
from qa.expect import ASKING

_FORMS = """
afghanistan afghan; albania albanian; algeria algerian; america american us usa united_states; angola angolan;
argentina argentine argentinian; armenia armenian; australia australian; austria austrian; azerbaijan azerbaijani
azeri; bangladesh bangladeshi; belarus belarusian belarussian; belgium belgian; bolivia bolivian; bosnia bosnian;
brazil brazilian; britain british briton uk united_kingdom great_britain; bulgaria bulgarian; burma burmese; cambodia
cambodian; canada canadian; chile chilean; china chinese; colombia colombian; congo congolese; croatia croatian croat;
cuba cuban; cyprus cypriot; czechia czech czech_republic; denmark danish dane; ecuador ecuadorian; egypt egyptian;
emirates emirati uae united_arab_emirates; england english; eritrea eritrean; estonia estonian; ethiopia ethiopian;
european_union eu; finland finnish finn; france french; georgia georgian; germany german; ghana ghanaian; greece
greek; haiti haitian; hungary hungarian; iceland icelandic; india indian; indonesia indonesian; iran iranian; iraq
iraqi; ireland irish; israel israeli; italy italian; japan japanese; jordan jordanian; kazakhstan kazakh; kenya
kenyan; korea korean; kosovo kosovar; kuwait kuwaiti; kyrgyzstan kyrgyz; laos laotian; latvia latvian; lebanon
lebanese; libya libyan; lithuania lithuanian; malaysia malaysian; mali malian; malta maltese; mexico mexican; moldova
moldovan; mongolia mongolian mongol; montenegro montenegrin; morocco moroccan; nepal nepalese nepali; netherlands
dutch holland; new_zealand; nigeria nigerian; north_korea north_korean; norway norwegian; oman omani; pakistan
pakistani; palestine palestinian; peru peruvian; philippines filipino philippine; poland polish pole; portugal
portuguese; qatar qatari; romania romanian; russia russian; rwanda rwandan; saudi saudi_arabia saudi_arabian; scotland
scottish scot; senegal senegalese; serbia serbian serb; singapore singaporean; slovakia slovak; slovenia slovenian
slovene; somalia somali; south_africa south_african; south_korea south_korean; spain spanish spaniard; sri_lanka
sri_lankan; sudan sudanese; sweden swedish swede; switzerland swiss; syria syrian; taiwan taiwanese; tajikistan tajik;
thailand thai; tunisia tunisian; turkey turkish turk; turkmenistan turkmen; uganda ugandan; ukraine ukrainian; uruguay
uruguayan; uzbekistan uzbek; venezuela venezuelan; vietnam vietnamese; wales welsh; yemen yemeni; zambia zambian;
zimbabwe zimbabwean
"""

_SEATS = """
afghanistan kabul; albania tirana; america washington white_house pentagon; argentina buenos_aires; armenia yerevan;
australia canberra; austria vienna; azerbaijan baku; bangladesh dhaka; belarus minsk; bosnia sarajevo; brazil
brasilia; britain london downing_street whitehall; canada ottawa; china beijing; colombia bogota; croatia zagreb; cuba
havana; czechia prague; denmark copenhagen; egypt cairo; emirates abu_dhabi; estonia tallinn; ethiopia addis_ababa;
european_union brussels; finland helsinki; france paris elysee; germany berlin; greece athens; hungary budapest;
iceland reykjavik; india delhi new_delhi; indonesia jakarta; iran tehran; iraq baghdad; ireland dublin; italy rome;
japan tokyo; kazakhstan astana; kenya nairobi; kosovo pristina; kyrgyzstan bishkek; latvia riga; lebanon beirut; libya
tripoli; lithuania vilnius; malaysia kuala_lumpur; mexico mexico_city; moldova chisinau; mongolia ulaanbaatar; morocco
rabat; nepal kathmandu; nigeria abuja; north_korea pyongyang; norway oslo; pakistan islamabad; philippines manila;
poland warsaw; portugal lisbon; qatar doha; romania bucharest; russia moscow kremlin; saudi riyadh; serbia belgrade;
slovakia bratislava; slovenia ljubljana; south_africa pretoria; south_korea seoul; spain madrid; sudan khartoum;
sweden stockholm; switzerland bern; syria damascus; taiwan taipei; tajikistan dushanbe; thailand bangkok; turkey
ankara; turkmenistan ashgabat; ukraine kyiv kiev; uzbekistan tashkent; venezuela caracas; vietnam hanoi
"""

_ELSEWHERE = "south_america north_america central_america latin_america new_england"
"""Names that hold that of a country and are none."""


_PLACE = frozenset(map(term, "in at near of around outside inside through across".split()))
_DOES = frozenset(map(term, "did does do will would has have had can could should".split()))
"""After the first a capital is a place; in a question it does something only after the second."""


def _forms(listed: str, first: int = 0) -> dict[str, str]:
    """The country of each form, given as stems. Entries begin with the country; its forms are from `first` on."""
    entries = [entry.split() for entry in listed.split(";")]
    return {" ".join(map(term, one.split("_"))): entry[0] for entry in entries for one in entry[first:]}


_SEATED = _forms(_SEATS, 1)
_STATES = {**_SEATED, **_forms(_FORMS), **dict.fromkeys(_forms(_ELSEWHERE.replace(" ", ";")), "")}
_BEGIN = frozenset(form.partition(" ")[0] for form in _STATES)


def states(text: str, question: bool = False) -> dict[int, str]:
    """The countries that the words of a text name, by the place of each word among its `tokens`.

    What is no name of one names none: “us”, the Washington of “George Washington” and of “in Washington”, the America
    of “Latin America”. In a question a capital names a country only where it does something (“Did Washington agree?”);
    and one without any capital names countries all the same.
    """
    words, small = tokens(text), question and text[1:].islower()
    found: dict[int, str] = {}
    for place, (stem, start, end) in enumerate(words):
        if stem not in _BEGIN:
            continue
        both = f"{stem} {words[place + 1][0]}" if _joined(text, place) else ""
        form, last = (both, place + 1) if both in _STATES else (stem, place)
        capital = text[start].isupper() and (len(form) > 2 or text[start:end].isupper())
        if place not in found and form in _STATES and (capital or (small and len(form) > 2)):
            found[place] = found[last] = (
                "" if form in _SEATED and _is_place(text, place, last, question) else _STATES[form]
            )
    return {place: state for place, state in found.items() if state}


def country(stem: str) -> str:
    """The country that a stem stands for or belongs to; empty where it is none of those known."""
    return _STATES.get(stem, "")


def same_country(one: str, other: str) -> bool:
    """Whether two stems are a country, what is its own, or where it is ruled from."""
    return bool(country(one)) and country(one) == country(other)


def _joined(text: str, place: int) -> bool:
    """Whether the word at a place and the next are words of one name: both have a capital, and only a space between."""
    words = tokens(text)
    if not 0 <= place < len(words) - 1:
        return False
    (first, start, end), (second, begins, _) = words[place], words[place + 1]
    apart = STOP | ASKING
    capital = text[start].isupper() and text[begins].isupper()
    return capital and text[end:begins] == " " and first not in apart and second not in apart


def _is_place(text: str, first: int, last: int, question: bool) -> bool:
    """Whether a capital, the words from `first` to `last`, is a part of a longer name, or where something is."""
    before = [stem for stem, _, _ in tokens(text)[:first] if stem != "the"][-1:]
    beyond = not _DOES.issuperset(before or [""]) if question else not _PLACE.isdisjoint(before)
    return beyond or _joined(text, first - 1) or _joined(text, last)
