"""Sources that name nobody, names without a verb beside quotations, answers of interviews; with the shipped model."""

from __future__ import annotations

import pytest

from onrecord import read_text
from onrecord.records import Record, Speaker
from onrecord.speakers.entities.countries import government_name

pytestmark = pytest.mark.usefixtures("shipped_model")


def _speaker(record: Record, words: str) -> Speaker | None:
    """Return the speaker of the statement whose content holds the words."""
    statement = next((st for st in record.statements if any(words in span.text for span in st.content)), None)
    assert statement, [st.content for st in record.statements]
    return record.speaker_of(statement)


def _name(record: Record, words: str) -> str | None:
    speaker = _speaker(record, words)
    return speaker.name if speaker else None


def test_one_and_another_are_named_by_the_noun_they_leave_out() -> None:
    record = read_text(
        "Viewers were angry at the show. One joked: “Take the low offer.” Another wrote: “Shame on them all.”"
        " Another added: “Never again with this lot.”",
        html=False,
    )
    speakers = [_speaker(record, words) for words in ("low offer", "Shame on", "Never again")]
    assert [speaker and speaker.name for speaker in speakers] == ["one viewer", "another viewer", "another viewer"]
    assert {speaker.kind for speaker in speakers if speaker} == {"unnamed"}
    assert len({speaker.id for speaker in speakers if speaker}) == 3


def test_another_leaves_out_the_noun_of_its_sentence_and_not_that_of_one_person_before() -> None:
    record = read_text(
        "The singer left the stage. Her manager said that she was tired. Spectators sent their love. “Rest up, queen,”"
        " wrote one.",
        html=False,
    )
    assert _name(record, "Rest up") == "one spectator"


def test_the_subject_before_a_colon_is_the_source_and_the_quotation_the_content() -> None:
    record = read_text(
        "Vice-chancellors reacted with fury to the threats by Gavin Ross. One, who asked not to be named, said:"
        " “The government looked to us to sort it out.”",
        html=False,
    )
    assert _name(record, "looked to us") == "one vice-chancellor"


@pytest.mark.parametrize(
    "attribution",
    [
        "for everyone,” Nadia Ferro, director of the northern branch.",
        "for everyone.” (Nadia Ferro, director of the northern branch)",
        "for everyone.” – Nadia Ferro, director of the northern branch",
    ],
)
def test_a_name_beside_a_quotation_without_a_verb_is_its_speaker(attribution: str) -> None:
    record = read_text(
        "The depot closed on Monday. Omar Lind said he was sorry.\n\n“Our crews will be back and the yard will be safe "
        f"{attribution}\n\nThe union disagreed.",
        html=False,
    )
    statement = next(st for st in record.statements if "Our crews" in st.content[0].text)
    speaker = record.speaker_of(statement)
    assert (speaker and speaker.name, statement.shown) == ("Nadia Ferro", True)
    assert statement.source[0].text == "Nadia Ferro, director of the northern branch"


def test_the_person_a_paragraph_is_about_says_the_quotation_below_it() -> None:
    record = read_text(
        "“He is a hard man to beat,” said Alan Frost after his match in Lund.\n\n"
        "Ben Marsh meanwhile won in just over two hours against Otto Klein.\n\n"
        "“It is amazing to have the others do so well in the draw this year.”",
        html=False,
    )
    assert _name(record, "It is amazing") == "Ben Marsh"


def test_all_labelled_answers_are_one_person_s() -> None:
    answers = [
        "I am happy to be here and I thank the whole team for the welcome.",
        "I have been helped in my career by reading Ruth Abel’s book on habits, which I like.",
        "We are moving to a new hall in June and we look forward to it.",
    ]
    turns = "\n\n".join(f"Q: What about number {n}?\n\nA: {answer}" for n, answer in enumerate(answers))
    opening = "We are glad to have Tom Gale as our new president. Here is what he had to say."
    record = read_text(f"{opening}\n\n{turns}", html=False)
    assert len({_name(record, answer[:20]) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "Residents of Ha Seema, Mashai and Ha Lebona say they live in fear of the floods.",
            "they live in fear",
            "Residents of Ha Seema, Mashai and Ha Lebona",
        ),
        (
            "A spokesperson for the Schools and Colleges Teachers’ Association (SCTA) said its members had agreed.",
            "its members",
            "spokesperson for the Schools and Colleges Teachers’ Association",
        ),
        (
            "One small, two-week study showed that eating late raised blood sugar.",
            "eating late",
            "One small, two-week study",
        ),
        ("Backbencher Helen Rowe said the plan would fail.", "the plan", "Helen Rowe"),
        ("Otto Lind Productions said it would cancel the show.", "cancel the show", "Otto Lind Productions"),
    ],
)
def test_the_head_of_a_source(text: str, words: str, name: str) -> None:
    assert _name(read_text(text, html=False), words) == name


def test_a_phrase_has_the_kind_of_its_head() -> None:
    record = read_text("“A man is on the roof,” said a caller on the police scanner.", html=False)
    speaker = _speaker(record, "on the roof")
    assert speaker is not None
    assert speaker.kind == "unnamed"


def test_a_firm_of_a_country_is_not_the_country() -> None:
    record = read_text("Nova Games says it wants to grow. The US firm says it will hire 300 people.", html=False)
    assert _name(record, "hire 300") != "US"


def test_the_government_is_that_of_the_country_the_article_is_about() -> None:
    record = read_text(
        "Ukraine will look again at the sale of dozens of state firms, its new cabinet said on Monday in Kiev."
        " Ukraine sold the firms in the nineties.\n\nThe government said many of them went to friends of the old"
        " rulers.",
        html=False,
    )
    speaker = _speaker(record, "many of them")
    assert speaker is not None
    assert (speaker.name, speaker.kind) == ("Ukrainian government", "organization")


@pytest.mark.parametrize(
    ("country", "name"),
    [("Turkey", "Turkish government"), ("UK", "UK government"), ("Britain", "British government")],
)
def test_what_a_government_is_called(country: str, name: str) -> None:
    assert government_name(country) == name


def test_a_role_is_found_right_after_the_agency_in_brackets() -> None:
    record = read_text(
        "(CNN)President Rolf Quant was in the hospital on Saturday for a check.\n\n"
        "“The President admits he has not followed the plan,” said Mara Lund.",
        html=False,
    )
    nested = next(st for st in record.statements if st.parent)
    speaker = record.speaker_of(nested)
    assert speaker is not None
    assert speaker.name == "Rolf Quant"
