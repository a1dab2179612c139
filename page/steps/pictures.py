"""The pictures of the steps, and what they show, through caches as in `computed`."""

import streamlit as st
from numpy import ndarray

import segmentation
from page.computed import (
    IN_SESSION,
    by_part,
    find_groups,
    find_layers,
    find_markers,
    grounded,
    preparation,
    prepare,
    prepare_cut,
    prepare_flood,
    unmix,
    unpainted,
    unpicked,
    view_of,
)
from segmentation import Recipe, WorkingPhoto, encode_animation, encode_jpeg, pictures
from segmentation.unmixing import ground_distance

# Flat colors show every flaw.
QUALITY = 92


def flat(picture: ndarray) -> bytes:
    """Return a picture of flat colors as a file."""
    return encode_jpeg(picture, quality=QUALITY)


@by_part(preparation, max_entries=2)
def gray_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the picture of the gray image."""
    return flat(pictures.gray_picture(prepare_flood(recipe, photo).gray))


@by_part(preparation, max_entries=6)
def height_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the picture of the elevation."""
    return flat(pictures.height_picture(prepare_flood(recipe, photo).elevation))


@by_part(preparation, max_entries=4)
def surface(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return the elevation as a coarse surface."""
    return pictures.surface(prepare_flood(recipe, photo).elevation)


@by_part(preparation, max_entries=2)
def colors_of_heights(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return the colors of the surface's heights."""
    size_px = max(surface(recipe, photo).shape)
    return pictures.height_picture(prepare_flood(recipe, photo).elevation, size_px=size_px)


@by_part(preparation, max_entries=2)
def colors_of_photo(recipe: Recipe, photo: WorkingPhoto) -> ndarray:
    """Return the colors of the photo on the surface."""
    return view_of(photo, max(surface(recipe, photo).shape)).rgb


@by_part(unpicked, max_entries=3)
def find_seeds(recipe: Recipe, photo: WorkingPhoto) -> tuple[ndarray, int]:
    """Return the seeds, and how many there could be."""
    return segmentation.find_seeds(prepare(recipe, photo), recipe)


@st.cache_data(max_entries=6, **IN_SESSION)
def spots_picture(recipe: Recipe, color: tuple[int, int, int], photo: WorkingPhoto) -> bytes:
    """Return the picture of spots."""
    gray, (seeds, _) = prepare_flood(recipe, photo).gray, find_seeds(recipe, photo)
    return flat(pictures.spots_picture(gray, seeds, color=color))


@by_part(unpicked, max_entries=4)
def seeds_picture(recipe: Recipe, photo: WorkingPhoto) -> tuple[bytes, int]:
    """Return the picture of numbered seeds, and how many have a number."""
    seeds, _ = find_seeds(recipe, photo)
    picture, numbered = pictures.seeds_picture(prepare_flood(recipe, photo).gray, seeds)
    return flat(picture), numbered


@by_part(unpicked, max_entries=6)
def labels_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the picture of the groups."""
    groups = find_groups(recipe, photo)
    return flat(pictures.labels_picture(groups.labels, prepare_flood(recipe, photo).gray))


@by_part(unpicked, max_entries=2)
def flood_film(recipe: Recipe, photo: WorkingPhoto) -> tuple[bytes, list[bytes]]:
    """Return the film of the rising flood, and its pictures one by one."""
    (seeds, _), groups = find_seeds(recipe, photo), find_groups(recipe, photo)
    frames = pictures.flood_frames(prepare_flood(recipe, photo).elevation, seeds, groups.labels)
    return encode_animation(frames), [flat(frame) for frame in frames]


@st.cache_data(max_entries=4, **IN_SESSION)
def regions_picture(filled: bool, photo: WorkingPhoto) -> bytes:
    """Return the picture of the regions."""
    regions = prepare_cut(photo).graph.labels
    return flat(pictures.regions_picture(photo.rgb, regions, filled=filled))


@by_part(unpicked, max_entries=3)
def color_models_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the chart of the color models."""
    prepared, markers = prepare_cut(photo), find_markers(recipe, photo)
    confidence = segmentation.find_color_confidence(prepared, markers, recipe)
    return flat(
        pictures.color_models_picture(photo.rgb, prepared.graph.labels, markers, confidence)
    )


@by_part(unpicked, max_entries=3)
def confidence_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the map of confidence."""
    prepared, markers = prepare(recipe, photo), find_markers(recipe, photo)
    confidence = segmentation.find_confidence(prepared, markers, recipe)
    return flat(pictures.confidence_picture(photo.rgb, confidence))


@st.cache_data(max_entries=4, **IN_SESSION)
def saliency_picture(seeds: str, photo: WorkingPhoto) -> bytes:
    """Return the map of what stands out."""
    recipe = Recipe(seeds=seeds)
    return flat(pictures.height_picture(segmentation.find_saliency(prepare(recipe, photo), recipe)))


@by_part(unpicked, max_entries=4)
def salient_picture(recipe: Recipe, photo: WorkingPhoto) -> tuple[bytes, bool]:
    """Return the picture of the photo, in red what does not stand out; and whether all does."""
    standing_out = segmentation.find_saliency(prepare(recipe, photo), recipe) > recipe.salient
    picture = segmentation.preview(view_of(photo), standing_out, ground="red")
    return encode_jpeg(picture), bool(standing_out.all())


@by_part(grounded, max_entries=3)
def ground_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the picture of a plain ground without what lies on it."""
    shape = view_of(photo).rgb.shape[:2]
    return flat(pictures.ground_picture(find_layers(recipe, photo).ground.whole(shape)))


@by_part(grounded, max_entries=3)
def ground_light_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the map of how light a plain ground is."""
    shape = view_of(photo).rgb.shape[:2]
    return flat(pictures.light_picture(find_layers(recipe, photo).ground.whole(shape)))


@by_part(grounded, max_entries=3)
def distance_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the map of how far pixels are from a plain ground."""
    off = ground_distance(view_of(photo).rgb, find_layers(recipe, photo))
    return flat(pictures.height_picture(off))


@by_part(grounded, max_entries=3)
def palette_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the chart of the inks."""
    layers = find_layers(recipe, photo)
    return flat(pictures.palette_picture(layers.palette.inks, layers.ground.color))


@by_part(unpainted, max_entries=3)
def opacity_picture(recipe: Recipe, photo: WorkingPhoto) -> bytes:
    """Return the picture of how opaque every pixel is."""
    matte, _ = unmix(recipe, photo)
    return flat(pictures.gray_picture(matte))
