"""The words of `explain`, by language: German, English, and German in plain language.

They are no messages of the interface: they belong to the method, are fixed with it, and change only together with it.
"""

READERS = {
    "de": ("einem Jurymitglied", "{r} Jurymitgliedern unabhängig voneinander"),
    "en": ("one juror", "{r} jurors independently of one another"),
    "de@einfach": ("1 Person aus der Jury", "{r} Personen aus der Jury"),
}
TO = {"de": "bis", "en": "to", "de@einfach": "bis"}

TEAM_FAIRWERT = {
    "de": (
        "Eure Idee wurde von {readers} bewertet. Manche Menschen geben strengere Punkte, andere mildere. Weil jedes"
        " Jurymitglied viele Ideen liest und jede Idee von mehreren gelesen wird, können wir sehen, wer strenger oder"
        " milder bewertet als die anderen. Das rechnen wir heraus. Das Ergebnis heißt Fairwert. Er sagt, wie viele"
        " Punkte eure Idee bei einer durchschnittlich strengen Jury bekommen hätte. Haben wir wenige Bewertungen, sind"
        " wir vorsichtig und bleiben näher am Durchschnitt. Kein Verfahren ist perfekt: Deshalb bekommen Ideen, bei"
        " denen es knapp ist, weitere Bewertungen, und am Ende entscheidet die Jury."
    ),
    "en": (
        "Your idea was judged by {readers}. Some people give stricter points, others milder ones. Because every juror"
        " reads many ideas and every idea is read by several jurors, we can see who judges more strictly or more mildly"
        " than the others. We take that out. The result is called the fair score. It says how many points your idea"
        " would have got from a jury of average strictness. Where we have few readings, we are careful and stay closer"
        " to the average. No method is perfect: ideas for which it is close are therefore read by more jurors, and in"
        " the end the jury decides."
    ),
    "de@einfach": (
        "{readers} haben eure Idee gelesen. Sie haben Punkte gegeben. Jede Person hat allein entschieden. Manche"
        " Menschen sind streng. Sie geben wenig Punkte. Andere sind mild. Sie geben viele Punkte. Wir können sehen, wer"
        " streng ist und wer mild. Das gleichen wir aus. So zählt nur eure Idee. Das Ergebnis heißt Fairwert. Gibt es"
        " nur wenige Bewertungen, sind wir vorsichtig. Manchmal ist es knapp. Dann lesen noch mehr Personen die Idee."
        " Am Ende entscheidet die Jury."
    ),
}
TEAM_MEAN = {
    "de": (
        "Eure Idee wurde von {readers} bewertet. Gezählt wird der einfache Mittelwert der Punkte. Manche Menschen geben"
        " strengere Punkte, andere mildere; herausgerechnet wird das hier nicht. Deshalb schaut die Jury genau hin, wo"
        " es knapp ist, und am Ende entscheidet sie."
    ),
    "en": (
        "Your idea was judged by {readers}. What counts is the plain mean of the points. Some people give stricter"
        " points, others milder ones; here that is not taken out. Where it is close, the jury therefore looks closely,"
        " and in the end it decides."
    ),
    "de@einfach": (
        "{readers} haben eure Idee gelesen. Sie haben Punkte gegeben. Wir rechnen den Durchschnitt aus. Manche Menschen"
        " sind streng, andere sind mild. Das gleichen wir hier nicht aus. Ist es knapp, schaut die Jury noch"
        " einmal genau hin. Am Ende entscheidet die Jury."
    ),
}
TEAM_NOTHING = {
    "de": "Eure Idee ist noch nicht bewertet.",
    "en": "Your idea has not been judged yet.",
    "de@einfach": "Eure Idee hat noch keine Punkte.",
}
JURY = {
    "de": (
        "Bewerten Sie jedes Kriterium einzeln nach der Beschreibung. Die Gesamtpunktzahl sehen Sie erst nach dem"
        " Abschicken. Sie müssen nicht überlegen, ob Sie strenger sind als andere: Das gleicht das Verfahren aus."
        " Wichtig ist, dass Sie bei allen Ideen denselben Maßstab anlegen. Melden Sie bitte jede Nähe zum Team, auch im"
        " Zweifel. Bitte sprechen Sie vor dem Abschicken nicht mit anderen über einzelne Ideen."
    ),
    "en": (
        "Judge each criterion by itself, following its description. You will see the total only after you have handed"
        " in your sheet. You need not ask yourself whether you are stricter than others: the method evens that out."
        " What matters is that you apply the same standard to all ideas. Please report any closeness to a team, also"
        " when in doubt. Please do not talk to others about single ideas before you hand in."
    ),
    "de@einfach": (
        "Bewerten Sie jedes Kriterium einzeln. Lesen Sie dazu die Beschreibung. Alle Punkte zusammen sehen Sie erst"
        " nach dem Abschicken. Sie sind strenger als andere? Das macht nichts. Das Verfahren gleicht es aus. Wichtig"
        " ist: Seien Sie bei allen Ideen gleich streng. Kennen Sie jemanden aus dem Team? Dann melden Sie es bitte."
        " Melden Sie es auch, wenn Sie nicht sicher sind. Sprechen Sie vor dem Abschicken nicht mit anderen über die"
        " Ideen."
    ),
}
CITY = {
    "de": (
        "Modell: Punkte = Qualität der Einreichung + Milde/Strenge des Jurymitglieds + Zufall. Die Strenge wird nur so"
        " weit korrigiert, wie die Daten sie belegen. Voraussetzung ist, dass alle Bewertungen über gemeinsame"
        " Einreichungen verbunden sind. Die Angabe „P(Top 10) = 80 %“ heißt: Von zehn Einreichungen mit dieser Angabe"
        " gehören im Mittel acht wirklich zu den zehn besten. Rangbereiche sind breit; einzelne Plätze sind kein"
        " Qualitätsunterschied."
    ),
    "en": (
        "Model: points = quality of the submission + mildness or severity of the juror + chance. Severity is corrected"
        " only as far as the data bear it out. This presumes that all readings are connected through submissions read"
        " in common. “P(top 10) = 80 %” means: of ten submissions of which this is said, eight on average really are"
        " among the ten best. Ranges of places are wide; single places are no difference in quality."
    ),
    "de@einfach": (
        "So rechnen wir: Die Punkte hängen von drei Dingen ab. Erstens: Wie gut ist die Idee? Zweitens: Wie streng ist"
        " die Person aus der Jury? Drittens: Zufall. Die Strenge rechnen wir heraus, aber nur, wenn man sie wirklich"
        " sehen kann. Dafür müssen mehrere Personen dieselben Ideen lesen. Wir sagen auch, wie sicher wir sind. Zum"
        " Beispiel: „80 Prozent sicher unter den besten 10“. Das heißt: Bei 10 solchen Ideen stimmt es 8-mal. Ein Platz"
        " mehr oder weniger sagt nichts darüber, wie gut eine Idee ist."
    ),
}
BASIS = {
    "de": "Grundlage: {sheets} Bewertungen von {jurors} Jurymitgliedern zu {ideas} Einreichungen.",
    "en": "Basis: {sheets} score sheets by {jurors} jurors about {ideas} submissions.",
    "de@einfach": "Es gibt {sheets} Bewertungen für {ideas} Ideen. Sie kommen von {jurors} Personen aus der Jury.",
}
EXPECTED = {
    "de": "Von den ersten {k} Plätzen sind im Mittel {right} richtig besetzt.",
    "en": "Of the first {k} places, {right} are expected to be held by the right submissions.",
    "de@einfach": "Auf den ersten {k} Plätzen stehen im Durchschnitt {right} Ideen, die wirklich dorthin gehören.",
}

EVEN_JURY = {
    "de": (
        "Die Jurymitglieder bewerten praktisch gleich streng. Fairwert und Mittelwert stimmen in der Reihenfolge"
        " überein."
    ),
    "en": "The jurors are practically equally strict. Fair score and mean give the same order.",
    "de@einfach": "Alle Personen aus der Jury sind etwa gleich streng. Darum muss nichts ausgeglichen werden.",
}
FALLBACKS = {
    "NO_DATA": {
        "de": "Es liegt noch keine Bewertung vor. Eine Reihenfolge gibt es erst danach.",
        "en": "There is no score sheet yet. There will be an order only after that.",
        "de@einfach": "Noch hat niemand Punkte gegeben. Darum gibt es noch keine Reihenfolge.",
    },
    "ONE_JUROR": {
        "de": (
            "Es gibt nur ein Jurymitglied. Strenge kann nicht geprüft werden; gezeigt wird der einfache Mittelwert ohne"
            " Sicherheitsangabe."
        ),
        "en": (
            "There is only one juror. Severity cannot be examined; what is shown is the plain mean, without saying how"
            " sure it is."
        ),
        "de@einfach": (
            "Nur 1 Person hat Punkte gegeben. Wir können nicht sehen, ob sie streng ist. Darum zeigen wir den"
            " Durchschnitt. Wie sicher das ist, wissen wir nicht."
        ),
    },
    "ONE_REVIEW_EACH": {
        "de": "Jede Einreichung wurde nur einmal bewertet. Strenge und Qualität lassen sich nicht trennen.",
        "en": "Every submission was judged only once. Severity and quality cannot be told apart.",
        "de@einfach": (
            "Jede Idee hat nur 1 Person gelesen. Hat eine Idee wenig Punkte? Dann wissen wir nicht: Liegt es an der"
            " Idee oder an der Person?"
        ),
    },
    "ISLANDS": {
        "de": (
            "Die Bewertungen zerfallen in {n} Gruppen ohne gemeinsame Einreichungen. Ein fairer Vergleich zwischen den"
            " Gruppen ist nicht möglich. Vorschlag: {m} zusätzliche Bewertungen (Liste)."
        ),
        "en": (
            "The readings fall into {n} groups without submissions in common. A fair comparison between the groups is"
            " not possible. Proposal: {m} further readings (list)."
        ),
        "de@einfach": (
            "Die Jury hat in {n} Gruppen gelesen. Keine Person hat in zwei Gruppen gelesen. Darum kann man die Gruppen"
            " nicht fair vergleichen. So geht es besser: noch {m} Bewertungen. Es gibt eine Liste."
        ),
    },
    "ISLANDS_DEALT": {
        "de": (
            "Die Bewertungen zerfallen in {n} Gruppen ohne gemeinsame Einreichungen. Die gemeinsame Reihenfolge setzt"
            " Zufallszuteilung voraus: dass die Gruppen im Mittel gleich gut sind. Vorschlag: {m} zusätzliche"
            " Bewertungen (Liste)."
        ),
        "en": (
            "The readings fall into {n} groups without submissions in common. The common order presumes that readings"
            " were dealt out by chance, so that the groups are equally good on average. Proposal: {m} further readings"
            " (list)."
        ),
        "de@einfach": (
            "Die Jury hat in {n} Gruppen gelesen. Wer was liest, hat der Zufall bestimmt. Darum nehmen wir an: Alle"
            " Gruppen sind etwa gleich gut. Sicherer wird es mit noch {m} Bewertungen. Es gibt eine Liste."
        ),
    },
    "FEW_JURORS": {
        "de": "Wenige Jurymitglieder: Die Angaben zur Sicherheit sind vorsichtig zu lesen.",
        "en": "Few jurors: read with caution what is said about how sure results are.",
        "de@einfach": "Die Jury ist klein. Darum ist nicht ganz klar, wie sicher das Ergebnis ist.",
    },
    "SELF_SELECTED": {
        "de": "Viele Bewertungen wurden nicht vom System zugeteilt. Der Fairwert dient nur zur Information.",
        "en": "Many readings were not dealt out by the system. The fair score is for information only.",
        "de@einfach": (
            "Viele Personen haben sich selbst ausgesucht, was sie lesen. Darum zählt der Durchschnitt. Der Fairwert"
            " steht nur zur Information da."
        ),
    },
    "LOW_LOAD": {
        "de": (
            "Viele Jurymitglieder haben weniger als vier Ideen gelesen. Ihre Strenge ist wenig bekannt und wird deshalb"
            " nur zurückhaltend herausgerechnet."
        ),
        "en": "Many jurors read fewer than four ideas. Little is known of their severity, so little is corrected.",
        "de@einfach": (
            "Viele Personen haben weniger als 4 Ideen gelesen. Ob sie streng sind, sieht man kaum. Darum gleichen wir"
            " nur wenig aus."
        ),
    },
    "ZERO_SPREAD": {
        "de": (
            "Die Punkte zeigen keinen Zufall, etwa weil alle gleich sind. Gerechnet wird mit der Ungenauigkeit, die"
            " schon das Runden auf ganze Punkte hat; Gleichstände löst die festgelegte Regel."
        ),
        "en": (
            "The points show no chance, for example because all are equal. What is assumed is the inaccuracy that"
            " rounding to whole points has anyway; ties are broken by the rule fixed beforehand."
        ),
        "de@einfach": (
            "Die Punkte sind fast alle gleich. Darum kann man die Ideen kaum unterscheiden. Bei Gleichstand gilt die"
            " Regel, die vorher feststand."
        ),
    },
    "WEAK_LINK": {
        "de": (
            "Der Vergleich hängt an einzelnen Jurymitgliedern, oder deren Strenge ist kaum bekannt. Vorschlag: {m}"
            " zusätzliche Bewertungen (Liste)."
        ),
        "en": (
            "The comparison hangs on single jurors, or their severity is hardly known. Proposal: {m} further readings"
            " (list)."
        ),
        "de@einfach": (
            "Der Vergleich hängt an wenigen Personen aus der Jury. Sicherer wird es mit noch {m} Bewertungen. Es gibt"
            " eine Liste."
        ),
    },
    "WEAK_LINK_ALONE": {
        "de": "Der Vergleich hängt an einzelnen Jurymitgliedern, oder deren Strenge ist kaum bekannt.",
        "en": "The comparison hangs on single jurors, or their severity is hardly known.",
        "de@einfach": "Der Vergleich hängt an wenigen Personen aus der Jury.",
    },
    "NUMERIC": {
        "de": "Die Rechnung ging nicht auf. Gezeigt wird der einfache Mittelwert; der Fehler ist vermerkt.",
        "en": "The calculation did not work out. What is shown is the plain mean; the error has been noted.",
        "de@einfach": "Die Rechnung hat nicht geklappt. Darum zeigen wir den Durchschnitt.",
    },
}
