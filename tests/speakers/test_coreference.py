"""Who speaks: names, titles, pronouns and floating quotations, with the shipped model."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from growth import time_growth
from onrecord import read
from onrecord.inference import ArticleEncoding
from onrecord.records import Page, PageOrigin, Record, Span, Statement
from onrecord.speakers.coreference import SpeakerResolver
from onrecord.speakers.entities.countries import country_named, country_of_people, is_capital, is_government_building
from onrecord.speakers.entities.given_names import gender_of_given_name, gender_of_words
from onrecord.speakers.entities.roles import find_roles, is_office

pytestmark = pytest.mark.usefixtures("shipped_model")
ORIGIN = PageOrigin("jsonl", "made", None, "0" * 64)


def _record(text: str) -> Record:
    return read(Page(ORIGIN, "exact", text))


def _who(record: Record, words: str) -> str | None:
    """The name of who says the statement whose content holds the words."""
    names = {s.id: s.name for s in record.speakers}
    statements = [st for st in record.statements if any(words in span.text for span in st.content)]
    assert statements, [s.content for s in record.statements]
    return names.get(statements[-1].speaker or "")


STORY = (
    "Harbour Mayor Bridget Ray said on Monday that the bridge would stay shut. Ray told reporters that the piers were "
    "cracked.\n\n“We cannot take the risk,” she said.\n\nThe mayor added that a ferry would run from Friday.\n\n"
    "Russian Foreign Minister Sergey Lavrov said Moscow had not been asked. He said that the plan was empty.\n\n"
    "Moscow warned that the troops would be a target.\n\n"
    "The Harbour Safety Board (HSB) said that it would look into the case. HSB said its report was due in May."
)


def test_a_story_with_two_people_a_country_and_a_board() -> None:
    record = _record(STORY)
    assert _who(record, "stay shut") == "Bridget Ray"
    assert _who(record, "piers were cracked") == "Bridget Ray"
    assert _who(record, "cannot take the risk") == "Bridget Ray"
    assert _who(record, "ferry would run") == "Bridget Ray"
    assert _who(record, "had not been asked") == "Sergey Lavrov"
    assert _who(record, "plan was empty") == "Sergey Lavrov"
    assert _who(record, "would be a target") == "Russia"
    assert _who(record, "due in May") == "Harbour Safety Board"
    by_name = {s.name: s for s in record.speakers}
    assert by_name["Russia"].kind == "country"
    assert by_name["Russia"].aliases == ("Moscow",)
    assert "Russian Foreign Minister" in [role.text for role in by_name["Sergey Lavrov"].roles]
    assert "Harbour Mayor" in [role.text for role in by_name["Bridget Ray"].roles]
    for speaker in record.speakers:
        stated = (*speaker.mentions, *speaker.roles, *speaker.affiliations)
        assert all(STORY[m.start : m.end] == m.text for m in stated)


def _to(record: Record, words: str) -> str | None:
    """The name of whom the statement whose content holds the words is addressed to."""
    names = {s.id: s.name for s in record.speakers}
    statements = [st for st in record.statements if any(words in span.text for span in st.content)]
    assert statements, [s.content for s in record.statements]
    return names.get(statements[-1].addressee_speaker or "")


def test_an_addressee_is_a_speaker_of_the_record() -> None:
    record = _record(
        "Anna Lee told reporters that the shop would close on Friday. Tom Ray, its manager, was not surprised.\n\n"
        "Lee told Ray that she was sorry. Ray told the reporters that he would sue."
    )
    assert _to(record, "shop would close") == "reporters"
    assert _to(record, "she was sorry") == "Tom Ray"
    assert _to(record, "he would sue") == "reporters"
    assert [(s.name, s.kind) for s in record.speakers][:2] == [("Anna Lee", "person"), ("reporters", "unnamed")]


def test_a_speaker_is_never_the_addressee() -> None:
    record = _record("Tom Ray said that he was late. Anna Lee told him that it was fine.")
    assert _who(record, "it was fine") == "Anna Lee"
    assert _to(record, "it was fine") == "Tom Ray"


@pytest.mark.parametrize(
    ("text", "roles", "affiliations"),
    [
        ("Goldman Sachs analyst Ann Lee said it was late.", ["Goldman Sachs analyst"], ["Goldman Sachs"]),
        ("Goldman Sachs’s Ann Lee said that it was late.", [], ["Goldman Sachs"]),
        ("Ann Lee of Microsoft said that it was late.", [], ["Microsoft"]),
        ("Senator Ann Lee (R-Texas) said that it was late.", ["Senator"], ["R-Texas"]),
        ("Sen. Ann Lee, D-Calif., said that it was late.", ["Sen."], ["D-Calif."]),
        ("Ann Lee, an economist at Microsoft, said it was late.", ["economist at Microsoft"], ["Microsoft"]),
        ("Ann Lee of the choir said that it was late.", [], []),
    ],
)
def test_roles_and_affiliations_as_stated(text: str, roles: list[str], affiliations: list[str]) -> None:
    (speaker,) = _record(text).speakers
    assert speaker.name == "Ann Lee"
    assert ([role.text for role in speaker.roles], [affiliation.text for affiliation in speaker.affiliations]) == (
        roles,
        affiliations,
    )


def test_i_outside_quotation_marks_is_the_author(tmp_path: Path) -> None:
    page = tmp_path / "column.html"
    page.write_text(
        "<html><head><title>Why I left the city</title><meta name='author' content='Jane Roe'></head><body><article>"
        "<h1>Why I left the city</h1><p>I have said for years that the city has lost its way, and I loved it.</p>"
        "<p>“You will miss it,” my neighbour Tom Hale told me last week. I told him that I would not miss the noise. "
        "He said that the noise was the best of it and that every street has a song of its own.</p>"
        "<p>The council says that rents have fallen by five per cent this year.</p></article></body></html>"
    )
    record = read(page)
    assert _who(record, "lost its way") == "Jane Roe"
    assert _who(record, "not miss the noise") == "Jane Roe"
    assert _to(record, "not miss the noise") == "Tom Hale"
    assert _to(record, "You will miss it") == "Jane Roe"


def test_a_later_pronoun_and_phrase_mean_a_woman_without_a_name() -> None:
    record = _record(
        "Angela Merkel said on Monday that the law was needed.\n\nA 29-year-old Berlin woman received five months’ "
        "probation in July after posting comments about it. “I did not mean it,” she told the court.\n\n"
        "The woman said that she would appeal."
    )
    assert _who(record, "did not mean it") == "29-year-old Berlin woman"
    assert _who(record, "she would appeal") == "29-year-old Berlin woman"


def test_a_given_name_that_comes_after_the_woman_is_hers() -> None:
    record = _record(
        "A woman at the rally in Salem said that the line was too long. The woman had come with a friend.\n\n"
        "“He truly cares about people,” Caroline said of the mayor."
    )
    assert _who(record, "line was too long") == "Caroline"


def test_the_ministries_of_two_countries_are_two() -> None:
    record = _record(
        "Ukraine’s Defense Ministry said that the bridge was hit. Russia’s Defense Ministry said that it was not."
    )
    assert {s.name for s in record.speakers} == {"Ukraine’s Defense Ministry", "Russia’s Defense Ministry"}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("The Civil Aviation Authority of Nepal (CAAN)", "Civil Aviation Authority of Nepal"),
        ("The Panel on Rivers and Lakes", "Panel on Rivers and Lakes"),
        ("The Harbour Committee on Health, Trade and Farming", "Harbour Committee on Health, Trade and Farming"),
        ("The Department for Harbours, Tides and Rural Affairs", "Department for Harbours, Tides and Rural Affairs"),
        ("The National Society for the Protection of Seals", "National Society for the Protection of Seals"),
        ("Imam Yusuf al-Khatib", "Yusuf al-Khatib"),
        ("Manager Phil Court", "Phil Court"),
        ("Taoiseach Declan Moran", "Declan Moran"),
        ("Labour group leader Cllr Asif Mehmood", "Asif Mehmood"),
        ("Opposition leader Mohit Sen", "Mohit Sen"),
        ("Wasserman Schultz", "Debbie Wasserman Schultz"),
        ("Some consumers who sought help on launch day", "Some consumers who sought help on launch day"),
        ("Those in favor of punishment", "Those in favor of punishment"),
        ("Local politicians and Debbie Wasserman Schultz", "Local politicians and Debbie Wasserman Schultz"),
    ],
)
def test_names_of_sources(source: str, name: str) -> None:
    record = _record(
        f"Debbie Wasserman Schultz spoke in Nepal on Monday. {source} said that the plan would cost a lot."
    )
    assert _who(record, "plan would cost") == name


def test_people_of_one_surname_are_two() -> None:
    record = _record(
        "Anna Lee said that the shop would close. Her brother, Tom Lee, said that it would stay open.\n\n"
        "Mrs. Lee said that she was tired. Mr. Lee said that he was not."
    )
    assert _who(record, "would close") == "Anna Lee"
    assert _who(record, "stay open") == "Tom Lee"
    assert _who(record, "she was tired") == "Anna Lee"
    assert _who(record, "he was not") == "Tom Lee"


def test_people_who_speak_together_are_a_group() -> None:
    record = _record("Anna Lee and Tom Ray said that the shop would close on Friday.")
    (speaker,) = record.speakers
    assert (speaker.name, speaker.kind) == ("Anna Lee and Tom Ray", "group")


def test_a_pronoun_with_nobody_before_it_names_nobody() -> None:
    record = _record("He said that the shop would close on Friday.")
    assert [s.speaker for s in record.statements] == [None]
    assert record.speakers == ()


def test_an_uncued_quotation_continues_the_last_speaker() -> None:
    record = _record(
        "Anna Lee said that the shop would close.\n\n“We had no choice in the end, and it hurts all of us.”"
    )
    assert _who(record, "no choice") == "Anna Lee"


def test_a_mention_after_a_noun_is_the_person_not_the_noun() -> None:
    record = _record(
        "Her barrister, Colm Hegarty, said that she would appeal.\n\nA spokesman for Anna Lee denied it all."
    )
    assert _who(record, "she would appeal") == "Colm Hegarty"
    assert "Anna Lee" not in {s.name for s in record.speakers}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Russian Foreign Minister Sergey Lavrov spoke.", "Sergey Lavrov", ["Russian Foreign Minister"]),
        ("Anna Lee, the owner of the shop, spoke.", "Anna Lee", ["owner of the shop"]),
        ("Then Anna Lee, who was late, spoke.", "Anna Lee", []),
        ("US Secretary of State Anna Lee spoke.", "Anna Lee", ["US Secretary of State"]),
        ("The tools deliver what Velo CEO Anna Lee calls speed.", "Anna Lee", ["Velo CEO"]),
    ],
)
def test_roles_beside_a_name(text: str, name: str, expected: list[str]) -> None:
    start = text.index(name)
    assert [r.text for r in find_roles(text, [(start, start + len(name))])] == expected


def test_a_role_does_not_go_back_over_another_name() -> None:
    text = "President Ivan Kolar met former Chancellor Eva Lindt."
    start, end = text.index("Eva"), text.index("Ivan Kolar") + len("Ivan Kolar")
    assert [r.text for r in find_roles(text, [(start, len(text) - 1)], {end})] == ["former Chancellor"]
    firm = "Velo director Eva Lindt"
    assert [r.text for r in find_roles(firm, [(firm.index("Eva"), len(firm))], {4})] == ["Velo director"]


def test_couples_with_one_surname_are_two_who_can_be_told_apart() -> None:
    record = _record(
        "Sarah and Michael Boone lost the farm. “It broke us,” Mrs Boone said. Mr Boone said that he blamed the bank."
    )
    assert _who(record, "broke us") == "Sarah Boone"
    assert _who(record, "blamed the bank") == "Michael Boone"


@pytest.mark.parametrize(
    ("introduction", "pronoun", "name"),
    [
        ("A gunman shot two people at a mall before he was held.", "He", "gunman"),
        ("Police arrested a 45-year-old woman on Monday.", "She", "45-year-old woman"),
    ],
)
def test_a_pronoun_can_mean_somebody_without_a_name(introduction: str, pronoun: str, name: str) -> None:
    assert _who(_record(f"{introduction} {pronoun} told officers that the noise never stopped."), "noise") == name


def test_the_union_of_others_is_not_the_firm_named_before() -> None:
    record = _record(
        "Skyline Airways cancelled forty flights. The airline said that a strike was to blame. The pilots’ union said"
        " that was false."
    )
    assert _who(record, "strike was to blame") == "Skyline Airways"
    assert _who(record, "was false") == "pilots’ union"


def test_the_airline_is_no_authority() -> None:
    record = _record(
        "The Civil Aviation Authority of Ruritania said it was wrong. The airline said a bird had hit the plane."
    )
    assert _who(record, "bird had hit") != "Civil Aviation Authority of Ruritania"


def test_i_in_a_quotation_is_the_speaker_named_after_it() -> None:
    record = _record("“I warned the board last year that the bridge was unsafe,” Anna Lee told reporters.")
    names = {s.id: s.name for s in record.speakers}
    inner = [st for st in record.statements if [span.text for span in st.source] == ["I"]]
    assert [names.get(st.speaker or "") for st in inner] == ["Anna Lee"]


def test_time_to_resolve_grows_with_the_number_of_statements() -> None:
    growth = time_growth(_resolve_statements_by_lee, 1000, 4000)
    assert growth < 10  # four times as many: a quadratic search would take sixteen times as long


def _resolve_statements_by_lee(count: int) -> None:
    text = "Mr Lee said that it was late. " * count
    sentence_length = len(text) // count
    statements = tuple(_lee_statement(n, n * sentence_length) for n in range(count))
    resolver = SpeakerResolver(text, statements, _encoding(text, "Lee"), lambda choice: (0, 0.0))
    assert {resolved.speaker.name for resolved in resolver.resolved.values() if resolved.speaker} == {"Lee"}


def _encoding(text: str, surname: str) -> ArticleEncoding:
    """What the encoder would give: one piece for each word, the surname's tagged as a person's name."""
    words = list(re.finditer(r"\w+", text))
    starts, ends = (np.array([offset(word) for word in words]) for offset in (re.Match.start, re.Match.end))
    name_logits = np.zeros((len(words), 5), np.float32)
    name_logits[:, 0] = 5.0
    name_logits[[word[0] == surname for word in words], 1] = 10.0
    return ArticleEncoding(starts, ends, name_logits, np.zeros((len(words), 64), np.float32))


def _lee_statement(number: int, start: int) -> Statement:
    spans = {
        "source": (Span(start, start + 6, "Mr Lee"),),
        "cue": (Span(start + 7, start + 11, "said"),),
        "content": (Span(start + 12, start + 28, "that it was late"),),
    }
    return Statement(f"t{number}", "indirect", **spans)


def test_countries_genders_and_offices() -> None:
    assert country_named("the Netherlands") is country_named("The Hague")
    assert country_named("Russian") is None
    assert country_of_people("Russian") is country_named("Moscow")
    assert is_capital("Moscow")
    assert not is_capital("Russia")
    assert is_government_building("the Kremlin")
    assert country_named("the Kremlin") is None
    assert (gender_of_given_name("Hillary"), gender_of_given_name("Donald"), gender_of_given_name("Xyz")) == (1, -1, 0)
    assert (gender_of_words("actress and mother"), gender_of_words("her father"), gender_of_words("boat")) == (1, 0, 0)
    assert is_office("spokeswoman")
    assert not is_office("boat")
