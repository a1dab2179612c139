"""The sentence that says what to do next."""

from numpy import ndarray

import segmentation
from page.computed import Cut, change_by_last_stroke, is_mere_guess, propose_unmixing
from segmentation import Label
from segmentation.recipe import SIDES

# A stroke that changes more of the subject may surprise.
LARGE_CHANGE = 0.25


def advice(done: Cut, doubtful: ndarray | None, *, explains: bool = False) -> str:
    """Return what to do next, given where a stroke would help most, explained if it is new."""
    if done.recipe.unmixes:
        return advice_on_colors(done)
    reason = advice_on_marks(done) or why_no_file(done)
    if reason:
        return reason
    if done.recipe.guesses and not drawn_labels(done):
        return advice_on_start(done, explains=explains)
    if doubtful is not None and not doubtful.any():
        return "All is quite sure now, nothing is left to improve. Something wrong? Draw over it."
    if explains:
        return (
            "The pink outline is around what is least sure. A stroke in there helps most: "
            "**Keep** or **Remove**?"
        )
    return "Something wrong? Draw over it with **Keep** or **Remove** until the cutout is right."


def advice_on_marks(done: Cut) -> str | None:
    """Return what to draw before there can be a cutout; None if there are enough marks."""
    seeds, buried = done.recipe.seeds, buried_label(done)
    if buried:
        return advice_on_buried(buried)
    if done.missing and seeds != "strokes":
        return advice_without_seeds(seeds)
    if seeds == "strokes" and not drawn_labels(done):
        return "Pick **Keep** and draw over your subject, then **Remove** and draw over the rest."
    if seeds == "strokes" and Label.FOREGROUND in segmentation.unmarked_labels(done.markers):
        return "Now pick **Keep** and draw over what should stay."
    return "Now pick **Remove** and draw over what should go." if done.missing else None


def advice_on_colors(done: Cut) -> str:
    """Return what to do where colors decide."""
    reason = why_no_file(done)
    if reason:
        return reason
    if done.recipe.strokes:
        return "**Remove** takes away the colors that you draw over, **Keep** keeps them."
    if propose_unmixing(done.photo):
        return "Plain background found: cut out by color."
    return "Cut out by color, though this photo has no plain background."


def advice_on_start(done: Cut, *, explains: bool) -> str:
    """Return what to do before anything is marked."""
    if is_mere_guess(done.recipe, done.photo):
        return "This is a mere guess. **Tap your subject**, or draw a **box** around it."
    if explains:
        return (
            "**Tap your subject**, or take this start. In the pink outline is what is least sure: "
            "**Keep** or **Remove**?"
        )
    return (
        "**Tap your subject**, or take this start. Something wrong? Draw over it with **Keep** or "
        "**Remove**."
    )


def why_no_file(done: Cut) -> str | None:
    """Return why there is nothing to download; None if there is."""
    if done.is_empty and done.recipe.unmixes:
        return (
            "Nothing is left: all looks like the background. Draw over what should stay with "
            "**Keep**, or take *How different the background may look* down."
        )
    if done.is_empty:
        return "Nothing is left. Draw over what should stay with **Keep**."
    if done.is_everything:
        return "Everything is kept. Draw over what should go with **Remove**."
    return "Marks are missing." if done.missing else None


def warning(done: Cut) -> str | None:
    """Return what is odd about the last stroke; None if nothing is."""
    if done.recipe.unmixes:
        # A mark means its color, wherever that is.
        return None
    share = change_by_last_stroke(done)
    if share <= LARGE_CHANGE or buried_label(done):
        return None
    return f"Your last stroke changed a lot: {min(share, 1):.0%} of the subject."


def drawn_labels(done: Cut) -> set[Label]:
    """Return the sides that there are strokes for."""
    return {stroke.label for stroke in done.recipe.strokes}.intersection(SIDES)


def buried_label(done: Cut) -> Label | None:
    """Return the side all of whose strokes lie under those of the other; None if none does."""
    drawn = drawn_labels(done)
    buried = drawn.intersection(segmentation.unmarked_labels(done.markers))
    return buried.pop() if len(buried) == 1 and len(drawn) == 2 else None


def advice_on_buried(label: Label) -> str:
    """Return what to do where all strokes of one kind lie under those of the other."""
    tool, winner = ("Keep", "Remove") if label == Label.FOREGROUND else ("Remove", "Keep")
    return (
        f"Your {winner} strokes cover all of your {tool} strokes, and the later one wins. "
        f"Pick **{tool}** and draw somewhere else, or undo."
    )


def advice_without_seeds(seeds: str) -> str:
    """Return what to do where automatic seeds find nothing."""
    if seeds == "spots":
        return (
            "No spot is that dark or that light. Raise the dark threshold or lower the light "
            "one, or draw what to keep and what to remove."
        )
    if seeds == "peaks":
        return "This photo has no edges to keep away from. Draw what to keep and what to remove."
    return "Nothing stands out in this photo. Draw what to keep and what to remove."
