"""What follows from a photo and a recipe, through caches.

Arguments that start with "_" follow from the others and are not part of the key.
"""

import dataclasses
import threading
from importlib.resources import files

import streamlit as st
from numpy import ndarray

import segmentation
from segmentation import (
    Backdrop,
    Cutout,
    Edge,
    File,
    Groups,
    Label,
    Prepared,
    PreparedFlood,
    Proposal,
    Recipe,
    Stroke,
    WorkingPhoto,
)
from segmentation.recipe import FLOODED

THUMBNAIL_PX = 640
MOST_GROUPS = 9
LOUPE_SHAPE = (320, 480)
IN_SESSION = {
    "scope": "session",
    "show_spinner": False,
    # Faster than field by field, and all of it counts.
    "hash_funcs": {Recipe: Recipe.to_json, Stroke: repr},
}


@st.cache_data(show_spinner=False)
def sample(file_name: str) -> bytes:
    """Return the file of a sample photo."""
    return files("skimage.data").joinpath(file_name).read_bytes()


@st.cache_data(show_spinner=False)
def sample_picture(file_name: str) -> bytes:
    """Return the thumbnail of a sample photo."""
    photo = segmentation.reduce(segmentation.read_image(sample(file_name)))
    return whole_picture(segmentation.shrink(photo, THUMBNAIL_PX))


@st.cache_resource(max_entries=3, **IN_SESSION)
def open_photo(digest: str, _data: bytes) -> WorkingPhoto:
    """Return a photo at its working size."""
    return segmentation.reduce(segmentation.read_image(_data))


@st.cache_resource(max_entries=4, **IN_SESSION)
def open_view(digest: str, size_px: int, _photo: WorkingPhoto) -> WorkingPhoto:
    """Return a photo at the size of a picture on the page."""
    return segmentation.shrink(_photo, size_px)


@st.cache_data(max_entries=2, **IN_SESSION)
def photo_picture(digest: str, _view: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo."""
    return whole_picture(_view)


@st.cache_data(max_entries=4, **IN_SESSION)
def marked_picture(digest: str, strokes: tuple[Stroke, ...], _photo: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo with marks on it."""
    return segmentation.encode_jpeg(segmentation.show_marks(_photo, strokes))


def whole_picture(view: WorkingPhoto) -> bytes:
    """Return the picture of a whole photo, what is transparent in white."""
    return segmentation.encode_jpeg(segmentation.preview(view, None, ground="white"))


@st.cache_resource(max_entries=3, **IN_SESSION)
def prepare(digest: str, recipe: Recipe, _photo: WorkingPhoto) -> Prepared:
    """Return what strokes are answered from."""
    return segmentation.prepare(_photo.rgb, recipe, photo_shape=_photo.photo_shape)


@st.cache_resource(max_entries=len(segmentation.PROPOSED_SEEDS), **IN_SESSION)
def propose(digest: str, seeds: str, _photo: WorkingPhoto) -> tuple[Proposal, ...]:
    """Return the proposals for a photo that one kind of seeds makes."""
    cut = prepare(digest, Recipe(), _photo)
    prepared = prepare(digest, preparation(Recipe(seeds=seeds)), _photo)
    return segmentation.propose(cut, prepared, seeds)


@st.cache_data(max_entries=2, **IN_SESSION)
def proposal_pictures(
    digest: str, _view: WorkingPhoto, _proposals: tuple[Proposal, ...]
) -> list[bytes]:
    """Return thumbnails of proposals, and of the whole photo."""
    masks = [*(proposal.mask for proposal in _proposals), None]
    # Soft edges would not be seen at this size.
    hard = Recipe(edge=Edge(softness="hard"))
    return [segmentation.encode_jpeg(segmentation.preview(_view, mask, hard)) for mask in masks]


@st.cache_resource(max_entries=3, **IN_SESSION)
def draw_markers(digest: str, recipe: Recipe, _prepared: Prepared) -> ndarray:
    """Return the pixels that the strokes mark."""
    return segmentation.draw_markers(_prepared, recipe)


@st.cache_data(max_entries=20, **IN_SESSION)
def missing_marks(
    digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray
) -> tuple[Label, ...]:
    """Return the kinds of marks that are still needed."""
    return segmentation.missing_marks(_prepared, _markers, recipe)


def find_mask(digest: str, recipe: Recipe, prepared: Prepared) -> ndarray:
    """Return the foreground: what each step of the strokes makes of the one before."""
    mask = None
    for step in segmentation.steps(prepared, recipe):
        mask = fold_step(digest, step, prepared, mask)
    return mask


@st.cache_resource(max_entries=20, **IN_SESSION)
def fold_step(digest: str, recipe: Recipe, _prepared: Prepared, _mask: ndarray | None) -> ndarray:
    """Return the foreground after the last step of a recipe."""
    return segmentation.fold_step(_prepared, recipe, _mask)


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_doubt(digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray) -> ndarray:
    """Return where a stroke would help most."""
    return segmentation.find_doubt(_prepared, _markers, recipe)


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_groups(digest: str, recipe: Recipe, _prepared: Prepared, _markers: ndarray) -> Groups:
    """Return the groups of automatic seeds."""
    return segmentation.find_groups(_prepared, _markers, recipe)


@st.cache_data(max_entries=3, **IN_SESSION)
def suggest_thresholds(digest: str, _prepared: PreparedFlood) -> tuple[float, float] | None:
    """Return thresholds that give spots."""
    return segmentation.suggest_thresholds(_prepared.gray)


@st.cache_data(max_entries=3, **IN_SESSION)
def group_pictures(
    digest: str, recipe: Recipe, _view: WorkingPhoto, _groups: Groups
) -> list[bytes]:
    """Return thumbnails of the largest groups."""
    pictures = segmentation.group_pictures(_view, _groups, most=MOST_GROUPS)
    return [segmentation.encode_jpeg(picture) for picture in pictures]


@st.cache_data(max_entries=20, **IN_SESSION)
def result_picture(
    digest: str,
    recipe: Recipe,
    ground: str,
    backdrop_digest: str | None,
    _view: WorkingPhoto,
    _mask: ndarray | None,
    _backdrop: WorkingPhoto | None,
) -> bytes:
    """Return the picture of the finished cutout."""
    picture = segmentation.preview(
        _view,
        _mask,
        recipe,
        ground=ground,
        backdrop_image=None if _backdrop is None else _backdrop.rgb,
    )
    return segmentation.encode_jpeg(picture)


@st.cache_data(max_entries=2, **IN_SESSION)
def look_closely(
    digest: str,
    recipe: Recipe,
    backdrop_digest: str | None,
    spot: tuple[float, float],
    _data: bytes,
    _behind: bytes | None,
) -> ndarray:
    """Return the pixels of the finished cutout around a spot, as the file has them."""
    with export_lock():
        return segmentation.window(cut_out(_data, recipe, _behind).rgba, spot, LOUPE_SHAPE)


def cut_out(data: bytes, recipe: Recipe, behind: bytes | None) -> Cutout:
    """Return the cutout of a photo's file at full resolution."""
    photo = segmentation.read_image(data)
    backdrop = segmentation.read_image(behind).rgb if behind else None
    return segmentation.cut_out(photo, recipe, backdrop_image=backdrop)


def divide(
    digest: str, recipe: Recipe, prepared: Prepared, markers: ndarray
) -> tuple[Groups | None, ndarray]:
    """Return the groups, if the seeds are automatic, and the mask."""
    if recipe.seeds not in FLOODED:
        groups, mask = None, find_mask(digest, unfinished(recipe), prepared)
    else:
        groups = find_groups(digest, unpicked(recipe), prepared, markers)
        mask = groups.foreground(recipe.background_groups)
    return groups, segmentation.clean_up(
        mask, markers, recipe.edge, photo_shape=prepared.photo_shape
    )


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


@st.cache_resource(show_spinner=False)
def export_lock() -> threading.Lock:
    """Return the lock that keeps full-size photos in memory one at a time."""
    return threading.Lock()
