"""Files that must agree with each other: metadata, the lock, the checks of CI."""

from __future__ import annotations

import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from annotator import __version__
from tests.helpers.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
CI = (ROOT / ".ci" / "run").read_text("utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))


def test_the_lock_has_a_version_in_range_and_a_hash_of_every_dependency():
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.+-]+) \\\n    --hash=sha256:", LOCK, re.MULTILINE))
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    for requirement in map(Requirement, wanted):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"renew requirements.lock: {requirement}"


def test_the_lock_names_no_index():
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    form = re.compile(r"[\w.-]+==[\w.+-]+( ; [^:]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not form.fullmatch(line)] == []


def test_ci_runs_on_the_versions_of_the_classifiers():
    known = [one.rpartition(" :: ")[2] for one in PROJECT["classifiers"] if ":: 3." in one]
    matrix = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == known
    assert {name.partition("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}


def test_the_checks_of_a_commit_are_those_of_ci():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    hooks = {hook["entry"].split()[0] for hook in config["repos"][0]["hooks"]}
    run = {line.split()[0].rpartition("/")[2] for line in CI.splitlines() if "/bin/" in line[:10]}
    assert hooks - {"pytest"} == run
    assert {"ruff", "mypy", "lint-imports", "mkdocs"} == run


def test_the_citation_has_the_version_of_the_program():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == __version__
    assert citation["license"] == PROJECT["license"]
    assert set(citation["keywords"]) <= set(PROJECT["keywords"])
