from app.captions.rules import read
from app.samples import rules
from app.samples.rules import Picture, Prize, Progress

SOURCE = """# Restefuchs
Team: Die Füchse
Schule: gastro
Themenfeld: Essen
Runde: jury
Zustand: halb
Pitch: Eine Waage unter der Tonne.
Bild: säulen | Fünf Säulen | Reste in kg | Mo=14 | Di=11
Bild: skizze | Eine Tonne | Die Tonne | X | Waage
Papier: ja
Preis: 2 | 2. Preis
Begründung: Gut gemessen: sechs Wochen.
Jury: Sehr schön.

## Problem
Viel Abfall. Keiner weiß, warum.

## Lösung
Eine Waage.

## Nutzen
Weniger Abfall.

## Stand
Läuft. Als Nächstes das Altenheim.

## Quellen
Keine KI.

# Zweite Idee
Team: Andere
Schule: it
Themenfeld: IT
Runde: submit
Zustand: anfang
Pitch: Noch ein Satz.

## Problem
P

## Lösung
L

## Nutzen
N

## Stand
S

## Quellen
Q
"""


def test_a_file_holds_several_ideas_with_texts_pictures_and_prize() -> None:
    first, second = rules.ideas_from(SOURCE)

    assert list(first.answers) == ["title", "pitch", "problem", "solution", "benefit", "progress", "sources"]
    assert first.answers["problem"] == "Viel Abfall. Keiner weiß, warum."
    assert (first.team, first.school, first.category, first.round) == ("Die Füchse", "gastro", "Essen", "jury")
    assert first.pictures == (
        Picture("säulen", "Fünf Säulen", "Reste in kg", (["Mo", "14"], ["Di", "11"])),
        Picture("skizze", "Eine Tonne", "Die Tonne", ("X", "Waage")),
    )
    assert first.prize == Prize(2, "2. Preis", "Gut gemessen: sechs Wochen.")
    assert (first.has_paper, first.remark) == (True, "Sehr schön.")
    assert (second.title, second.pictures, second.prize, second.has_paper) == ("Zweite Idee", (), None, False)


def test_a_team_has_written_as_much_as_its_progress_says() -> None:
    half, begun = rules.ideas_from(SOURCE)

    assert list(half.written) == ["title", "pitch", "problem", "solution"]
    assert list(begun.written) == ["title", "pitch"]
    assert (half.progress, begun.progress) == (Progress.HALF, Progress.BEGUN)


def test_photos_of_paper_are_jpegs_and_drawings_of_programs_pngs() -> None:
    chart, sketch = next(rules.ideas_from(SOURCE)).pictures

    assert (chart.file_name, sketch.file_name) == ("saeulen.png", f"IMG_{2000 + sketch.seed}.jpg")


def test_texts_are_cut_after_sentences() -> None:
    text = "Es sind 3,5 Kilo. Das ist viel! Oder nicht?"

    assert rules.first_sentence(text) == "Es sind 3,5 Kilo."
    assert rules.without_last_sentence(text) == "Es sind 3,5 Kilo. Das ist viel!"
    assert rules.without_last_sentence("Nur einer.") == "Nur einer."


def test_fewer_files_are_one_picture_and_no_paper() -> None:
    fewer = rules.with_fewer_files(next(rules.ideas_from(SOURCE)))

    assert (len(fewer.pictures), fewer.has_paper) == (1, False)


def test_captions_follow_one_another() -> None:
    cues, faults = read(rules.captions_of(["Eins", "Zwei"]), 6)
    assert ([(cue.start, cue.end, cue.text) for cue in cues], faults) == ([(0, 3000, "Eins"), (3000, 6000, "Zwei")], [])
