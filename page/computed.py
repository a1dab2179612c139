"""What follows from a photo and a recipe, through caches.

Whatever a function needs it asks the others for, so that callers say only what they want to know.
A photo counts by its file and its size, a recipe by all that matters to the question.
"""

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import streamlit as st
from numpy import ndarray
from streamlit import runtime
from streamlit.runtime import caching
from streamlit.runtime.scriptrunner import get_script_run_ctx

import segmentation
from page.host import BYTES_PER_PIXEL, Keeper, Limits, Turns, keep_house, read_limits
from page.state import PhotoFile, start_file
from segmentation import (
    Backdrop,
    Cutout,
    Edge,
    File,
    Groups,
    Label,
    Photo,
    Prepared,
    Proposal,
    Recipe,
    StartMask,
    Stroke,
    WorkingPhoto,
)
from segmentation.photo import Box
from segmentation.recipe import FLOODED

THUMBNAIL_PX = 400
VIEW_PX = 800
TILE_PX = 160
GROUP_PX = 320
MOST_GROUPS = 9
MOST_STARTS = 12
LOUPE_SHAPE = (320, 480)
# Room is made for such a photo before its size is known.
TYPICAL_SHAPE = (3000, 4000)
# Whatever can be asked of a recipe and a photo.
Question = Callable[[Recipe, WorkingPhoto], Any]


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
IN_SESSION = {
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
) -> Callable[[Question], Question]:
    """Return a cache for questions to which only a part of the recipe matters."""

    def decorate(function: Question) -> Question:
        cached = st.cache_resource(max_entries=max_entries, **IN_SESSION)(function)

        @functools.wraps(function)
        def ask(recipe: Recipe, photo: WorkingPhoto) -> Any:
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
        recipe, edge=Edge(), backdrop=Backdrop(), shadow=None, margin_px=None, file=File()
    )


def unpicked(recipe: Recipe) -> Recipe:
    """Return the recipe as it is before groups are picked, which need no new flood."""
    return dataclasses.replace(unfinished(recipe), background_groups=())


# Room for everybody.


@st.cache_resource(show_spinner=False)
def limits() -> Limits:
    """Return how much of the host people may take."""
    return read_limits()


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


def session_id() -> str:
    """Return what tells this tab from all others."""
    return get_script_run_ctx().session_id


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


@st.cache_resource(max_entries=3, **IN_SESSION)
def open_photo(file: PhotoFile) -> WorkingPhoto:
    """Return a photo at its working size."""
    with full_size().take():
        make_room()
        return segmentation.reduce(read_photo(file))


def read_photo(file: PhotoFile) -> Photo:
    """Return a photo at full size, or at the size that the host allows."""
    return segmentation.read_image(file.data, fit_pixels=limits().max_pixels)


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
    return segmentation.read_start_mask(file.data, shape)


def start_of(recipe: Recipe, shape: tuple[int, int]) -> StartMask | None:
    """Return the mask that a recipe starts from at a size; None if it does not."""
    return open_start(start_file(), shape) if recipe.seeds == "mask" else None


# From the photo to the mask.


def prepare(recipe: Recipe, photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from."""
    prepared = prepare_once(recipe, photo)
    keeper().use(attend(session_id()), None if recipe.floods else prepared)
    return prepared


@by_part(preparation, max_entries=2)
def prepare_once(recipe: Recipe, photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from, and remember it."""
    with bench().take():
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


@by_part(unfinished, max_entries=8)
def find_mask(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return the foreground; what earlier steps of marks made of it is remembered."""
    if recipe.seeds in FLOODED:
        return find_groups(recipe, photo).foreground(recipe.background_groups)
    prepared = prepare(recipe, photo)
    *before, last = segmentation.steps(prepared, recipe)
    if before:
        mask = find_mask(before[-1], photo)
    else:
        start = start_of(recipe, photo.rgb.shape[:2])
        mask = start and segmentation.start_from(prepared, start, recipe)
    return segmentation.fold_step(prepared, last, mask)


def cut(recipe: Recipe, photo: WorkingPhoto) -> Cut:
    """Return what a recipe makes of a photo."""
    markers, missing = find_markers(recipe, photo), missing_marks(recipe, photo)
    groups = mask = kept = None
    if not missing:
        with scissors().take():
            groups = find_groups(recipe, photo) if recipe.seeds in FLOODED else None
            mask = segmentation.clean_up(
                find_mask(recipe, photo), markers, recipe.edge, photo_shape=photo.photo_shape
            )
            kept = segmentation.settle_mask(mask, recipe.strokes, photo.photo_shape)
    return Cut(recipe, photo, markers, missing, groups, mask, kept)


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
    with scissors().take():
        return segmentation.find_doubt(prepared, markers, recipe)


@by_part(preparation, max_entries=3)
def suggest_thresholds(recipe: Recipe, photo: WorkingPhoto) -> tuple[float, float] | None:
    """Return thresholds that give spots."""
    return segmentation.suggest_thresholds(prepare(recipe, photo).gray)


# What to start from.


@st.cache_resource(max_entries=len(segmentation.PROPOSED_SEEDS), **IN_SESSION)
def propose(seeds: str, photo: WorkingPhoto) -> tuple[Proposal, ...]:
    """Return the proposals for a photo that one kind of seeds makes, their masks small."""
    with bench().take():
        cut = prepare(Recipe(), photo)
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


def rank_proposals(kinds: tuple[str, ...], photo: WorkingPhoto) -> tuple[Proposal, ...]:
    """Return the proposals that some kinds of seeds make, best first."""
    found = [proposal for seeds in kinds for proposal in propose(seeds, photo)]
    return segmentation.rank(found, most=MOST_STARTS)


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
    pictures = segmentation.group_pictures(view_of(photo, GROUP_PX), groups, most=MOST_GROUPS)
    return [segmentation.encode_jpeg(picture) for picture in pictures]


@st.cache_data(max_entries=20, **IN_SESSION)
def result_picture(done: Cut, ground: str, behind: PhotoFile | None) -> bytes:
    """Return the picture of the finished cutout."""
    if ground == "hair" and done.mask is not None:
        hair = segmentation.show_hair(view_of(done.photo), done.mask, done.recipe)
        return segmentation.encode_jpeg(hair)
    backdrop = view_of(open_photo(behind)).rgb if behind else None
    with scissors().take():
        picture = segmentation.preview(
            view_of(done.photo),
            done.mask,
            done.recipe,
            ground=ground,
            start_mask=start_of(done.recipe, done.photo.rgb.shape[:2]),
            backdrop_image=backdrop,
        )
    return segmentation.encode_jpeg(picture)


@st.cache_data(max_entries=2, **IN_SESSION)
def look_closely(
    file: PhotoFile, recipe: Recipe, behind: PhotoFile | None, spot: tuple[float, float]
) -> ndarray:
    """Return the pixels of the finished cutout around a spot, as the file has them."""
    with full_size().take():
        return segmentation.window(cut_out(file, recipe, behind).rgba, spot, LOUPE_SHAPE)


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
