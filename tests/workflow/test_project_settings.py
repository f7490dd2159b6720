"""Settings of a project: stored in its database, so that every annotator works alike."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.store import Store
from annotator.workflow.project_settings import (
    Settings,
    save_project_settings,
    with_project_settings,
)
from tests.helpers.app_driver import example_store


def test_the_share_and_the_masks_are_kept_in_the_project(tmp_path):
    with Store.open(example_store(tmp_path)) as store:
        save_project_settings(store, 0.1, "source, title")
        save_project_settings(store, None, None)
        assert with_project_settings(store, Settings(theme="light")) == Settings(
            blind_share=0.1, masked=("source", "title"), theme="light"
        )
        save_project_settings(store, 0.0, "")
        assert with_project_settings(store, Settings()) == Settings()


def test_a_mask_that_no_text_has_is_refused(tmp_path):
    with Store.open(example_store(tmp_path)) as store:
        with pytest.raises(AnnotatorError, match=r"no text has 'sorce' to mask.*'source'"):
            save_project_settings(store, None, "sorce")
        assert with_project_settings(store, Settings()).masked == ()
