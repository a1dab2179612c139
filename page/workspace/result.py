"""The result on the page."""

from page.components.viewer import show_result
from page.computed import Cut, before_picture, recipe_hash, result_layer, shown_part
from page.state import PhotoFile, lens_key, viewer_key
from segmentation import Recipe, has_windows


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
        lens=lens_key(),
        key=viewer_key(),
    )


def shown_on(ground: str, recipe: Recipe) -> str:
    """Return what the result is shown on: white where the file will be, which knows no nothing."""
    is_white = recipe.file.format == "jpeg" and ground == "checkerboard"
    return "white" if is_white else ground


def result_name(done: Cut, ground: str, behind: PhotoFile | None) -> str:
    """Return what tells a result from all others."""
    return str(hash((recipe_hash(done.recipe), ground, behind and behind.name)))
