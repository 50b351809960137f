"""The turns of printed conversations, and lines that only look like turns."""

from __future__ import annotations

import pytest
from marked_text import words_of

from onrecord.statements.dialogue_turns import add_dialogue_turns


def _turns(text: str) -> list[tuple[str, str]]:
    """The source and the content of each turn."""
    return [
        (" ".join(words_of(text, d.source)), " ".join(words_of(text, d.content))) for d in add_dialogue_turns(text, [])
    ]


def test_a_label_with_a_role_and_an_aside_names_the_speaker() -> None:
    text = "ADA LOW, HOST: Who came?\n\nBO HAY, DIVER (through translator): My sister came.\n\nLOW: Thanks."
    assert _turns(text) == [("ADA LOW", "Who came?"), ("BO HAY", "My sister came."), ("LOW", "Thanks.")]


def test_labels_in_title_case_need_a_question_and_a_second_turn() -> None:
    interview = "Herald: Why now?\n\nBo Hay: It was time.\n\nHerald: And then?\n\nBo Hay: Then nothing."
    assert [source for source, _ in _turns(interview)] == ["Herald", "Bo Hay", "Herald", "Bo Hay"]
    assert _turns("Price: Ten pounds.\n\nWhere: The old hall.\n\nOpen: Until May.") == []


def test_the_answers_of_an_unnamed_interview_are_uncued_and_the_questions_nobodys() -> None:
    text = "We met Bo Hay.\n\nQ. Are you ever cold?\n\nA. Only on land."
    question, answer = add_dialogue_turns(text, [])
    assert (question.source, question.uncued) == ((), False)
    assert (answer.source, answer.uncued, words_of(text, answer.content)) == ((), True, ["Only on land."])


def test_a_full_stop_ends_the_labels_of_a_hearing() -> None:
    text = "Mrs. LOW of Ohio. I object.\n\nThe CHAIR. To what?\n\nMr. HAY (rising). To the hour."
    assert _turns(text) == [("Mrs. LOW", "I object."), ("The CHAIR", "To what?"), ("Mr. HAY", "To the hour.")]


def test_an_unidentified_voice_is_nobody() -> None:
    text = "LOW: Who is there?\n\nUNIDENTIFIED FEMALE: It is raining.\n\nLOW: So it is."
    assert _turns(text)[1] == ("", "It is raining.")


def test_what_is_on_the_screen_is_nobodys_words() -> None:
    text = "GRAPHIC: Rain, 1990 to 2020.\n\nLOW: Is it wet?\n\nHAY: It is."
    assert _turns(text) == [("LOW", "Is it wet?"), ("HAY", "It is.")]


@pytest.mark.parametrize(
    "text",
    [
        "### Ada Low\n\nI dug the well.\n\n### Bo Hay\n\nI fell into it.\n\n### Ada Low\n\nThen you know where it is.",
        "**Ada Low** I dug the well.\n\n**Bo Hay** I fell into it.\n\n**Ada Low** Then you know where it is.",
        "[Ada Low] I dug the well.\n\n[Bo Hay] I fell into it.\n\n[Ada Low] Then you know where it is.",
        "Ada Low — I dug the well.\n\nBo Hay — I fell into it.\n\nAda Low — Then you know where it is.",
        "Ada Low  0:04\nI dug the well.\n\nBo Hay  0:11\nI fell into it.\n\nAda Low  0:15\nThen you know where it is.",
    ],
)
def test_labels_without_a_colon_are_those_of_transcripts(text: str) -> None:
    said = [("Ada Low", "I dug the well."), ("Bo Hay", "I fell into it."), ("Ada Low", "Then you know where it is.")]
    assert _turns(text) == said


def test_a_name_on_its_line_speaks_up_to_the_next_name() -> None:
    paragraphs = ["Ada Low", "I dug it.", "It took you a year.", "Bo Hay", "Who asked?", "Ada Low", "You.", "Bo Hay"]
    assert _turns("\n\n".join([*paragraphs, "I did.", "It rained."])) == [
        ("Ada Low", "I dug it. It took you a year."),
        ("Bo Hay", "Who asked?"),
        ("Ada Low", "You."),
        ("Bo Hay", "I did."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Low\n\nThe boat sank at noon.\n\nBo Hay\n\nThe crew is safe.\n\nAda Low\n\nThe owner said: “I am sorry.”",
        "Monday — Rain in the north.\n\nTuesday — Rain in the south.\n\nMonday — Rain again.",
        "PROS: Quick and light.\n\nCONS: Dear.",
        "Mr. Low met Ms. Hay. Mr. Low said that it rained.\n\nMs. Hay left.",
        "Exhibit A: the oar. Exhibit Q: the rope.",
        "LOW: It rained.\n\nThe town lay still.\n\nA dog barked.\n\nNobody came.\n\nHAY: Did it?\n\nThe end.",
    ],
)
def test_other_lines_are_no_conversation(text: str) -> None:
    assert _turns(text) == []


def test_one_label_that_answers_questions_is_an_interview() -> None:
    paragraphs = [
        "When did you stop?",
        "Low: In May.",
        "And why?",
        "Low: My hands.",
        "Is it bad?",
        "Low: It rests.",
    ]
    assert _turns("\n\n".join(paragraphs)) == [("Low", "In May."), ("Low", "My hands."), ("Low", "It rests.")]
    assert _turns("It rained.\n\nLow: Ten.\n\nIt snowed.\n\nLow: Two.\n\nIt froze.\n\nLow: Six.") == []


def test_a_turn_of_a_transcript_goes_on_in_lines_without_a_label() -> None:
    paragraphs = [
        "ADA LOW: The pool is shut.",
        "Nobody swims.",
        "Nobody sings.",
        "LOW: Do you miss it?",
        "BO HAY: I do.",
    ]
    text = "\n\n".join([*paragraphs, "I swam there.", "My sons swam there.", "LOW: Thank you."])
    assert _turns(text) == [
        ("ADA LOW", "The pool is shut. Nobody swims. Nobody sings."),
        ("LOW", "Do you miss it?"),
        ("BO HAY", "I do. I swam there. My sons swam there."),
        ("LOW", "Thank you."),
    ]


def test_times_in_brackets_and_remarks_are_not_spoken() -> None:
    text = (
        "[00:00:04] ADA LOW (CHAIR): The boat is late. Has anybody seen it?\n\n"
        "[00:00:19] BO HAY: I saw it sink.\n\n(LAUGHTER)\n\n[00:00:48] It was a good boat.\n\n"
        "[00:01:02] ADA LOW (CHAIR): Thank you.\n\n(1:10) “BO HAY: Any time.”"
    )
    assert _turns(text)[:3] == [
        ("ADA LOW", "The boat is late. Has anybody seen it?"),
        ("BO HAY", "I saw it sink. It was a good boat."),
        ("ADA LOW", "Thank you."),
    ]
    assert _turns(text)[3][0] == "BO HAY"
