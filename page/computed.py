"""What follows from a photo and a recipe, through caches.

Whatever a function needs it asks the others for, so that callers say only what they want to know.
A photo counts by its file and its size, a recipe by all that matters to the question.
"""

import contextlib
import dataclasses
import functools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st
from numpy import ndarray
from streamlit import runtime
from streamlit.runtime import caching
from streamlit.runtime.scriptrunner import get_script_run_ctx

import segmentation
from page.host import (
    BYTES_PER_PIXEL,
    WEBP_BYTES_PER_PIXEL,
    Capacity,
    Keeper,
    Turns,
    keep_house,
    read_capacity,
)
from page.journal import logged
from page.state import PhotoFile, photo_file, start_file
from segmentation import (
    Backdrop,
    Cutout,
    Edge,
    File,
    Frame,
    Groups,
    InputError,
    Label,
    Photo,
    Placement,
    Plain,
    Prepared,
    PreparedCut,
    PreparedFlood,
    Proposal,
    Recipe,
    StartMask,
    Stroke,
    WorkingPhoto,
)
from segmentation.photo import Area, Box, fit_shape, mask_of, read_image_apart
from segmentation.recipe import FLOODED, MAX_MOVE_PERCENT
from segmentation.shell import mending
from segmentation.shell.mending import Batch
from segmentation.shell.report import SHEET
from segmentation.unmixing import Ground, Layers, color_at, is_plain

THUMBNAIL_PX = 400
VIEW_PX = 800
TILE_PX = 160
GROUP_PX = 320
MOST_GROUPS = 9
# Of opacity.
HALF = 127
MOST_STARTS = 12
# Of what the result is laid on in the browser.
SEEN_THROUGH = ("checkerboard", "white", "black")
QUALITY = 90
# Nothing is seen of a subject that is moved so far.
AWAY = Placement(down_percent=MAX_MOVE_PERCENT)
# Room is made for such a photo before its size is known.
TYPICAL_SHAPE = (3000, 4000)
# Whatever can be asked of a recipe and a photo.
Answer = TypeVar("Answer")
Question = Callable[[Recipe, WorkingPhoto], Answer]


@dataclass(frozen=True, eq=False)
class Cut:
    """What a recipe makes of a photo.

    Attributes
    ----------
    recipe : Recipe
        The recipe.
    photo : WorkingPhoto
        The photo.
    markers : (m, n) ndarray of uint8
        What its strokes mark: 0 where nothing is marked, else a `Label`.
    missing : tuple of Label
        The kinds of marks that are still needed.
    groups : Groups, or None
        Those that automatic seeds grow to; None where marks are missing or seeds are not.
    mask : (m, n) ndarray of bool, or None
        The foreground, cleaned up; None where marks are missing.
    kept : (m, n) ndarray of bool, or None
        The foreground with what exact strokes settle.
    """

    recipe: Recipe
    photo: WorkingPhoto
    markers: ndarray
    missing: tuple[Label, ...]
    groups: Groups | None
    mask: ndarray | None
    kept: ndarray | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return self.kept is not None and not self.kept.any()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is removed."""
        return self.kept is not None and bool(self.kept.all())


def photo_hash(photo: WorkingPhoto) -> tuple[str, tuple[int, ...]]:
    """Return what tells a photo at its size from all others."""
    return photo.digest, photo.rgb.shape


# As fast as it gets for a recipe asked about again and again in a run; and all of it counts.
recipe_hash = functools.lru_cache(maxsize=16)(Recipe.to_json)
IN_SESSION: dict[str, Any] = {
    "scope": "session",
    "show_spinner": False,
    "hash_funcs": {
        PhotoFile: lambda file: file.digest,
        WorkingPhoto: photo_hash,
        Recipe: recipe_hash,
        Stroke: repr,
        Cut: lambda done: (recipe_hash(done.recipe), photo_hash(done.photo)),
    },
}


def by_part(
    part: Callable[[Recipe], Recipe], *, max_entries: int
) -> Callable[[Question[Answer]], Question[Answer]]:
    """Return a cache for questions to which only a part of the recipe matters."""

    def decorate(function: Question[Answer]) -> Question[Answer]:
        cached = st.cache_resource(max_entries=max_entries, **IN_SESSION)(function)

        @functools.wraps(function)
        def ask(recipe: Recipe, photo: WorkingPhoto) -> Answer:
            return cached(part(recipe), photo)

        return ask

    return decorate


def preparation(recipe: Recipe) -> Recipe:
    """Return what of a recipe `prepare` depends on, so that nothing else prepares anew."""
    return (
        Recipe(method="watershed", sigma_working_px=recipe.sigma_working_px)
        if recipe.floods
        else Recipe()
    )


def unfinished(recipe: Recipe) -> Recipe:
    """Return the recipe as far as the mask depends on it."""
    return dataclasses.replace(
        recipe,
        edge=Edge(),
        backdrop=Backdrop(),
        shadow=None,
        placement=Placement(),
        margin_px=None,
        frame=Frame(),
        file=File(),
    )


def unpainted(recipe: Recipe) -> Recipe:
    """Return the recipe as far as a matte by color depends on it."""
    return dataclasses.replace(unfinished(recipe), edge=recipe.edge)


def grounded(recipe: Recipe) -> Recipe:
    """Return what of a recipe the layers of a picture depend on."""
    plain = dataclasses.replace(recipe.plain, see_through=False, keep_shadow=False, connected=False)
    return Recipe(method="unmixing", plain=plain)


def unpicked(recipe: Recipe) -> Recipe:
    """Return the recipe as it is before groups are picked, which need no new flood."""
    return dataclasses.replace(unfinished(recipe), background_groups=())


# Room for everybody.


@st.cache_resource(show_spinner=False)
def limits() -> Capacity:
    """Return how much of the host people may take."""
    return read_capacity()


@st.cache_resource(show_spinner=False)
def keeper() -> Keeper:
    """Return what has sessions give up what can be worked out again."""
    found = Keeper(limits(), clear_caches)
    keep_house(found)
    return found


@st.cache_resource(show_spinner=False)
def full_size() -> Turns:
    """Return the queue of those who need a photo at full size, one at a time."""
    return Turns()


@st.cache_resource(show_spinner=False)
def bench() -> Turns:
    """Return the queue of those whose photo is prepared, one at a time."""
    return Turns()


@st.cache_resource(show_spinner=False)
def scissors() -> Turns:
    """Return the queue of those whose stroke is answered, one at a time.

    At once, all would take longer, and more memory than there is.
    """
    return Turns()


@contextlib.contextmanager
def alone(turns: Turns) -> Iterator[None]:
    """Wait for one's turn at what takes memory to answer from; give it up after it."""
    with turns.take():
        yield
        keeper().cool()


def session_id() -> str:
    """Return what tells this tab from all others; nothing where none is served."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def clear_caches(session: str) -> None:
    """Forget all that was worked out for a session."""
    caching.clear_session_data_cache(session)
    caching.clear_session_resource_cache(session)


def leave(session: str) -> None:
    """Forget a session whose tab was closed, with the files that it could download."""
    if keeper().leave(session) and runtime.exists():
        files = runtime.get_instance().media_file_mgr
        files.clear_session_refs(session)
        files.remove_orphaned_files()


@st.cache_resource(scope="session", show_spinner=False, on_release=leave)
def attend(session: str) -> str:
    """Have Streamlit tell when a session ends."""
    return session


def find_room() -> bool:
    """Return whether there is room for a photo, and take it."""
    return keeper().admit(attend(session_id()))


def make_room(shape: tuple[int, int] = TYPICAL_SHAPE) -> None:
    """Have others give up what they can, if a photo at full size would not fit beside it."""
    keeper().make_room(BYTES_PER_PIXEL * shape[0] * shape[1])


def check_room_to_write(cutout: Cutout, format: str) -> None:
    """Raise InputError if writing a cutout in a format takes more memory than there is."""
    rows, cols = cutout.rgba.shape[:2]
    if format == "webp" and not keeper().make_room(WEBP_BYTES_PER_PIXEL * rows * cols):
        raise InputError(
            f"a WebP file of {cols} × {rows} pixels takes more memory than there is just now; "
            "please choose another format"
        )


# Photos.


@st.cache_data(show_spinner=False)
def sample(file_name: str) -> PhotoFile:
    """Return the file of a sample photo."""
    return PhotoFile(file_name, files("skimage.data").joinpath(file_name).read_bytes())


@st.cache_data(show_spinner=False, hash_funcs={Recipe: Recipe.to_json})
def sample_picture(file_name: str, recipe: Recipe) -> bytes:
    """Return the thumbnail of a sample photo, its cutout by a recipe on the right."""
    photo = segmentation.reduce(segmentation.read_image(sample(file_name).data))
    view = segmentation.shrink(photo, THUMBNAIL_PX)
    prepared = segmentation.prepare(view.rgb, recipe, photo_shape=view.photo_shape)
    mask = segmentation.fold(prepared, recipe)
    return segmentation.encode_jpeg(segmentation.before_and_after(view, mask))


def open_batch(folder: Path) -> Batch:
    """Return the batch whose cutouts a folder holds, as its last run left it."""
    sheet = folder / SHEET
    return batch_of(folder, sheet.stat().st_mtime_ns if sheet.exists() else 0)


@st.cache_resource(max_entries=1, show_spinner=False)
def batch_of(folder: Path, changed: int) -> Batch:
    """Return the batch whose cutouts a folder holds, which changed at some time."""
    return mending.open_batch(folder)


@st.cache_resource(max_entries=3, **IN_SESSION)
def open_photo(file: PhotoFile) -> WorkingPhoto:
    """Return a photo at its working size."""
    with full_size().take(), logged("upload", bytes=len(file.data)) as facts:
        make_room()
        photo = segmentation.reduce(read_photo(file))
        facts["rows"], facts["cols"] = photo.photo_shape
    return photo


def read_photo(file: PhotoFile) -> Photo:
    """Return a photo at full size, or at the size that the host allows."""
    return read_image_apart(file.data, fit_pixels=limits().max_pixels)


@st.cache_resource(max_entries=6, **IN_SESSION)
def view_of(photo: WorkingPhoto, size_px: int = VIEW_PX) -> WorkingPhoto:
    """Return a photo at the size of a picture on the page."""
    return segmentation.shrink(photo, size_px)


@st.cache_data(max_entries=2, **IN_SESSION)
def photo_picture(photo: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo."""
    return whole_picture(view_of(photo))


def whole_picture(view: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo, what is transparent in white."""
    return segmentation.encode_jpeg(segmentation.preview(view, None, ground="white"))


@st.cache_data(max_entries=4, **IN_SESSION)
def marked_picture(strokes: tuple[Stroke, ...], photo: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo with marks on it."""
    return segmentation.encode_jpeg(segmentation.show_marks(photo, strokes))


@st.cache_resource(max_entries=2, **IN_SESSION)
def open_start(file: PhotoFile, shape: tuple[int, int]) -> StartMask:
    """Return the mask to start from that a file holds, for the photo at some size."""
    return mask_of(read_photo(file), shape)


def start_of(recipe: Recipe, shape: tuple[int, int]) -> StartMask | None:
    """Return the mask that a recipe starts from at a size; None if it does not."""
    file = start_file()
    return open_start(file, shape) if file and recipe.seeds == "mask" else None


# From the photo to the mask.


def prepare(recipe: Recipe, photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from."""
    prepared = prepare_once(recipe, photo)
    keeper().use(attend(session_id()), None if recipe.floods else prepared)
    return prepared


def prepare_cut(photo: WorkingPhoto) -> PreparedCut:
    """Return what the graph cut answers from."""
    return segmentation.as_cut(prepare(Recipe(), photo))


def prepare_flood(recipe: Recipe, photo: WorkingPhoto) -> PreparedFlood:
    """Return what the watershed answers from."""
    return segmentation.as_flood(prepare(recipe, photo))


@by_part(preparation, max_entries=2)
def prepare_once(recipe: Recipe, photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from, and remember it."""
    with alone(bench()):
        return prepare_anew(recipe, photo)


def prepare_anew(recipe: Recipe, photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from, which nobody remembers."""
    return segmentation.prepare(photo.rgb, recipe, photo_shape=photo.photo_shape, alpha=photo.alpha)


@by_part(unpicked, max_entries=3)
def find_markers(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return the pixels that the strokes mark."""
    return segmentation.find_markers(prepare(recipe, photo), recipe)


@by_part(unpicked, max_entries=20)
def missing_marks(recipe: Recipe, photo: WorkingPhoto) -> tuple[Label, ...]:
    """Return the kinds of marks that are still needed."""
    return segmentation.missing_marks(prepare(recipe, photo), find_markers(recipe, photo), recipe)


@by_part(unpicked, max_entries=3)
def find_groups(recipe: Recipe, photo: WorkingPhoto) -> Groups:
    """Return the groups of automatic seeds."""
    return segmentation.find_groups(prepare(recipe, photo), find_markers(recipe, photo), recipe)


@by_part(unfinished, max_entries=4)
def find_mask(recipe: Recipe, photo: WorkingPhoto) -> ndarray | None:
    """Return the foreground, None while marks are missing; earlier steps are remembered."""
    if recipe.seeds in FLOODED:
        with logged("cut", **about(recipe)):
            return find_groups(recipe, photo).foreground(recipe.background_groups)
    prepared = prepare(recipe, photo)
    *before, last = segmentation.steps(prepared, recipe)
    if before:
        mask = find_mask(before[-1], photo)
    else:
        start = start_of(recipe, photo.rgb.shape[:2])
        mask = None if start is None else segmentation.start_from(prepared, start, recipe)
    with logged("cut", **about(recipe)):
        return segmentation.fold_step(prepared, last, mask)


def about(recipe: Recipe) -> dict[str, str | int]:
    """Return what the log says of a recipe."""
    return {"method": recipe.method, "seeds": recipe.seeds, "strokes": len(recipe.strokes)}


def cut(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    """Return what a recipe makes of a photo."""
    if recipe.unmixes:
        return cut_by_color(recipe, photo)
    markers, missing = find_markers(recipe, photo), missing_marks(recipe, photo)
    groups = mask = kept = None
    if not missing:
        with alone(scissors()):
            groups = find_groups(recipe, photo) if recipe.seeds in FLOODED else None
            found = find_mask(recipe, photo)
            if found is not None:
                mask = segmentation.clean_up(
                    found, markers, recipe.edge, photo_shape=photo.photo_shape
                )
                kept = segmentation.settle_mask(mask, recipe.strokes, photo.photo_shape)
    return Cut(recipe, photo, markers, missing, groups, mask, kept)


def cut_by_color(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    """Return what a recipe makes of a photo whose ground is plain."""
    matte, _ = unmix(recipe, photo)
    mask = matte > (0 if recipe.plain.see_through else HALF)
    shape = photo.rgb.shape[:2]
    markers = segmentation.rasterize_strokes(recipe.strokes, photo.photo_shape, shape=shape)
    return Cut(recipe, photo, markers, (), None, mask, mask)


@by_part(unpainted, max_entries=6)
def unmix(recipe: Recipe, photo: WorkingPhoto) -> tuple[ndarray, ndarray]:
    """Return the matte and the colors of what lies on a plain ground, at the size of a photo."""
    layers = find_layers(recipe, photo)
    with logged("cut", **about(recipe)):
        return segmentation.unmix_photo(photo.rgb, layers, recipe, photo_shape=photo.photo_shape)


@by_part(grounded, max_entries=4)
def find_layers(recipe: Recipe, photo: WorkingPhoto) -> Layers:
    """Return the ground of a photo, its shadow and its inks."""
    plain = recipe.plain
    ground = None if plain.colors or plain.kind != Plain().kind else find_ground(photo)
    return segmentation.unmixing.find_layers(photo.rgb, plain, ground=ground)


@st.cache_resource(max_entries=2, **IN_SESSION)
def find_ground(photo: WorkingPhoto) -> Ground:
    """Return the ground that is found by itself, plain or not."""
    return segmentation.unmixing.find_ground(photo.rgb)


def found_ground(plain: Plain, photo: WorkingPhoto) -> str:
    """Return the color of the ground that is found by itself."""
    found = dataclasses.replace(plain, colors=())
    return find_layers(Recipe(method="unmixing", plain=found), photo).ground.color


def photo_color(photo: WorkingPhoto, point: tuple[float, float]) -> str:
    """Return the color of a photo at a place, in pixels of the photo at full resolution."""
    scale = photo.rgb.shape[0] / photo.photo_shape[0]
    row, col = ((at + 0.5) * scale - 0.5 for at in point)
    return color_at(photo.rgb, (row, col))


def change_by_last_stroke(done: Cut) -> float:
    """Return the share of the subject that the last stroke changed; 0 if it was none before."""
    if done.kept is None or not done.recipe.strokes:
        return 0.0
    before = dataclasses.replace(done.recipe, strokes=done.recipe.strokes[:-1])
    earlier = cut(before, done.photo).kept
    return 0.0 if earlier is None else segmentation.changed_share(earlier, done.kept)


@by_part(unpicked, max_entries=3)
def find_doubt(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return where a stroke would help most."""
    prepared, markers = prepare(recipe, photo), find_markers(recipe, photo)
    with alone(scissors()):
        return segmentation.find_doubt(prepared, markers, recipe)


@by_part(preparation, max_entries=3)
def suggest_thresholds(recipe: Recipe, photo: WorkingPhoto) -> tuple[float, float] | None:
    """Return thresholds that give spots."""
    return prepare_flood(recipe, photo).spot_thresholds


# What to start from.


@st.cache_resource(max_entries=2, **IN_SESSION)
def propose_unmixing(photo: WorkingPhoto) -> Proposal | None:
    """Return the proposal to unmix a photo, if its ground is plain."""
    if not is_plain(photo.rgb, find_ground(photo), alpha=photo.alpha):
        return None
    matte, _ = unmix(Recipe(method="unmixing"), photo)
    return segmentation.propose_unmixing(matte)


@st.cache_resource(max_entries=len(segmentation.PROPOSED_SEEDS), **IN_SESSION)
def propose(seeds: str, photo: WorkingPhoto) -> tuple[Proposal, ...]:
    """Return the proposals for a photo that one kind of seeds makes, their masks small."""
    with alone(bench()):
        cut = prepare_cut(photo)
        found = segmentation.propose(
            cut,
            prepare_anew(Recipe(method="watershed"), photo) if seeds in FLOODED else cut,
            seeds,
            faces=find_faces(photo) if seeds == "people" else (),
        )
    return tuple(proposal.small() for proposal in found)


@st.cache_resource(max_entries=2, **IN_SESSION)
def find_faces(photo: WorkingPhoto) -> tuple[Box, ...]:
    """Return where faces are."""
    return segmentation.find_faces(photo.rgb, photo_shape=photo.photo_shape)


@st.cache_resource(max_entries=2, **IN_SESSION)
def rank_proposals(kinds: tuple[str, ...], photo: WorkingPhoto) -> tuple[Proposal, ...]:
    """Return the proposals that some kinds of seeds make, best first."""
    found = [proposal for seeds in kinds for proposal in propose(seeds, photo)]
    unmixed = propose_unmixing(photo)
    return segmentation.rank([unmixed, *found] if unmixed else found, most=MOST_STARTS)


def start_by_photo_engine(photo: WorkingPhoto) -> Recipe:
    """Return what to start from if the ground is not to be taken for plain."""
    found = propose("likely", photo)
    return segmentation.rank(found, most=1)[0].recipe if found else Recipe()


def is_mere_guess(recipe: Recipe, photo: WorkingPhoto) -> bool:
    """Return whether a recipe starts from a proposal so unlikely that one should ask for a tap."""
    start = dataclasses.replace(unfinished(recipe), strokes=())
    kinds = (seeds for seeds in segmentation.PROPOSED_SEEDS if seeds == recipe.seeds)
    proposals = (proposal for seeds in kinds for proposal in propose(seeds, photo))
    return any(proposal.is_guess for proposal in proposals if proposal.recipe == start)


@st.cache_data(max_entries=2, **IN_SESSION)
def proposal_pictures(kinds: tuple[str, ...], photo: WorkingPhoto) -> list[bytes]:
    """Return thumbnails of the proposals, and of the whole photo."""
    view = view_of(photo, TILE_PX)
    masks = [*(proposal.mask for proposal in rank_proposals(kinds, photo)), None]
    # Soft edges would not be seen at this size.
    hard = Recipe(edge=Edge(softness="hard"))
    return [segmentation.encode_jpeg(segmentation.preview(view, mask, hard)) for mask in masks]


# Pictures and files of the cutout.


@by_part(unpicked, max_entries=3)
def group_pictures(recipe: Recipe, photo: WorkingPhoto) -> list[bytes]:
    """Return thumbnails of the largest groups."""
    groups = find_groups(recipe, photo)
    largest = groups.ranking[:MOST_GROUPS]
    pictures = segmentation.group_pictures(view_of(photo, GROUP_PX), groups.labels, largest)
    return [segmentation.encode_jpeg(picture) for picture in pictures]


@st.cache_data(max_entries=20, **IN_SESSION)
def result_picture(done: Cut, ground: str, behind: PhotoFile | None) -> bytes:
    """Return the picture of the finished cutout."""
    if ground == "hair" and done.mask is not None:
        hair = segmentation.show_hair(view_of(done.photo), done.mask, done.recipe)
        return segmentation.encode_jpeg(hair)
    view = view_of(done.photo)
    if done.mask is None:
        picture = segmentation.preview(view, None, ground=ground)
    else:
        picture = segmentation.show_finished(view, finished(done, behind), ground=ground)
    return segmentation.encode_jpeg(picture)


@st.cache_data(max_entries=2, **IN_SESSION)
def before_picture(done: Cut, behind: PhotoFile | None) -> bytes:
    """Return the picture of the photo in the frame of the finished cutout."""
    if done.mask is None or finished(done, behind).box is None:
        return photo_picture(done.photo)
    picture = segmentation.show_before(view_of(done.photo), finished(done, behind))
    return segmentation.encode_jpeg(picture)


def output_shape(done: Cut, behind: PhotoFile | None) -> tuple[int, int]:
    """Return the rows and columns that the file of a cutout is going to have."""
    cutout = finished(done, behind)
    return segmentation.output_shape(view_of(done.photo), cutout, done.recipe.frame)


@st.cache_resource(max_entries=1, **IN_SESSION)
def finished(done: Cut, behind: PhotoFile | None) -> Cutout:
    """Return the finished cutout at the size of a picture on the page, and remember it."""
    return finish_anew(done, behind)


def finish_anew(done: Cut, behind: PhotoFile | None) -> Cutout:
    """Return the finished cutout at the size of a picture on the page."""
    view, recipe = view_of(done.photo), done.recipe
    backdrop = view_of(open_photo(behind)).rgb if behind else None
    if not recipe.unmixes:
        if done.mask is None:
            raise ValueError("done must have a mask, got one whose marks are missing")
        start = start_of(recipe, done.photo.rgb.shape[:2])
        return segmentation.finish_mask(
            view, done.mask, recipe, start_mask=start, backdrop_image=backdrop
        )
    matte, foreground = segmentation.unmix_photo(
        view.rgb, find_layers(recipe, done.photo), recipe, photo_shape=view.photo_shape
    )
    return segmentation.finish_matte(
        view, matte, recipe, foreground=foreground, backdrop_image=backdrop
    )


@st.cache_data(max_entries=20, **IN_SESSION)
def result_layer(done: Cut, ground: str, behind: PhotoFile | None) -> bytes:
    """Return the picture of the finished cutout, for laying it on the ground in the browser."""
    if done.mask is None or ground not in SEEN_THROUGH:
        return result_picture(done, ground, behind)
    return segmentation.encode_webp(finished(done, behind).rgba, quality=QUALITY)


def movable_layers(done: Cut, behind: PhotoFile | None) -> tuple[bytes, bytes]:
    """Return the pictures of what lies behind the subject, and of the subject in its old place."""
    unmoved = dataclasses.replace(done.recipe, placement=Placement())
    return layers_of(dataclasses.replace(done, recipe=unmoved), behind)


@st.cache_data(max_entries=2, **IN_SESSION)
def layers_of(done: Cut, behind: PhotoFile | None) -> tuple[bytes, bytes]:
    """Return the pictures of what lies behind the subject, and of the subject, which lies there."""
    emptied = dataclasses.replace(done.recipe, placement=AWAY)
    alone = dataclasses.replace(done.recipe, backdrop=Backdrop())
    return picture_of(done, emptied, behind), picture_of(done, alone, behind)


def picture_of(done: Cut, recipe: Recipe, behind: PhotoFile | None) -> bytes:
    """Return the picture of a cutout that is finished by another recipe."""
    cutout = finish_anew(dataclasses.replace(done, recipe=recipe), behind)
    return segmentation.encode_webp(cutout.rgba, quality=QUALITY)


def shown_part(done: Cut, behind: PhotoFile | None) -> tuple[float, float, float, float]:
    """Return where on the photo the finished cutout lies: first row and column, rows, columns."""
    if done.mask is None or (box := finished(done, behind).box) is None:
        return 0, 0, *done.photo.photo_shape
    scale = view_of(done.photo).scale
    first, sizes = [side.start for side in box], [side.stop - side.start for side in box]
    return tuple(each / scale for each in (*first, *sizes))


# At full resolution.


@dataclass
class WholePhoto:
    """A photo with all of its pixels, read again where they were given up."""

    file: PhotoFile
    pixels: WorkingPhoto | None = None

    def read(self) -> WorkingPhoto:
        """Return the photo."""
        whole = self.pixels
        if whole is None:
            with full_size().take():
                make_room(open_photo(self.file).photo_shape)
                whole = self.pixels = segmentation.reduce(read_photo(self.file), pixels=None)
        return whole

    def give_up(self) -> None:
        """Forget the pixels."""
        self.pixels = None


@st.cache_resource(max_entries=1, **IN_SESSION)
def remember_whole(file: PhotoFile) -> WholePhoto:
    """Return what keeps a photo with all of its pixels, as long as there is room."""
    return WholePhoto(file)


def whole_photo(file: PhotoFile) -> WorkingPhoto:
    """Return a photo with all of its pixels."""
    whole = remember_whole(file)
    keeper().use(attend(session_id()), whole)
    return whole.read()


def photo_for(file: PhotoFile, size_px: float) -> WorkingPhoto:
    """Return a photo reduced by halves, as long as its longer side has so many pixels."""
    working = open_photo(file)
    if working.scale == 1 or max(working.rgb.shape) >= size_px:
        return working
    long_px = max(working.photo_shape)
    while long_px // 2 >= max(size_px, *working.rgb.shape):
        long_px //= 2
    whole = whole_photo(file)
    # Remembered as a view, all of its pixels could not be given up.
    return whole if long_px >= max(whole.rgb.shape) else view_of(whole, long_px)


def photo_window(
    file: PhotoFile, strokes: tuple[Stroke, ...], area: Area, size_px: tuple[int, int]
) -> tuple[bytes, Area]:
    """Return the picture of an area of a photo with marks on it, and the area that it shows."""
    view = photo_for(file, area.whole_px(size_px))
    box = area.box(view.rgb.shape)
    picture = segmentation.show_marks(view, strokes, box=box)
    if picture.shape[0] < size_px[0]:
        # Enlarged, every pixel is seen.
        return segmentation.encode_webp(picture), Area.of_box(box, view.rgb.shape)
    return segmentation.encode_jpeg(picture, quality=QUALITY), Area.of_box(box, view.rgb.shape)


def result_window(
    done: Cut, ground: str, behind: PhotoFile | None, area: Area, size_px: tuple[int, int]
) -> tuple[bytes, Area] | None:
    """Return the picture of an area of the finished cutout, and the area that it shows.

    None where the ground shows something else than the cutout.
    """
    if done.mask is None or ground not in SEEN_THROUGH:
        return None
    if segmentation.has_windows(done.recipe):
        view = photo_for(photo_file(), area.whole_px(size_px))
        box, shape = area.box(view.rgb.shape), view.rgb.shape
        layers = find_layers(done.recipe, view) if done.recipe.unmixes else None
        with logged("window", **about(done.recipe)):
            rgba = segmentation.cut_out_window(view, done.mask, done.recipe, box, layers=layers)
    else:
        whole = whole_cutout(done.recipe, photo_file(), behind)
        box, shape = area.box(whole.shape), whole.shape
        rgba = whole[box]
    rgba = segmentation.resize_rgba(rgba, fit_shape(rgba.shape[:2], max(size_px)))
    return segmentation.encode_webp(rgba), Area.of_box(box, shape)


@st.cache_resource(max_entries=1, **IN_SESSION)
def whole_cutout(recipe: Recipe, file: PhotoFile, behind: PhotoFile | None) -> ndarray:
    """Return all pixels of a cutout, where no window can be made by itself."""
    with full_size().take():
        return cut_out(file, recipe, behind).rgba


def cut_out(file: PhotoFile, recipe: Recipe, behind: PhotoFile | None) -> Cutout:
    """Return the cutout of a photo at full resolution."""
    make_room(open_photo(file).photo_shape)
    photo = read_photo(file)
    backdrop = read_photo(behind).rgb if behind else None
    return segmentation.cut_out(
        photo,
        recipe,
        start_mask=start_of(recipe, photo.rgb.shape[:2]),
        backdrop_image=backdrop,
    )


@st.cache_resource
def batch_turn() -> threading.Lock:
    """Return the lock that keeps many photos of several people in turn."""
    return threading.Lock()
