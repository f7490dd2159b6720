"""An open project: the steps from texts to a dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Self

from annotator.api.project_folder import ProjectFolder
from annotator.api.text_import import (
    SPLITTER,
    ImportResult,
    ProgressBar,
    TextImport,
    confirm_changes,
    no_progress,
    remembered_splitter,
)
from annotator.errors import AnnotatorError, did_you_mean

if TYPE_CHECKING:
    from annotator.adjudication.accuracy import Accuracy
    from annotator.agreement import AgreementReport, StudyReport
    from annotator.api.dataset_writer import ExportResult
    from annotator.api.labelled_document import ProjectDocument
    from annotator.api.publish import PublishResult
    from annotator.api.resplit import ResplitReport
    from annotator.api.settle_by_policy import PolicyReport
    from annotator.datasets.dataset_filter import DatasetFilter
    from annotator.datasets.pseudonyms import NameFound
    from annotator.documents import Splitter
    from annotator.formats import WriteOptions
    from annotator.model import Dataset, Document, LabelSet, Suggestion
    from annotator.store import Store
    from annotator.store.dataset_import import ImportedAnnotations
    from annotator.store.merge import MergeReport
    from annotator.suggestions import Suggester

DOCUMENTS_AT_ONCE = 1_000
CHARACTERS_AT_ONCE = 4_000_000
"""Suggestions are saved after this much text: the most that an interrupted run loses."""


_CORPORA = "corpora"
"""The project setting with the fingerprint of corpora/ at the last import."""


class Project:
    """An open project: documents, suggestions and annotations of a folder.

    Made by `annotator.open` and `annotator.create`. Use it in a `with` statement, or close it.

    Parameters
    ----------
    folder
        Where the files of the project are.
    store
        Its open database; `close` closes it.

    Examples
    --------
    >>> import annotator
    >>> with annotator.create("study") as project:
    ...     found = project.import_texts("texts")
    ...     project.suggest()
    (1, 3)
    >>> found.new
    1
    """

    def __init__(self, folder: ProjectFolder, store: Store) -> None:
        self.folder = folder
        self.store = store

    def close(self) -> None:
        """Close the database. Closing twice is fine."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: Any) -> None:
        self.store.__exit__(*failure)

    def __repr__(self) -> str:
        return f"<Project {self.folder.path}>"

    def label_set(self) -> LabelSet:
        """Return the labels and rules of labels.yaml.

        Raises
        ------
        AnnotatorError
            There is no such file.
        DataError
            The file has mistakes; all of them are listed.
        """
        return self.folder.label_set(self.store)

    # ------------------------------------------------------------------ import

    def import_texts(
        self,
        paths: str | Path | Sequence[str | Path] = (),
        *,
        encoding: str | None = None,
        keep_good: bool = False,
        mark_bad_bytes: bool = False,
        splitter: tuple[str, Splitter] | None = None,
        progress: ProgressBar = no_progress,
    ) -> ImportResult:
        """Read files and folders into the project, all or nothing.

        More than a thousand files, or 64 MB, are read once before the first is stored, and then
        stored in batches: an import that is interrupted goes on when it is called again.

        Parameters
        ----------
        paths
            A file or folder, or several; corpora/ of the project if there are none.
        encoding
            Of every file; None finds it for each.
        keep_good
            Import the readable files even if others cannot be read.
        mark_bad_bytes
            Read a file that is UTF-8, except a few bytes, with U+FFFD in their place.
        splitter
            The name and the function that splits sentences, remembered for later imports. Without
            it the remembered splitter is loaded as soon as there is a new document.
        progress
            Shows a progress bar over the files.

        Returns
        -------
        ImportResult
            What was new, known, skipped and refused.

        Raises
        ------
        DataError
            Every unreadable file, unless keep_good is set; the project is then unchanged.
        """
        from annotator import documents

        store, files, skipped = self.store, [], []
        for path in _paths(paths) or [self.folder.corpora]:
            found, left_out = documents.find_files(path)
            files += found
            skipped += left_out
        importer = TextImport(
            store,
            self.folder.path,
            encoding=encoding,
            mark_bad_bytes=mark_bad_bytes,
            splitter=cache(lambda: splitter[1] if splitter else remembered_splitter(store)),
        )
        importer.result.skipped += skipped
        importer.add(files, progress, keep_good=keep_good)
        self._compare(importer.result, progress)
        if splitter:
            store.settings.set(SPLITTER, splitter[0])
        return importer.result

    def _compare(self, result: ImportResult, progress: ProgressBar) -> None:
        """Find which new documents are changed or nearly the same as others."""
        if not result.new_uids:
            return
        from annotator.api.near_duplicates import of_new_documents

        confirm_changes(self.store, result)
        versions = {(one.uid, one.earlier) for one in result.changed}
        found = of_new_documents(self.store, {*result.new_uids}, progress)
        result.near_duplicates = [one for one in found if (one.uid, one.earlier) not in versions]
        named = {uid for one in result.near_duplicates for uid in (one.uid, one.earlier)}
        for uid in named:
            result.paths[uid] = next((one.path for one in self.store.documents.sources(uid)), "")

    def import_changes(self, *, progress: ProgressBar = no_progress) -> ImportResult | None:
        """Import corpora/ if a file was added, removed or changed since the last time.

        Unreadable files are listed in the result; the others are imported. None: no change.
        """
        fingerprint = self._fingerprint()
        if not self.folder.corpora.is_dir() or self.store.settings.get(_CORPORA) == fingerprint:
            return None
        result = self.import_texts(keep_good=True, progress=progress)
        self.store.settings.set(_CORPORA, fingerprint)
        return result

    def _fingerprint(self) -> str:
        """A hash of the names, sizes and times of the files in corpora/."""
        files = sorted(path for path in self.folder.corpora.rglob("*") if path.is_file())
        seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        return blake2b(repr(seen).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def import_annotations(
        self,
        path: str | Path,
        *,
        format: str | None = None,  # noqa: A002 - the word that users know
        annotator: str = "",
        role: str = "",
        map: Mapping[str, str] | None = None,  # noqa: A002 - the word that users know
        columns: Mapping[str, str] | None = None,
        texts: str | Path | None = None,
        layers: Sequence[str] = (),
        encoding: str = "",
        unfinished: bool = False,
        keep_good: bool = False,
        dry_run: bool = False,
        progress: ProgressBar = no_progress,
    ) -> ImportedAnnotations:
        """Read a file with annotations, or a folder that is one dataset, all or nothing.

        Documents, what annotators hold of them, suggestions and guidelines are added to what the
        project has; nothing is deleted. Importing a file twice changes nothing. Labels that
        labels.yaml does not have are added to it.

        Parameters
        ----------
        path
            The file or folder.
        format
            The name of its format; None finds it by the content of the file.
        annotator
            Who made the annotations. Without it they keep the names in the file; a file that names
            nobody gets its own name.
        role
            Of the annotators: annotator, gold or machine. The work of gold is the adjudicated
            layer. Without it they have the role that the native format gives, or are annotators.
        map
            New names of labels by old ones; "" leaves the annotations of a label out.
        columns
            Of a table: which column holds what.
        texts
            The folder of the texts, if they are not beside the annotations.
        layers
            Of a file with several layers, those that are read.
        encoding
            Of the file; '' finds it.
        unfinished
            No sentence counts as finished, whatever the file says.
        keep_good
            Leave out what is wrong, and list it in the result.
        dry_run
            Only report what would be imported.
        progress
            Shows a progress bar over the documents.

        Raises
        ------
        DataError
            Every problem of the file; the project is then unchanged.
        AnnotatorError
            No installed format reads the file, or several annotators would become one; or the
            project has leads, and the annotator, who is none of them, imports gold.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     project.export("study.jsonl").documents
        ...     project.import_annotations("study.jsonl", dry_run=True).known
        1
        1
        """
        from annotator.api.annotation_import import ImportOptions, annotation_import
        from annotator.formats.protocols import ReadOptions

        reading = ReadOptions(
            columns=columns or {},
            texts=Path(texts) if texts else None,
            layers=tuple(layers),
            encoding=encoding,
        )
        options = ImportOptions(
            format=format or "",
            annotator=annotator,
            role=role,
            labels=map or {},
            reading=reading,
            unfinished=unfinished,
            keep_good=keep_good,
        )
        with annotation_import(self.folder, self.store, options, dry_run=dry_run) as importer:
            result = importer.add(Path(path), progress)
        result.new_labels = importer.new_labels
        return result

    def resplit(
        self,
        documents: Sequence[str] = (),
        *,
        dry_run: bool = False,
        splitter: tuple[str, Splitter] | None = None,
        progress: ProgressBar = no_progress,
    ) -> ResplitReport:
        """Split documents into sentences again, as an import would split them now.

        Sentences that people joined or split stay as they are. What annotators hold follows by
        the rules of joins and splits. All is one key press of the annotator, which one undo takes
        back. The documents need new suggestions afterwards.

        Parameters
        ----------
        documents
            Uids; all documents if there are none.
        dry_run
            Only report what would change.
        splitter
            The name and the function that splits sentences, remembered for later imports; without
            it the remembered splitter.
        progress
            Shows a progress bar over the documents.

        Raises
        ------
        AnnotatorError
            The project has leads, and the annotator is none of them.
        """
        from annotator.api.resplit import resplit_documents

        store = self.store
        split = splitter[1] if splitter else remembered_splitter(store)
        uids = list(documents) or [one.uid for one in store.documents.summaries("")]
        with store.reading() if dry_run else store.transaction():
            report = resplit_documents(
                store,
                progress(uids, "Splitting"),
                split,
                self.folder.annotator_name(),
                dry_run=dry_run,
            )
            if splitter and not dry_run:
                store.settings.set(SPLITTER, splitter[0])
        return report

    def merge(
        self,
        others: str | Path | Sequence[str | Path],
        *,
        dry_run: bool = False,
        progress: ProgressBar = no_progress,
    ) -> list[MergeReport]:
        """Bring together what other files of this project hold: all of them, or none.

        The result is the same whatever the order of files; merging a file twice changes nothing.

        Parameters
        ----------
        others
            Databases, or folders of projects. They are only read.
        dry_run
            Only report what would come.
        progress
            Shows a progress bar over the files.

        Returns
        -------
        list of MergeReport
            What came from each file, and what the files disagree about.

        Raises
        ------
        AnnotatorError
            A file is none of this program, is damaged, or is the file of this project.
        """
        paths = [one / "annotations.db" if one.is_dir() else one for one in _paths(others)]
        with self.store.rolled_back() if dry_run else self.store.transaction():
            return [one for path in progress(paths, "Merging") for one in self.store.merge([path])]

    # ----------------------------------------------------------------- suggest

    def suggest(
        self,
        label_set: LabelSet | None = None,
        *,
        suggester: str | Callable[[LabelSet], Suggester] = "rules",
        progress: ProgressBar = no_progress,
    ) -> tuple[int, int]:
        """Run a suggester over the documents that its version has not covered yet.

        All is one run. If it is interrupted, the documents that were done are covered.

        Parameters
        ----------
        label_set
            labels.yaml of the project if it is None.
        suggester
            The name of an installed suggester, or what makes one for a label set.
        progress
            Shows a progress bar over the documents.

        Returns
        -------
        documents, suggestions : int
            How many were processed, and how many were found in them.

        Raises
        ------
        AnnotatorError
            The suggester is unknown, or suggests what does not fit the text or the label set.
        """
        from annotator.suggestions import load_suggester

        store = self.store
        label_set = label_set or self.label_set()
        store.label_sets.put(label_set)
        store.project.follow_guideline(label_set.guideline)
        made = load_suggester(suggester, label_set)
        pending = store.suggestions.pending(made.name, made.version)
        if not pending:
            return 0, 0
        run = store.suggestions.start_run(made.name, made.version, label_set.guideline)
        total = 0
        for chunk in _chunks(map(store.documents.get, progress(pending, "Suggesting"))):
            found = _checked_suggestions(made, chunk, label_set)
            with store.transaction():
                for document, suggestions in zip(chunk, found, strict=True):
                    store.suggestions.put(document.uid, run, suggestions)
                    total += len(suggestions)
        return len(pending), total

    # ------------------------------------------------------------------- read

    def documents(self) -> Iterator[ProjectDocument]:
        """Yield the documents in the order of their import, one in memory at a time.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     for document in project.documents():
        ...         print(document.title, len(document.sentences))
        Dam talks stall 2
        """
        from annotator.api.labelled_document import ProjectDocument

        for uid in self.store.documents.uids():
            yield ProjectDocument(self.store, self.store.documents.get(uid))

    def near_duplicates(self, *, progress: ProgressBar = no_progress) -> list[list[str]]:
        """Return the uids of documents that are nearly the same text, in groups.

        In two near-duplicates, half of the runs of four words of the shorter text are in the
        other; boilerplate is left out. Documents that are like a third one are in its group, and
        documents without any are in none. Computed at each call, in the order of import.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     project.near_duplicates()
        []
        """
        from annotator.api.near_duplicates import all_groups

        return all_groups(self.store, progress)

    def annotators(self) -> dict[str, str]:
        """Return the role of each annotator, by name."""
        return {
            name: self.store.annotators.role(name) or "" for name in self.store.annotators.names()
        }

    def agreement(
        self,
        *,
        by: Sequence[str] = (),
        labels: Sequence[str] = (),
        confidence: float = 0.95,
        progress: ProgressBar = no_progress,
    ) -> AgreementReport:
        """Compute how far annotators agree, on the sentences that at least two finished.

        Parameters
        ----------
        by
            The annotators to compare; all people if it is empty, with the gold layer and machines
            apart from them.
        labels
            The labels to compare; all if it is empty.
        confidence
            Level of the intervals.
        progress
            Shows a progress bar over the documents that must be counted. What is counted of all
            people and labels is kept beside the database.

        Raises
        ------
        AnnotatorError
            An annotator or a label is unknown.
        """
        from annotator.api.project_agreement import project_agreement

        names = self._compared_labels(by, labels)
        with self.store.reading():
            return project_agreement(
                self.store,
                self.label_set(),
                by=by,
                labels=names,
                confidence=confidence,
                progress=progress,
            )

    def study(
        self,
        *,
        by: Sequence[str] = (),
        labels: Sequence[str] = (),
        confidence: float = 0.95,
        progress: ProgressBar = no_progress,
    ) -> StudyReport:
        """Compute where and why annotators differ, and what suggestions did to their agreement.

        Parameters
        ----------
        by, labels, confidence, progress
            As for `agreement`.

        Raises
        ------
        AnnotatorError
            An annotator or a label is unknown.
        """
        from annotator.api.project_agreement import project_study

        names = self._compared_labels(by, labels)
        with self.store.reading():
            return project_study(
                self.store,
                self.label_set(),
                by=by,
                labels=names,
                confidence=confidence,
                progress=progress,
            )

    def settle(
        self,
        *,
        threshold: float = 1.0,
        labels: Sequence[str] = (),
        kinds: Sequence[str] = (),
        batch: str = "",
        document: str = "",
        dry_run: bool = False,
        progress: ProgressBar = no_progress,
    ) -> PolicyReport:
        """Settle at once in gold what all annotators, or enough of them, hold.

        What the others hold stays as it is. All is one key press of the lead, which one undo takes
        back.

        Parameters
        ----------
        threshold
            The share of the annotators of a sentence who must hold exactly the same: 1 for all of
            them; less, but more than a half, for a majority.
        labels, kinds
            Only disagreements about one of these labels, or of one of these kinds: label, bounds,
            missed, voice, attribute, relation. Without them, sentences about which nobody differs
            are settled too.
        batch, document
            Only in documents assigned in a batch, or in one document, by its uid.
        dry_run
            Only report what would be settled.
        progress
            Shows a progress bar over the documents.

        Raises
        ------
        AnnotatorError
            The project has leads, and the annotator is none of them.
        ValueError
            The threshold is not between .5 and 1.

        Examples
        --------
        >>> import annotator
        >>> with annotator.open("study") as project:
        ...     project.settle(dry_run=True).sentences
        0
        """
        from annotator.adjudication.policy import Policy
        from annotator.api.settle_by_policy import compare_documents, settle_by_policy
        from annotator.store.adjudication_queue import QueueFilter

        policy = Policy(threshold, frozenset(labels), frozenset(kinds))
        store, actor = self.store, self.folder.annotator_name()
        store.annotators.check_is_lead(actor, "settle disagreements")
        compare_documents(store, progress)
        return settle_by_policy(
            store,
            policy,
            QueueFilter(batch=batch, document=document),
            actor=actor,
            guideline=store.project.current_guideline(),
            new_uid=lambda: token_hex(8),
            dry_run=dry_run,
            progress=progress,
        )

    def write_report(
        self,
        target: str | Path,
        *,
        by: Sequence[str] = (),
        labels: Sequence[str] = (),
        confidence: float = 0.95,
        made: str = "",
        progress: ProgressBar = no_progress,
    ) -> None:
        """Write the report of `study` as an HTML page that needs no other file and no network.

        Of existing files only an earlier report is replaced.

        Parameters
        ----------
        target
            The file to write.
        by, labels, confidence
            As for `agreement`.
        made
            When it was made, and by what, as the page says at its end.
        progress
            As for `agreement`.

        Raises
        ------
        AnnotatorError
            An annotator or a label is unknown, or the target cannot be written.
        """
        from annotator.api.project_agreement import project_page
        from annotator.formats.atomic_file import check_place, write_output

        target, corpora = Path(target), self.folder.corpora
        check_place(target, corpora=corpora)
        names = self._compared_labels(by, labels)
        with self.store.reading():
            shown = project_page(
                self.store,
                self.label_set(),
                by=by,
                labels=names,
                confidence=confidence,
                name=self.folder.path.resolve().name,
                made=made,
                progress=progress,
            )
            write_output(target, [shown], corpora=corpora)

    def accuracy(
        self,
        *,
        by: Sequence[str] = (),
        labels: Sequence[str] = (),
        batch: str = "",
        confidence: float = 0.95,
        viewer: str = "",
    ) -> tuple[list[Accuracy], float]:
        """Compute how many gold questions each annotator answered right.

        Parameters
        ----------
        by, labels, batch
            The annotators, the labels and the batch of documents; all if they are empty. Labels
            that are not named do not count for the others' figures either.
        confidence
            Level of the intervals.
        viewer
            Who asks; the annotator of the folder if it is empty.

        Returns
        -------
        list of Accuracy, float
            By annotator, batch and label; and the bound of the project, 0 for none. Who is no lead
            gets figures of what is training or released alone.

        Raises
        ------
        AnnotatorError
            An annotator or a label is unknown.
        """
        from annotator.api.project_accuracy import AccuracyFilter, project_accuracy
        from annotator.api.question_settings import question_settings

        names = self._compared_labels(by, labels)
        viewer = self.store.annotators.current_name(viewer or self.folder.annotator_name())
        seen_by = "" if self.store.annotators.role(viewer) == "lead" else viewer
        wanted = AccuracyFilter(by, batch, seen_by)
        found = project_accuracy(self.store, names, wanted, confidence=confidence)
        return found, 0.0 if seen_by else question_settings(self.store).gold_bound

    def _compared_labels(self, by: Sequence[str], labels: Sequence[str]) -> list[str]:
        """The labels to compare. Raises AnnotatorError if a name is unknown."""
        from annotator.api.compared_labels import compared_labels

        names = compared_labels(self.label_set())
        _check_known("label", labels, names)
        _check_known("annotator", by, self.store.annotators.names())
        return list(labels) or names

    # ------------------------------------------------------------------ export

    def read(
        self,
        *,
        by: Sequence[str] = (),
        gold: bool = False,
        with_gold: bool = True,
        with_machines: bool = True,
        as_of: str | None = None,
        training: bool = False,
        only: DatasetFilter | None = None,
        pseudonyms: str | Path | None = None,
        names: list[NameFound] | None = None,
    ) -> Dataset:
        """Return what the project holds, its documents read one by one as they are asked for.

        Parameters
        ----------
        by
            Only the readings of these annotators; of everybody if it is empty.
        gold
            Only the adjudicated layer.
        with_gold, with_machines
            Whether everybody includes gold and machines.
        as_of
            What this file had received by then, UTC, ISO 8601; or the name of a snapshot.
        training
            With what was annotated as training, which is left out otherwise.
        only
            Which labels, groups, sources, states and origins are kept.
        pseudonyms
            The key file of pseudonyms in place of names: made, or extended by new names.
        names
            Gets the places where names are, as the documents are read: metadata and notes.

        Raises
        ------
        AnnotatorError
            An annotator, or a label, group or source to filter by, is unknown.
        """
        from annotator.annotations.project_events import GOLD, MACHINE
        from annotator.api.pseudonyms import project_key, watched, with_pseudonyms
        from annotator.datasets.dataset_filter import filtered

        _check_known("annotator", by, self.store.annotators.names())
        people = self.store.annotators.names("gold") if gold else list(by) or None
        without = set() if with_gold else {GOLD}
        without |= set() if with_machines else {MACHINE}
        made = self.store.history.snapshot(as_of) if as_of else None
        dataset = self.store.datasets.read(
            people,
            as_of=None if made else _checked_moment(as_of),
            snapshot=made.name if made else None,
            training=training,
            without=() if people is not None else without,
        )
        as_of = made.created_at if made else as_of
        if only is not None and not only.is_empty:
            self._check_filter(dataset, only)
            dataset = filtered(dataset, only)
        if names is not None:
            dataset = watched(dataset, self.annotators(), names)
        if pseudonyms is not None:
            key = project_key(self.store, Path(pseudonyms), corpora=self.folder.corpora)
            dataset = with_pseudonyms(self.store, dataset, key, as_of=as_of)
        return dataset

    def _check_filter(self, dataset: Dataset, only: DatasetFilter) -> None:
        from annotator.datasets.dataset_filter import label_groups

        groups = label_groups(dataset)
        if self.folder.label_file.exists():
            groups |= {one.name: one.group for one in self.label_set().labels}
        _check_known("label", only.labels, list(groups))
        _check_known("group", only.groups, sorted({*groups.values()}))
        if only.sources:
            summaries = self.store.documents.summaries("")
            metas = (self.store.documents.meta(one.uid) for one in summaries)
            known = sorted({meta["source"] for meta in metas if meta.get("source")})
            _check_known("source", only.sources, known)

    def export(
        self,
        target: str | Path,
        *,
        format: str | None = None,  # noqa: A002 - the word that users know
        by: Sequence[str] = (),
        gold: bool = False,
        with_gold: bool = False,
        with_machines: bool = False,
        as_of: str | None = None,
        training: bool = False,
        only: DatasetFilter | None = None,
        pseudonyms: str | Path | None = None,
        options: WriteOptions | None = None,
        progress: ProgressBar = no_progress,
    ) -> ExportResult:
        """Write a dataset, as a whole or not at all.

        Of what exists only an earlier export in the same format is replaced.

        Parameters
        ----------
        target
            The file or folder to write.
        format
            The name of the format; None finds it by the suffix of the target.
        by, gold, as_of, training, only, pseudonyms
            As for `read`.
        with_gold, with_machines
            Also gold, and also machines, which everybody leaves out.
        options
            Offset unit, rows of a table, and whether texts are written.
        progress
            Shows a progress bar over the documents.

        Raises
        ------
        AnnotatorError
            The target is a file of the project or of another program, or cannot be written; or the
            format has no such option.
        """
        from annotator.api.dataset_writer import write_dataset
        from annotator.formats import WriteOptions

        names: list[NameFound] | None = None if pseudonyms is None else []
        with self.store.reading():
            dataset = self.read(
                by=by,
                gold=gold,
                with_gold=with_gold,
                with_machines=with_machines,
                as_of=as_of,
                training=training,
                only=only,
                pseudonyms=pseudonyms,
                names=names,
            )
            done = write_dataset(
                dataset,
                Path(target),
                format,
                options or WriteOptions(),
                corpora=self.folder.corpora,
                progress=progress,
            )
        return replace(done, names=tuple(names or ()))

    def publish(
        self,
        target: str | Path,
        *,
        title: str = "",
        description: str = "",
        licence: str = "",
        limits: str = "",
        authors: Sequence[str] = (),
        dev: float = 0.1,
        test: float = 0.1,
        seed: int = 0,
        text: bool = True,
        notes: bool = False,
        by: Sequence[str] = (),
        gold: bool = False,
        with_gold: bool = False,
        with_machines: bool = False,
        training: bool = False,
        only: DatasetFilter | None = None,
        pseudonyms: str | Path | None = None,
        progress: ProgressBar = no_progress,
    ) -> PublishResult:
        """Write a folder to publish: data, splits, card, description for programs, checksums.

        The same state of the project gives the same bytes, with the same versions of the program
        and its libraries. Documents that nobody annotated are left out.

        Parameters
        ----------
        target
            The folder to write; of what exists only an earlier publication is replaced.
        title, description, licence, limits, authors
            What the card says; the title is the name of the project's folder if it is empty.
        dev, test
            The shares of documents in these splits, from 0 to 1; the rest is in train.
        seed
            Of the splits.
        text, notes
            Whether texts with their quotes, and notes of annotators, are in it.
        by, gold, with_gold, with_machines, training, only, pseudonyms
            As for `export`.
        progress
            Shows a progress bar over the documents.

        Returns
        -------
        PublishResult
            What was written, and where names of annotators still are.

        Raises
        ------
        AnnotatorError
            The target is a part of the project or of another program, the key file is in it, or
            nothing was annotated.
        ValueError
            The shares are more than 1.
        """
        from annotator.api.publish import Chosen, PublishOptions, publish_project
        from annotator.datasets.dataset_filter import DatasetFilter
        from annotator.datasets.facts import About
        from annotator.datasets.splits import SplitPlan
        from annotator.documents.encoding import storable_name

        name = title or storable_name(self.folder.path.resolve().name)
        people = list(authors) or [f"the annotators of {name}"]
        return publish_project(
            self,
            Path(target),
            Chosen(by, gold, with_gold, with_machines, training, only or DatasetFilter()),
            PublishOptions(
                About(name, description, licence, limits, people),
                SplitPlan(dev, test, seed),
                text,
                notes,
            ),
            pseudonyms=None if pseudonyms is None else Path(pseudonyms),
            progress=progress,
        )


def _checked_moment(as_of: str | None) -> str | None:
    """Return a time as it is. Raises AnnotatorError if it is none, nor a name that is known."""
    from datetime import datetime

    try:
        if as_of is not None:
            datetime.fromisoformat(as_of)
    except ValueError:
        raise AnnotatorError(
            f"expected a time such as 2026-11-29T18:30, or the name of a snapshot, got {as_of!r};"
            " `annotator snapshot list` lists them"
        ) from None
    return as_of


def _paths(paths: str | Path | Sequence[str | Path]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def _check_known(what: str, asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            raise AnnotatorError(f"there is no {what} {name!r}. {did_you_mean(name, known)}")


def _checked_suggestions(
    suggester: Suggester, documents: Sequence[Document], label_set: LabelSet
) -> list[Sequence[Suggestion]]:
    """The suggestions for each document.

    Raises AnnotatorError if one does not fit its text or the label set.
    """
    from annotator.suggestions import suggest_all

    found = suggest_all(suggester, documents)
    labels = {label.name for label in label_set.labels}
    for document, suggestions in zip(documents, found, strict=True):
        keys = set()
        for one in suggestions:
            problem = ""
            if one.label not in labels:
                problem = f"the label {one.label!r}, which labels.yaml does not have"
            elif one.span.end > len(document.text):
                problem = f"{one.span}, which ends after the text of {document.uid}"
            elif one.key in keys:
                problem = f"{one.label!r} twice on {one.span} of {document.uid}"
            if problem:
                raise AnnotatorError(f"the suggester {suggester.name!r} suggests {problem}")
            keys.add(one.key)
    return found


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Group documents, in their order, into lists that a suggester processes together."""
    chunk: list[Document] = []
    characters = 0
    for document in documents:
        chunk.append(document)
        characters += len(document.text)
        if len(chunk) >= DOCUMENTS_AT_ONCE or characters >= CHARACTERS_AT_ONCE:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
