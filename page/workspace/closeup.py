"""What is seen of a zoomed photo and its result, at the resolution of the screen."""

from page.components.lens import answer, ask
from page.computed import Cut, photo_window, result_window
from page.state import PhotoFile, brush_key, lens_key, photo_file, strokes_of_shapes, viewer_key
from page.workspace.result import result_name, shown_on


def look_closely(done: Cut, ground: str, behind: PhotoFile | None) -> None:
    """Send what the browser asks for in this run.

    A question reruns this part alone; where a stroke comes meanwhile, it is asked again.
    """
    look = ask(brush=brush_key(), viewer=viewer_key(), key=lens_key())
    if look is None:
        return
    shapes = strokes_of_shapes()
    ground = shown_on(ground, done.recipe)
    answer(
        look,
        photo=look.photo and photo_window(photo_file(), shapes, *look.photo),
        result=look.result and result_window(done, ground, behind, *look.result),
        is_marked=bool(shapes),
        of=result_name(done, ground, behind),
        key=lens_key(),
    )
