"""Properties that are made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_Made = TypeVar("_Made")


class once(Generic[_Made]):  # noqa: N801  # it is written as a decorator
    """A property that is made when it is first asked for and then stands in the instance, as quick as a field.

    What `functools.cached_property` does, without its lock, which costs more than most of these take to make.
    """

    def __init__(self, make: Callable[[Any], _Made]) -> None:
        self.make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> once[_Made]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _Made: ...
    def __get__(self, instance: object | None, owner: type) -> _Made | once[_Made]:
        if instance is None:
            return self
        made = instance.__dict__[self.name] = self.make(instance)
        return made
