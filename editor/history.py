"""Strokes with undo and redo."""

from __future__ import annotations

from dataclasses import dataclass

from segmentation import Stroke


@dataclass(frozen=True)
class History:
    """The strokes of a photo, with the states before and after.

    Attributes
    ----------
    strokes : tuple of Stroke
        The strokes as they are now, oldest first.
    past, future : tuple of tuple of Stroke
        Earlier states, and states taken back by `undo`; the nearest last.
    """

    strokes: tuple[Stroke, ...] = ()
    past: tuple[tuple[Stroke, ...], ...] = ()
    future: tuple[tuple[Stroke, ...], ...] = ()

    def change(self, strokes: tuple[Stroke, ...]) -> History:
        """Return the history after the strokes became others; the same if they did not."""
        if strokes == self.strokes:
            return self
        return History(strokes, (*self.past, self.strokes))

    def undo(self) -> History:
        """Return the history one state earlier; the same if there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.strokes))

    def redo(self) -> History:
        """Return the history one state later; the same if there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.strokes), self.future[:-1])
