"""The documents say what is so: their commands, links, exit codes and examples are held against the project."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from cli.exit_codes import ExitCode
from cli.main import app
from docs.draw_replay import PICTURE, picture
from tests.commands import commands_in, every_command, problems

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
TARGETS = frozenset(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`((?:filmledger|make) [^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^]]*\]\(([^)\s]+)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def shell_in(text: str) -> str:
    """All that a document tells the reader to type: its shell blocks, and commands within a sentence."""
    blocks = [body for language, body in _FENCE.findall(text) if language in {"sh", "bash", "shell", "console"}]
    return "\n".join([*blocks, *_INLINE.findall(_FENCE.sub("", text))])


def slug(heading: str) -> str:
    """The anchor of a heading.

    >>> slug("The way of a page, `read`")
    'the-way-of-a-page-read'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def links_of(path: Path) -> list[tuple[Path, str]]:
    """(file, anchor) of each link of a document to a file of the project."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = [target for target in _LINK.findall(text) if not re.match(r"[a-z]+:", target)]
    pairs = [target.partition("#") for target in targets]
    return [((path.parent / file).resolve() if file else path, anchor) for file, _, anchor in pairs]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_in_a_document_is_there(path: Path) -> None:
    script = shell_in(path.read_text(encoding="utf-8"))
    assert [said for words in commands_in(script) for said in problems(app, words)] == []
    for words in commands_in(script, "make"):
        asked = {word for word in words[1:] if "=" not in word and not word.startswith("-")}
        assert asked <= TARGETS, words


def test_every_example_in_the_help_is_there() -> None:
    for path, command in every_command(app):
        shown = re.findall(r"^\s*`?(filmledger [^`\n]*)", f"{command.help or ''}\n{command.epilog or ''}", re.MULTILINE)
        for words in commands_in("\n".join(shown)):
            assert problems(app, words) == [], path


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    for file, anchor in links_of(path):
        assert file.exists(), f"{name_of(path)} links to {file}, which is not there"
        assert file.is_relative_to(ROOT), f"{name_of(path)} links out of the project: {file}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{name_of(path)}: no heading #{anchor} in {file}"


def test_every_document_can_be_reached_from_the_index() -> None:
    reached, waiting = set(), [DOCS / "README.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached and path.suffix == ".md":
            reached.add(path)
            waiting += [file for file, _ in links_of(path) if file.is_file()]
    assert {name_of(path) for path in DOCS.rglob("*.md")} <= {name_of(path) for path in reached}


def test_the_exit_codes_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (DOCS / "exit-codes.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(int(code)), code.said) for code in ExitCode]


def test_the_readme_fits_on_a_screen_and_shows_a_picture() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert PICTURE in [file for file, _ in links_of(ROOT / "README.md")]


@pytest.mark.skipif(find_spec("secantus") is None, reason="the embedded server is not installed")
def test_the_picture_shows_what_the_command_prints() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "what `filmledger replay` prints changed: `make picture`"


def test_the_check_sees_a_command_or_an_option_that_is_not_there() -> None:
    made = typer.Typer()
    group = typer.Typer()
    made.add_typer(group, name="db")

    @made.command()
    def films(as_json: bool = typer.Option(False, "--json", "-j")) -> None: ...

    @group.command()
    def start() -> None: ...

    @group.command()
    def stop() -> None: ...

    script = shell_in(
        "Try `filmledger film` or\n\n```sh\n$ X=1 .venv/bin/filmledger films --json \\\n  --cvs | head -3 # --no\n"
        "filmledger db start && filmledger db halt; filmledger films -j -- --x\nls --all\n```\n"
        "```json\nfilmledger nothing\n```\n"
    )
    assert [said for words in commands_in(script) for said in problems(made, words)] == [
        "`filmledger films` has no option --cvs",
        "`filmledger db` has no command halt",
        "`filmledger` has no command film",
    ]


def test_the_check_sees_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "[here](b.md#the-end) ![picture](x.svg) [out](https://example.org) [own](#top)\n```\n[no](y)\n```"
    )
    assert links_of(document) == [(tmp_path / "b.md", "the-end"), (tmp_path / "x.svg", ""), (document, "top")]
