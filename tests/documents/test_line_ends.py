"""The same text with other line ends is not a second document."""

from __future__ import annotations

from tests.test_journey import annotator

TEXT = "Ferry closed\n\nThe ferry was closed. Nobody paid.\n"
TWINS = [TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\r"), TEXT.rstrip("\n"), TEXT + "\n"]


def test_a_text_with_other_line_ends_is_left_out_with_the_name_of_the_first(tmp_path):
    annotator("init", folder=tmp_path)
    for number, text in enumerate([TEXT, *TWINS, TEXT.replace("paid", "left")]):
        (tmp_path / "corpora" / f"{number}.txt").write_bytes(text.encode())
    done = annotator("import", folder=tmp_path)
    said = done.stdout + done.stderr
    assert "2 new documents" in said
    assert said.count("the same text as corpora/0.txt, with other line ends") == len(TWINS)
    again = annotator("import", folder=tmp_path)
    assert "0 new documents" in again.stdout + again.stderr
