"""Countries and what is theirs: which forms belong to one country where the stems differ, as Norway and Norwegian."""

from index.words import term

_FORMS = """
afghanistan afghan; albania albanian; algeria algerian; america american; argentina argentine argentinian; armenia
armenian; azerbaijan azerbaijani azeri; bangladesh bangladeshi; belarus belarusian belarussian; belgium belgian;
bosnia bosnian; brazil brazilian; britain british briton; bulgaria bulgarian; burma burmese; cambodia cambodian;
canada canadian; chile chilean; china chinese; colombia colombian; congo congolese; croatia croatian croat; cuba
cuban; cyprus cypriot; czechia czech; denmark danish dane; egypt egyptian; england english; estonia estonian;
ethiopia ethiopian; finland finnish finn; france french; georgia georgian; germany german; ghana ghanaian; greece
greek; hungary hungarian; iceland icelandic; india indian; indonesia indonesian; iran iranian; iraq iraqi; ireland
irish; israel israeli; italy italian; japan japanese; jordan jordanian; kazakhstan kazakh; kenya kenyan; korea
korean; kosovo kosovar; kyrgyzstan kyrgyz; laos laotian; latvia latvian; lebanon lebanese; libya libyan; lithuania
lithuanian; malaysia malaysian; malta maltese; mexico mexican; moldova moldovan; mongolia mongolian mongol; morocco
moroccan; nepal nepalese nepali; nigeria nigerian; norway norwegian; pakistan pakistani; palestine palestinian; peru
peruvian; philippines filipino philippine; poland polish pole; portugal portuguese; qatar qatari; romania romanian;
russia russian; scotland scottish scot; senegal senegalese; serbia serbian serb; slovakia slovak; slovenia slovenian
slovene; spain spanish spaniard; sudan sudanese; sweden swedish swede; switzerland swiss; syria syrian; taiwan
taiwanese; tajikistan tajik; thailand thai; tunisia tunisian; turkey turkish turk; turkmenistan turkmen; ukraine
ukrainian; uzbekistan uzbek; venezuela venezuelan; vietnam vietnamese; wales welsh; yemen yemeni
"""

_COUNTRIES = {term(form): entry.split()[0] for entry in _FORMS.split(";") for form in entry.split()}


def country(stem: str) -> str:
    """The country that a stem stands for or belongs to; empty where it is none of those known."""
    return _COUNTRIES.get(stem, "")


def same_country(one: str, other: str) -> bool:
    """Whether two stems are a country and what is its own, or two forms of the latter."""
    return bool(country(one)) and country(one) == country(other)
