"""Where and why people differ, for the agreement screen, from tables of all documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.agreement.breakdown import alpha_if_agreed
from annotator.agreement.habits import HabitReport, habit_report_of
from annotator.agreement.reference import CONSENSUS, AgainstReference, against_references
from annotator.agreement.report import same_names
from annotator.agreement.sentence_sums import set_ratings
from annotator.agreement.study import Advice, advice, cautions
from annotator.agreement.study_tables import StudyTables
from annotator.agreement.suggestion_pull import pull_report_of
from annotator.agreement.team_figures import TeamFigures


@dataclass(frozen=True, slots=True)
class TeamReasons:
    """What the agreement screen says about the figures: as in the report of a study."""

    habits: HabitReport
    gold: tuple[AgainstReference, ...]
    consensus: tuple[AgainstReference, ...]
    advice: tuple[Advice, ...]
    cautions: tuple[str, ...]


def team_reasons(
    tables: StudyTables,
    figures: TeamFigures,
    titles: Mapping[str, str],
    *,
    confidence: float = 0.95,
) -> TeamReasons:
    """Compute what is said about the figures of the same tables. titles: of labels by name."""
    people, labels = tables.vocabulary.people.names, tables.vocabulary.labels.names
    habits = habit_report_of(tables.rows("habits"), people, labels)
    references = against_references(tables.rows("references"), people, confidence=confidence)
    pull = pull_report_of(tables.rows("answers"), people, labels, confidence=confidence)
    accepted, made = tables.rows("made")[:, 2:].sum(axis=0).tolist()
    sets = set_ratings(tables.rows("votes"), people, tables.vocabulary.sets)
    units = (figures.all.units, figures.blind.units)
    return TeamReasons(
        habits=habits,
        gold=tuple(one for one in references if one.reference != CONSENSUS),
        consensus=tuple(one for one in references if one.reference == CONSENSUS),
        advice=advice(
            figures.all.alpha,
            figures.all.labels,
            habits,
            lambda fixed: alpha_if_agreed(*sets, fixed, confidence=confidence),
            titles,
        ),
        cautions=tuple(
            cautions(same_names(figures.finished), units, pull, accepted / made if made else None)
        ),
    )
