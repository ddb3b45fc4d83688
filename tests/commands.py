"""Holds command lines that are written down somewhere against the commands that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer

_ENDS_A_COMMAND = frozenset({"|", "||", "&&", ";", "&", "<", ">", ">>", "(", ")"})


def commands_in(script: str, name: str = "filmledger") -> Iterator[list[str]]:
    """The words of each call of `name` in a shell script, by whatever path it is called.

    >>> list(commands_in("$ FILMLEDGER_HOME=x .venv/bin/filmledger films --json | head  # the first ones"))
    [['filmledger', 'films', '--json']]
    """
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        try:
            said = [*lexer, ";"]
        except ValueError as error:
            raise ValueError(f"no shell would take this line ({error}): {line}") from error
        words: list[str] = []
        for word in said:
            if word not in _ENDS_A_COMMAND:
                words.append(word)
                continue
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words and words[0].rpartition("/")[2] == name:
                yield [name, *words[1:]]
            words = []


@cache
def command_of(app: typer.Typer) -> Any:
    """The command that an app is, with all below it; made once, as that takes a while."""
    return typer.main.get_command(app)


def problems(app: typer.Typer, words: list[str]) -> list[str]:
    """What of a command line there is not: its command, or one of its options."""
    command = command_of(app)
    path, options = words[0], _options(command)
    is_value = False
    for word in words[1:]:
        if word == "--":
            break
        if is_value:
            is_value = False
        elif word.startswith("-") and word != "-":
            if word.partition("=")[0] not in options:
                return [f"`{path}` has no option {word}"]
            is_value = word in _options(command, with_value=True)
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return [f"`{path}` has no command {word}"]
            command, path = command.commands[word], f"{path} {word}"
            options |= _options(command)
    return []


def every_command(app: typer.Typer) -> Iterator[tuple[str, Any]]:
    """(its words, the command itself), for every command and group."""
    waiting: list[tuple[str, Any]] = [("filmledger", command_of(app))]
    while waiting:
        path, command = waiting.pop(0)
        yield path, command
        waiting += [(f"{path} {name}", each) for name, each in getattr(command, "commands", {}).items()]


def _options(command: Any, *, with_value: bool = False) -> set[str]:
    """The names of a command's options; or of those behind which a word of its own stands."""
    chosen = [one for one in command.params if not with_value or not getattr(one, "is_flag", False)]
    named = {name for parameter in chosen for name in (*parameter.opts, *parameter.secondary_opts)}
    return {name for name in named if name.startswith("-")} | (set() if with_value else {"--help"})
