"""Descriptions whose holder the article names later, and names of organizations, with the shipped model."""

from __future__ import annotations

import pytest

from onrecord import read
from onrecord.records import Page, PageOrigin, Record, Speaker
from onrecord.speakers.resolution.later_names import HolderFeatures, holder_likelihoods

pytestmark = pytest.mark.usefixtures("shipped_model")
ORIGIN = PageOrigin("jsonl", "made", None, "0" * 64)


def _read(text: str) -> Record:
    return read(Page(ORIGIN, "exact", text))


def _speaker(record: Record, words: str) -> Speaker | None:
    """Return the speaker of the statement whose content holds the words."""
    statements = [st for st in record.statements if any(words in span.text for span in st.content)]
    assert statements, [st.content for st in record.statements]
    return {speaker.id: speaker for speaker in record.speakers}.get(statements[0].speaker or "")


def _name(record: Record, words: str) -> str | None:
    speaker = _speaker(record, words)
    return speaker.name if speaker else None


def test_a_description_is_the_person_named_in_the_next_paragraph() -> None:
    record = _read(
        "A leading economist has warned that rents will double by June.\n\n"
        "Professor Tarja Nylund of Turku College told reporters: “Rents have doubled twice already.”\n\n"
        "“Nobody can plan for that,” Nylund said."
    )
    assert _name(record, "rents will double") == "Tarja Nylund"
    statement = next(st for st in record.statements if "rents will double" in st.content[0].text)
    assert statement.speaker_confidence is not None
    assert 0.6 <= statement.speaker_confidence < 1


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (  # somebody else is arrested
            "A neighbour said the van had been parked there for weeks. Police later arrested Piotr Zima, 44, at home.",
            "the van had been parked",
            "Piotr Zima",
        ),
        (  # a spokeswoman of somebody else
            "A library spokeswoman said no book was lost. The builder’s spokeswoman, Ines Duarte, said: “Sorry.”",
            "no book was lost",
            "Ines Duarte",
        ),
        (  # named by the statement itself
            "A steward said Hugo Prinz had shouted “we won” at the crowd.",
            "Hugo Prinz had shouted",
            "Hugo Prinz",
        ),
        (  # in a speaker's own words
            "“A doctor told me that I should rest,” said Lukas Brandt. He did not.",
            "I should rest",
            "Lukas Brandt",
        ),
    ],
)
def test_somebody_named_later_is_not_the_holder_of_every_description(text: str, words: str, name: str) -> None:
    record = _read(text)
    inner = [st for st in record.statements if any(words in span.text for span in st.content) and st.parent]
    shown = inner or [st for st in record.statements if any(words in span.text for span in st.content)]
    names = {speaker.id: speaker.name for speaker in record.speakers}
    assert shown
    assert all(names.get(st.speaker or "") != name for st in shown)


def test_likelihoods_leave_room_for_nobody() -> None:
    unlikely = HolderFeatures(*[0.0] * len(HolderFeatures._fields))._replace(log_sentences=2.5, other_role=1.0)
    likely = unlikely._replace(log_sentences=0.7, other_role=0.0, shares_noun=1.0, has_direct_statement=1.0)
    alone = holder_likelihoods([likely])
    both = holder_likelihoods([unlikely, likely])
    assert both[0] < both[1] < alone[0] < 1


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "The Society for the Care of Old Orchards said two kinds had died out.",
            "two kinds had died out",
            "Society for the Care of Old Orchards",
        ),
        ("Carmaker Talvo said the brakes were safe.", "the brakes were safe", "Talvo"),
        ("Talvane will shut its mill in May. “We are sorry,” the company said.", "We are sorry", "Talvane"),
    ],
)
def test_an_organization_is_whole_and_without_its_description(text: str, words: str, name: str) -> None:
    speaker = _speaker(_read(text), words)
    assert speaker is not None
    assert (speaker.name, speaker.kind) == (name, "organization")


def test_a_person_whose_surname_follows_a_noun_for_a_body_stays_a_person() -> None:
    record = _read("The company on whose board Hunter Vale sits has closed. “I knew nothing,” Hunter Vale said.")
    speaker = _speaker(record, "I knew nothing")
    assert speaker is not None
    assert speaker.kind == "person"


def test_a_verb_and_its_object_after_a_name_are_no_role() -> None:
    record = _read("Ivor Senn, 80, knew the sculptor. “The statue is a fake,” Ivor Senn said.")
    speaker = _speaker(record, "The statue is a fake")
    assert speaker is not None
    assert speaker.roles == ()


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("The Usk trade union said the shed was cold.", "the shed was cold", "Usk"),
        ("The Weavers’ Federation of Lund said wages had halved.", "wages had halved", "Weavers’ Federation of Lund"),
        ("“I planted every tree,” said Njeri wa Kamau.", "I planted every tree", "Njeri wa Kamau"),
        (
            "Anton Belov, known to everyone as Tosha, sold the boat. “She leaked,” Tosha said.",
            "She leaked",
            "Anton Belov",
        ),
        ("Adviser Pia Holm wrote to Director Juan Rey. The latter said he was ill.", "he was ill", "Juan Rey"),
        ("Adviser Pia Holm wrote to Director Juan Rey. The former said she was ill.", "she was ill", "Pia Holm"),
        (  # a page's headings run together
            "Oda RindOda Marie Rind\n\nOda Rind, 50, retires.\n\n“I am glad,” Rind said.",
            "I am glad",
            "Oda Marie Rind",
        ),
        ("The newspaper Dagens Tid printed it. “We stand by it,” the newspaper said.", "We stand by it", "Dagens Tid"),
    ],
)
def test_names_are_whole_and_their_bearers_found(text: str, words: str, name: str) -> None:
    assert _name(_read(text), words) == name


def test_who_both_is_the_two_people_named_before() -> None:
    record = _read(
        "The panel heard from Dr Lila Haq and from Velo director Franz Keller, who both said the dam was sound."
    )
    name = _name(record, "the dam was sound")
    assert name is not None
    assert "Lila Haq" in name
    assert "Franz Keller" in name


def test_a_role_noun_is_not_the_holder_of_another_office_named_after_it() -> None:
    record = _read(
        "Two drivers were hurt. The driver of the lorry said the sun had blinded him. The mayor, Elin Dahl, came."
    )
    assert _name(record, "the sun had blinded him") != "Elin Dahl"
