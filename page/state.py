"""The page's state: what the user decided, and the only functions that change it.

Keys of our own, beside those of widgets that keep their choice by themselves:

- `photo` (PhotoFile) and `photo_shape`; `choosing`, whether another one is looked for; `opening`,
  whether it is still open what its cutout starts from.
- `drawing`, the brush's strokes; `shapes`, Fabric's objects; `order`, which of the two each mark
  comes from. `shown_shapes` is what the shapes' canvas was told to show, `revision` its number.
- `ground_colors`, those of a plain ground, found by itself where there are none.
- `background_groups`, the picked groups; `chosen_seeds`, all kinds of seeds by when they were
  chosen, latest first.
- `tap` with `tapped_faces`, and `faces`, where on the photo such seeds are; `first_start`, what was
  started from before all starts were known; `better_start`, what the next run starts from instead;
  `start_before`, what was started from before something was drawn or given, and what that is.
- `placement`, where in the picture the subject lies, and how large it is; `moving`, whether it is
  being moved.
- `start_file` (PhotoFile), a mask to start from; `start_error`, why a file is no such mask.
- `recipe_offer`, a recipe that waits for an answer; `recipe_error`, why a file is no recipe;
  `recipe_note`, what to know of one.
- `came_back`, after what the browser brought the photo back: a 'reload' or a 'restart'.
- `many` (BackgroundBatch), photos that are cut out in one go; `seeing_many`, whether these are
  looked at, or chosen, where a photo is chosen.
- `first_hint`, where the outline of what is unsure was seen first: photo and number of strokes.
- `history`, all that was decided so far, None before anything was; `slid`, the slider that was
  moved since, by its key; `settings`, the recipe of the last run, without strokes.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod, sqrt
from typing import Any

import streamlit as st

from page.components.brush import Box, Drawing
from page.components.fabric import COLORS, canvas_shape, read_shapes, to_drawing
from page.decisions import Decisions, History, OrderedMarks
from page.recipe_widgets import (
    PARTS,
    RANGES,
    first_values,
    growth_values,
    name_change,
    plain_choices,
    widget_values,
)
from segmentation import PROPOSED_SEEDS, Label, PhotoId, Placement, Plain, Recipe, Stroke, tap_at
from segmentation.recipe import FLOODED, MAX_GROUNDS, SEED_SOURCES
from segmentation.shell.background import BackgroundBatch

# What undo and redo bring back beside marks, by its keys, and what it is at first.
FIRST_CHOICES = {
    **widget_values(Recipe(), 1),
    "ground_colors": (),
    "background_groups": (),
    "tap": None,
    "tapped_faces": (),
    "start_file": None,
    "behind_file": None,
}


@dataclass(frozen=True, eq=False)
class PhotoFile:
    """A file that somebody chose.

    Attributes
    ----------
    name : str
        Its name.
    data : bytes
        Its content.
    """

    name: str
    data: bytes

    @cached_property
    def digest(self) -> str:
        """What tells its content from all others."""
        return hashlib.sha256(self.data).hexdigest()


# The photo.


def start_over(file: PhotoFile, photo_shape: tuple[int, int]) -> None:
    """Put a photo in place of the present one, without marks; settings stay if that is wanted."""
    st.session_state.update(
        photo=file,
        photo_shape=photo_shape,
        opening=True,
        drawing=Drawing(),
        order=(),
        seeds="strokes",
        chosen_seeds=(),
        ground_colors=(),
        background_groups=(),
        tap=None,
        tapped_faces=(),
        faces=(),
        first_start=None,
        better_start=None,
        start_before=("", {}),
        moving=False,
        start_file=None,
        start_error=None,
        recipe_offer=None,
        recipe_error=None,
        recipe_note=None,
        came_back=None,
        history=None,
        settings=None,
    )
    if st.session_state.get("method") == "unmixing":
        # Chosen for another photo.
        st.session_state.method = Recipe().method
    if not st.session_state.get("keep_settings"):
        reset_settings(*PARTS)
    load_shapes(())
    choose_photo(False)


def has_photo() -> bool:
    """Return whether a photo is open."""
    return "photo" in st.session_state


def photo_file() -> PhotoFile:
    """Return the photo that is open."""
    return st.session_state.photo


def photo_id() -> PhotoId:
    """Return what tells the photo from all others, for recipe files."""
    return PhotoId(photo_file().digest, st.session_state.photo_shape)


def photo_size_px() -> float:
    """Return the side of a square with as many pixels as the photo."""
    return sqrt(prod(st.session_state.photo_shape))


def choose_photo(choosing: bool) -> None:
    """Show or leave the page where a photo is chosen."""
    st.session_state.choosing = choosing
    reload_shapes()


def is_choosing_photo() -> bool:
    """Return whether the page where a photo is chosen is shown."""
    return not has_photo() or st.session_state.choosing


def is_opening() -> bool:
    """Return whether it is still open what the cutout of a new photo starts from."""
    return st.session_state.opening


def end_opening(recipe: Recipe | None) -> None:
    """Start from what was found, before the widgets are drawn that show it."""
    st.session_state.update(opening=False, first_start=recipe)
    if recipe is not None:
        grow_from(recipe)
    if st.session_state.history is None:
        # What was drawn meanwhile is a step of its own.
        st.session_state.history = History(Decisions(choices()))


def improve_start(recipe: Recipe) -> bool:
    """Note a better start that was found later, unless something is decided; return whether so.

    The next run takes it, before the widgets are drawn that show it.
    """
    first, st.session_state.first_start = st.session_state.first_start, None
    is_untouched = first is not None and is_start(first) and not strokes_in_order(live=True)
    st.session_state.better_start = recipe if is_untouched and recipe != first else None
    return st.session_state.better_start is not None


def take_better_start() -> None:
    """Start from the better start that was found, if any."""
    if st.session_state.better_start is not None:
        grow_from(st.session_state.better_start)
        better = dataclasses.replace(st.session_state.history, present=decisions())
        st.session_state.update(better_start=None, history=better)


# Many photos.


def many() -> BackgroundBatch | None:
    """Return the photos that are cut out in one go; None if there are none."""
    return st.session_state.get("many")


def take_many(photos: BackgroundBatch) -> None:
    """Take photos that are cut out in one go."""
    st.session_state.many = photos


def drop_many() -> None:
    """Forget the photos that are cut out in one go, and their files."""
    st.session_state.many.close()
    st.session_state.many = None


def see_many(seeing: bool) -> None:
    """Look at many photos, or at one."""
    st.session_state.seeing_many = seeing


def is_seeing_many() -> bool:
    """Return whether many photos are looked at."""
    return st.session_state.get("seeing_many", False)


# Marks.


def drawing() -> Drawing:
    """Return what is drawn with the brush."""
    return st.session_state.drawing


def adopt_strokes(message: Mapping[str, Any] | None) -> None:
    """Take over what was done with the brush, and remember each act."""
    record()
    drawn, acts = drawing().receive(message)
    put_drawing(drawn)
    for act in acts:
        if act.kind in ("undo", "redo"):
            step(act.kind, foreseen=act.foreseen)
        else:
            put_drawing(drawing().do(act))
            record()


def put_drawing(drawn: Drawing) -> None:
    """Take a drawing in place of the present one, and start from what it points at."""
    before = drawing()
    order = marks(live=True).with_strokes(drawn.strokes).order
    st.session_state.update(drawing=drawn, order=order)
    if drawn.box != before.box:
        follow_box(drawn.box)
    if tap_of(drawn) != tap_of(before) and not is_unmixing():
        follow_tap(tap_of(drawn))


def adopt_shapes() -> None:
    """Take over the shapes on their canvas."""
    sent = st.session_state[shapes_key()].get("drawing")
    put_shapes(read_shapes(sent.get("raw") if isinstance(sent, Mapping) else None))


def put_shapes(shapes: tuple[Mapping[str, Any], ...]) -> None:
    """Take shapes in place of those that are there."""
    drawn = marks(live=True).with_shapes(shapes)
    # The canvas says the same in other words once it has loaded it, which is no decision.
    if drawn.on_photo(st.session_state.photo_shape) != strokes_in_order(live=True):
        st.session_state.update(shapes=drawn.shapes, order=drawn.order)


def drop_shapes(kept: int) -> None:
    """Keep some of the shapes, counted like the end of a slice."""
    put_shapes(st.session_state.shapes[:kept])
    reload_shapes()


def is_first_hint(strokes: int) -> bool:
    """Return whether the outline of what is unsure is new to the person, with so many strokes."""
    seen = brush_key(), strokes
    return st.session_state.setdefault("first_hint", seen) == seen


def take_back_mark() -> None:
    """Take away the mark that was made last, whatever made it."""
    drawn = marks()
    if drawn.order[-1] == "shapes":
        drop_shapes(-1)
    else:
        put_drawing(drawing().replace(drawn.strokes[:-1], box=drawing().box))


def reload_shapes() -> None:
    """Have the canvas of the shapes load them anew; otherwise it keeps what is on it."""
    load_shapes(st.session_state.get("shapes", ()))


def load_shapes(shapes: tuple[Mapping[str, Any], ...]) -> None:
    """Put shapes on their canvas; the order of the marks is the caller's to keep."""
    st.session_state.update(
        shapes=tuple(shapes),
        shown_shapes={"objects": list(shapes)},
        revision=st.session_state.get("revision", 0) + 1,
    )


def shown_shapes() -> dict[str, Any]:
    """Return what the shapes' canvas was told to show."""
    return st.session_state.shown_shapes


def marks(*, live: bool = False) -> OrderedMarks:
    """Return all marks, with or without a stroke that is still being drawn."""
    strokes = drawing().strokes
    drawn = OrderedMarks(strokes, st.session_state.shapes, st.session_state.order)
    return drawn if live else drawn.with_strokes(drawing().finished)


def strokes_in_order(*, live: bool = False) -> tuple[Stroke, ...]:
    """Return what is marked, oldest first, with or without an unfinished stroke."""
    return marks(live=live).on_photo(st.session_state.photo_shape)


def strokes_of_shapes() -> tuple[Stroke, ...]:
    """Return what the shapes mark."""
    return marks().with_strokes(()).on_photo(st.session_state.photo_shape)


def with_strokes(settings: Recipe, *, live: bool = False) -> Recipe:
    """Return the recipe that settings and marks make, with or without an unfinished stroke."""
    strokes = strokes_in_order(live=live)
    return dataclasses.replace(settings, strokes=strokes, **pointed_fields(settings.seeds))


# Where the cutout grows from.


def change_seeds() -> None:
    """Follow the sidebar to other seeds."""
    forget_groups()
    remember_seeds(st.session_state.seeds)


def follow_box(box: Box | None) -> None:
    """Start from a box that was drawn; from what was chosen before, if it was taken away."""
    if box is not None:
        remember_start("box")
        take_seeds("box")
    elif st.session_state.seeds == "box":
        take_back_start()


def tap_of(drawn: Drawing) -> tuple[float, float] | None:
    """Return where the subject was tapped: a dot of Keep is the first mark; None if not."""
    first = None if drawn.live and len(drawn.strokes) == 1 else next(iter(drawn.strokes), None)
    if first is None or first.exact or first.label != Label.FOREGROUND or len(first.points) > 1:
        return None
    return first.points[0]


def follow_tap(tap: tuple[float, float] | None) -> None:
    """Start from what was tapped; from what was chosen before, if the tap was taken back."""
    if tap is not None:
        remember_start("tap")
        grow_from(dataclasses.replace(tap_at(tap), faces=st.session_state.faces))
    elif st.session_state.seeds == "tap":
        take_back_start()


def note_faces(faces: tuple[tuple[float, ...], ...]) -> None:
    """Remember where faces are: who taps a person means all of it."""
    st.session_state.faces = faces


def remember_start(seeds: str) -> None:
    """Note what the cutout grows from, before it grows from something drawn or given."""
    if st.session_state.start_before[0] != seeds or st.session_state.seeds != seeds:
        keys = (*growth_values(Recipe()), "background_groups", "tap", "tapped_faces")
        state = {key: st.session_state[key] for key in keys if key in st.session_state}
        st.session_state.start_before = (seeds, state)


def take_back_start() -> None:
    """Start from what was there before something was drawn or given."""
    _, state = st.session_state.start_before
    st.session_state.update(state)
    if st.session_state.seeds not in usable_seeds():
        st.session_state.seeds = "strokes"
    remember_seeds(st.session_state.seeds)


def take_seeds(seeds: str) -> None:
    """Have the cutout grow from other seeds."""
    st.session_state.seeds = seeds
    change_seeds()


def has_other_start(settings: Recipe) -> bool:
    """Return whether what was drawn has the cutout grow from something else than settings say."""
    return (
        st.session_state.seeds != settings.seeds
        or (settings.seeds == "tap" and st.session_state.tap != settings.tap)
        or (settings.unmixes and ground_colors() != settings.plain.colors)
    )


def usable_seeds() -> tuple[str, ...]:
    """Return the kinds of seeds that there is what they need for."""
    needed = {
        "box": drawing().box,
        "mask": start_file(),
        "tap": st.session_state.tap,
        "people": st.session_state.faces or None,
    }
    return tuple(seeds for seeds in SEED_SOURCES if needed.get(seeds, True) is not None)


def start_file() -> PhotoFile | None:
    """Return the file of the mask that the cutout can start from."""
    return st.session_state.start_file


def has_start(digest: str) -> bool:
    """Return whether a mask is open that a recipe may start from."""
    file = start_file()
    return file is not None and digest in ("", file.digest)


def start_error() -> str | None:
    """Return why the file that was chosen is no mask of the photo."""
    return st.session_state.start_error


def take_start(file: PhotoFile) -> None:
    """Start from a mask."""
    remember_start("mask")
    st.session_state.update(start_file=file, start_error=None)
    take_seeds("mask")


def refuse_start(reason: str) -> None:
    """Say why a file is no mask of the photo."""
    st.session_state.start_error = reason


def drop_start() -> None:
    """Start from a mask no more."""
    st.session_state.update(start_file=None, start_error=None)
    if st.session_state.seeds == "mask":
        take_back_start()


def remember_seeds(chosen: str) -> None:
    """Note what kind of seeds was chosen last."""
    others = (seeds for seeds in st.session_state.chosen_seeds if seeds != chosen)
    st.session_state.chosen_seeds = (chosen, *others)


def grow_from(recipe: Recipe) -> None:
    """Have the cutout grow from what a recipe says. Strokes and all other settings stay."""
    st.session_state.update(
        growth_values(recipe),
        background_groups=recipe.background_groups,
    )
    if recipe.unmixes != is_unmixing():
        st.session_state.method = recipe.method
    if recipe.seeds == "tap":
        st.session_state.update(tap=recipe.tap, tapped_faces=recipe.faces)
    if recipe.seeds == "people":
        note_faces(recipe.faces)
    remember_seeds(recipe.seeds)


def pointed_fields(seeds: str) -> dict[str, Any]:
    """Return the fields of a recipe that say where on the photo some seeds are."""
    fields = {
        "box": {"box": drawing().box},
        "tap": {"tap": st.session_state.tap, "faces": st.session_state.tapped_faces},
        "people": {"faces": st.session_state.faces},
    }
    return fields.get(seeds, {})


def is_start(recipe: Recipe) -> bool:
    """Return whether the cutout grows from what a recipe says."""
    if recipe.seeds == "strokes":
        return st.session_state.seeds == "strokes" and recipe.unmixes == is_unmixing()
    shown = {key: st.session_state.get(key) for key in growth_values(recipe)}
    groups = st.session_state.background_groups
    return (
        shown == growth_values(recipe)
        and groups == recipe.background_groups
        and all(
            getattr(recipe, name) == value for name, value in pointed_fields(recipe.seeds).items()
        )
    )


def is_unmixing() -> bool:
    """Return whether every pixel is unmixed, on a plain ground."""
    return st.session_state.seeds == "strokes" and st.session_state.get("method") == "unmixing"


def ground_colors() -> tuple[str, ...]:
    """Return the colors of the plain ground; none where it is found by itself."""
    return st.session_state.ground_colors


def plain_setting() -> Plain:
    """Return what the sidebar says of a plain ground, drawn or not."""
    choices = plain_choices(Plain())
    chosen = {key: st.session_state.get(key, usual) for key, usual in choices.items()}
    kind = chosen.pop("ground_kind")
    return Plain(kind, ground_colors(), setting("tolerance"), **chosen)


def add_ground(color: str, *, found: str) -> None:
    """Take a color for ground, beside the one that was found by itself or those chosen before."""
    colors = ground_colors() or (found,)
    if color not in colors:
        colors = (*colors, color)[-MAX_GROUNDS:]
    st.session_state.ground_colors = colors


def drop_ground(color: str) -> None:
    """Take a color for ground no longer."""
    st.session_state.ground_colors = tuple(each for each in ground_colors() if each != color)


def picked_groups() -> tuple[int, ...]:
    """Return the groups that are background; none stand for the largest."""
    return st.session_state.background_groups


def toggle_group(group: int, chosen: tuple[int, ...]) -> None:
    """Take a group for background, or no longer."""
    st.session_state.background_groups = tuple({group}.symmetric_difference(chosen))


def forget_groups() -> None:
    """Leave the background to the largest group again."""
    st.session_state.background_groups = ()


def use_thresholds(dark: float, light: float) -> None:
    """Take other spots for seeds."""
    forget_groups()
    st.session_state.update(dark=dark, light=light)


def lay_on(kind: str, color: str | None = None) -> None:
    """Choose what lies behind the cutout, and its color if it is one, beside the result."""
    st.session_state.update(backdrop=kind, relaid=True)
    if color is not None:
        st.session_state.color = color


def lay_on_photo(key: str) -> None:
    """Lay the cutout on the photo of an upload beside the result."""
    take_behind(key)
    lay_on("photo")


def was_relaid() -> bool:
    """Return, once, whether the background was chosen where the settings did not see it."""
    return st.session_state.pop("relaid", False)


def behind_file() -> PhotoFile | None:
    """Return the photo that was chosen to go behind the cutout."""
    return st.session_state.get("behind_file")


def take_behind(key: str) -> None:
    """Take the photo of an upload to go behind the cutout."""
    chosen = st.session_state[key]
    st.session_state.behind_file = chosen and PhotoFile(chosen.name, chosen.getvalue())


def placement() -> Placement:
    """Return where in the picture the subject lies, and how large it is."""
    return st.session_state.get("placement", Placement())


def put_subject(placed: Placement) -> None:
    """Have the subject lie elsewhere in the picture."""
    st.session_state.update(placement=placed, relaid=True)


def move_subject(moving: bool) -> None:
    """Have the subject moved where the result is shown, or no longer."""
    st.session_state.moving = moving


def is_moving() -> bool:
    """Return whether the subject is being moved where the result is shown."""
    return st.session_state.moving


def reset_settings(*parts: str) -> None:
    """Take back the settings of some parts of the recipe."""
    st.session_state.update(first_values(*parts))


def setting(key: str) -> float:
    """Return what a slider of the sidebar says, drawn or not."""
    _, _, initial, _ = RANGES[key]
    return st.session_state.get(key, initial)


# How it works.


def seeds_among(kinds: tuple[str, ...]) -> str:
    """Return which of some kinds of seeds the steps are about: the cutout's, or those before."""
    chosen = (st.session_state.seeds, *st.session_state.chosen_seeds, *PROPOSED_SEEDS)
    return next(seeds for seeds in chosen if seeds in kinds)


def choose_seeds_among(kinds: tuple[str, ...], key: str) -> None:
    """Have the steps be about what a widget says; the cutout follows if it grows from such."""
    chosen = st.session_state[key]
    if chosen in FLOODED:
        forget_groups()
    remember_seeds(chosen)
    if st.session_state.seeds in kinds:
        st.session_state.seeds = chosen


def use_growth(recipe: Recipe) -> None:
    """Have the cutout grow as a step shows it, and go there."""
    st.session_state.seeds = recipe.seeds
    if recipe.seeds == "strokes":
        st.session_state.method = recipe.method
    leave_steps()


def leave_steps() -> None:
    """Go back to the cutout."""
    st.session_state.view = "cutout"
    reload_shapes()


def jump(key: str, number: int) -> None:
    """Go to a step."""
    st.session_state[key] = number


def show_chapter(chapter: str) -> None:
    """Have the steps be those of a way to a cutout."""
    st.session_state.chapter = chapter


def show_step(chapter: str, key: str, number: int) -> None:
    """Show how it works from a step on."""
    st.session_state.update(view="steps", chapter=chapter)
    jump(key, number)


def decided_recipe() -> Recipe | None:
    """Return what was decided last, with its strokes; None before anything was."""
    settings = st.session_state.settings if has_photo() else None
    return settings and with_strokes(settings)


# Recipes.


def recipe_offer() -> tuple[Recipe, PhotoId] | None:
    """Return a recipe that waits for an answer, and the photo that it was made for."""
    return st.session_state.recipe_offer


def recipe_error() -> str | None:
    """Return why the file that was chosen is no recipe."""
    return st.session_state.recipe_error


def recipe_note() -> str | None:
    """Return what to know of the recipe that was chosen."""
    return st.session_state.recipe_note


def take_recipe(recipe: Recipe, made_for: PhotoId | None) -> None:
    """Take over a recipe, or ask first if it was made for another photo."""
    if made_for is None or made_for.digest == photo_id().digest:
        take_over(recipe)
    else:
        st.session_state.recipe_offer = (recipe, made_for)


def refuse_recipe(reason: str) -> None:
    """Say why a file is no recipe."""
    st.session_state.recipe_error = reason


def note_recipe(note: str) -> None:
    """Say what to know of the recipe that was chosen."""
    st.session_state.recipe_note = note


def forget_recipe() -> None:
    """Leave everything as it is, and speak no more of the recipe."""
    st.session_state.update(recipe_error=None, recipe_note=None, recipe_offer=None)


def take_over(recipe: Recipe) -> None:
    """Put a recipe in place of all strokes and settings."""
    forget_recipe()
    shown = widget_values(recipe, photo_size_px())
    st.session_state.update(shown, ground_colors=recipe.plain.colors)
    grow_from(recipe)
    load_strokes(
        [each for each in recipe.strokes if not each.filled or each.label in COLORS], box=recipe.box
    )


def load_strokes(strokes: list[Stroke], *, box: Box | None) -> None:
    """Put strokes on the canvases, filled ones as shapes; their order stays."""
    photo_shape = st.session_state.photo_shape
    filled = [stroke for stroke in strokes if stroke.filled]
    shapes = to_drawing(filled, canvas_shape(photo_shape), photo_shape, revision=0)["objects"]
    unfilled = (stroke for stroke in strokes if not stroke.filled)
    brushed = drawing().replace(unfilled, box=box)
    order = tuple("shapes" if stroke.filled else "brush" for stroke in strokes)
    st.session_state.update(drawing=brushed, order=order)
    load_shapes(shapes)


# Coming back.


def came_back() -> str | None:
    """Return after what the photo was brought back, a 'reload' or a 'restart'; None if not."""
    return st.session_state.came_back


def bring_back(recipe: Recipe | None, after: str) -> None:
    """Take over what the browser kept of a photo that is open again."""
    st.session_state.came_back = after
    if recipe is not None:
        open_with(recipe)


def open_with(recipe: Recipe) -> None:
    """Have a photo that was just opened start from a recipe, whatever is found in it."""
    end_opening(None)
    take_over(recipe)
    st.session_state.history = History(decisions())


def go_on() -> None:
    """Speak no more of it that the photo was brought back."""
    st.session_state.came_back = None


def begin_again() -> None:
    """Have the photo as it was when it was opened, with all first settings."""
    go_on()
    take_over(Recipe())
    st.session_state.opening = True


# History.


def choices() -> dict[str, Any]:
    """Return what the settings and the start are, by their keys."""
    return {key: st.session_state.get(key, first) for key, first in FIRST_CHOICES.items()}


def decisions() -> Decisions:
    """Return all that is decided."""
    return Decisions(choices(), marks(), drawing().box)


def record() -> None:
    """Remember what is decided, if it is something new."""
    slid = st.session_state.pop("slid", None)
    if not is_opening():
        st.session_state.history = st.session_state.history.record(decisions(), slid=slid)


def note_settings(settings: Recipe) -> None:
    """Remember which recipe the settings make, without strokes."""
    st.session_state.settings = settings


def slide(key: str, then: Callable[[], None] | None = None) -> None:
    """Note that a slider was moved, and do what follows from that."""
    st.session_state.slid = key
    if then is not None:
        then()


def step(direction: str, *, foreseen: bool = False) -> None:
    """Go a step of the history back ('undo') or forth ('redo').

    The canvas may have foreseen that the last stroke goes.
    """
    record()
    history = st.session_state.history
    if is_opening():
        # There is nothing to go to yet.
        take_decisions(decisions(), foreseen=foreseen)
        return
    st.session_state.history = history.undo() if direction == "undo" else history.redo()
    take_decisions(st.session_state.history.present, foreseen=foreseen)


def take_decisions(decided: Decisions, *, foreseen: bool) -> None:
    """Put what was decided once in place of what is decided now."""
    drawn = decided.marks
    if choices() != decided.choices:
        st.session_state.update(decided.choices, relaid=True)
    st.session_state.update(
        drawing=drawing().step(drawn.strokes, decided.box, foreseen=foreseen), order=drawn.order
    )
    if st.session_state.shapes != drawn.shapes:
        load_shapes(drawn.shapes)


def next_steps() -> dict[str, Any]:
    """Return what undo and redo would do, in a word, and how often undo just takes a stroke."""
    if is_opening():
        return {"undo": None, "redo": None, "strokes": 0}
    history = st.session_state.history
    present, past, future = history.present, history.past, history.future
    return {
        "undo": name_step(past[-1], present) if past else None,
        "redo": name_step(present, future[0]) if future else None,
        "strokes": history.strokes_on_top,
    }


def name_step(before: Decisions, after: Decisions) -> str:
    """Return in a word what a step of the history changed."""
    return after.new_mark(before) or name_change(after.new_choices(before))


# Names of components.


def brush_key() -> str:
    """Return the name of the brush's canvas, another one for each photo."""
    return f"brush-{photo_file().digest}"


def shapes_key() -> str:
    """Return the name of the shapes' canvas, another one whenever it is to load them."""
    return f"shapes-{st.session_state.revision}"


def start_key() -> str:
    """Return the name of the upload of a mask to start from, another one for each photo."""
    return f"start-mask-{photo_file().digest}"


def viewer_key() -> str:
    """Return the viewer's name, another one for each photo."""
    return f"viewer-{photo_file().digest}"


def lens_key() -> str:
    """Return the name of what has the zoomed part sent, another one for each photo."""
    return f"{viewer_key()}-lens"
