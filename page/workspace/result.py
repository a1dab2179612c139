"""The result on the page."""

from page.components.viewer import Moving, show_result
from page.computed import (
    SEEN_THROUGH,
    Cut,
    before_picture,
    movable_layers,
    recipe_hash,
    result_layer,
    shown_part,
)
from page.state import PhotoFile, is_moving, lens_key, move_subject, put_subject, viewer_key
from segmentation import Placement, Recipe, has_windows


def show_outcome(done: Cut, ground: str, behind: PhotoFile | None) -> None:
    """Show the result beside the photo before."""
    ground = shown_on(ground, done.recipe)
    show_result(
        result_layer(done, ground, behind),
        before_picture(done, behind),
        part=shown_part(done, behind),
        photo_shape=done.photo.photo_shape,
        ground=ground,
        of=result_name(done, ground, behind),
        is_slow=not has_windows(done.recipe),
        moving=how_to_move(done, behind) if can_be_moved(ground, done.recipe) else None,
        lens=lens_key(),
        key=viewer_key(),
    )


def how_to_move(done: Cut, behind: PhotoFile | None) -> Moving:
    """Return how the subject is moved."""
    layers = movable_layers(done, behind) if is_moving() else None
    return Moving(done.recipe.placement, layers, on_move=move_subject, on_place=put_subject)


def can_be_moved(ground: str, recipe: Recipe) -> bool:
    """Return whether it is seen where the subject lies: on a background, or elsewhere already."""
    has_place = recipe.backdrop.kind != "transparent" or recipe.placement != Placement()
    return has_place and ground in SEEN_THROUGH


def shown_on(ground: str, recipe: Recipe) -> str:
    """Return what the result is shown on: white where the file will be, which knows no nothing."""
    is_white = recipe.file.format == "jpeg" and ground == "checkerboard"
    return "white" if is_white else ground


def result_name(done: Cut, ground: str, behind: PhotoFile | None) -> str:
    """Return what tells a result from all others."""
    return str(hash((recipe_hash(done.recipe), ground, behind and behind.name)))
