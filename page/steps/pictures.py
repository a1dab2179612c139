"""The pictures of the steps, through caches; arguments as in `derived`."""

import streamlit as st
from numpy import ndarray

import segmentation
from page.computed import IN_SESSION
from segmentation import (
    Groups,
    PreparedCut,
    PreparedFlood,
    Recipe,
    WorkingPhoto,
    encode_animation,
    encode_jpeg,
    pictures,
)

# Flat colors show every flaw.
QUALITY = 92


@st.cache_data(max_entries=2, **IN_SESSION)
def gray_picture(digest: str, _prepared: PreparedFlood) -> bytes:
    """Return the picture of the gray image."""
    return encode_jpeg(pictures.gray_picture(_prepared.gray), quality=QUALITY)


@st.cache_data(max_entries=6, **IN_SESSION)
def height_picture(digest: str, recipe: Recipe, _prepared: PreparedFlood) -> bytes:
    """Return the picture of the elevation."""
    return encode_jpeg(pictures.height_picture(_prepared.elevation), quality=QUALITY)


@st.cache_data(max_entries=4, **IN_SESSION)
def surface(
    digest: str, recipe: Recipe, colored: bool, _photo: WorkingPhoto, _prepared: PreparedFlood
) -> tuple[ndarray, ndarray]:
    """Return the elevation as a coarse surface, and its colors: the photo's, or of the heights."""
    heights = pictures.surface(_prepared.elevation)
    if colored:
        return heights, segmentation.shrink(_photo, max(heights.shape)).rgb
    return heights, pictures.height_picture(_prepared.elevation, size_px=max(heights.shape))


@st.cache_resource(max_entries=3, **IN_SESSION)
def find_seeds(digest: str, recipe: Recipe, _prepared: PreparedFlood) -> tuple[ndarray, int]:
    """Return the seeds, and how many there could be."""
    return segmentation.find_seeds(_prepared, recipe)


@st.cache_data(max_entries=6, **IN_SESSION)
def spots_picture(
    digest: str,
    recipe: Recipe,
    color: tuple[int, int, int],
    _prepared: PreparedFlood,
    _seeds: ndarray,
) -> bytes:
    """Return the picture of spots."""
    return encode_jpeg(pictures.spots_picture(_prepared.gray, _seeds, color=color), quality=QUALITY)


@st.cache_data(max_entries=4, **IN_SESSION)
def seeds_picture(
    digest: str, recipe: Recipe, _prepared: PreparedFlood, _seeds: ndarray
) -> tuple[bytes, int]:
    """Return the picture of numbered seeds, and how many have a number."""
    picture, numbered = pictures.seeds_picture(_prepared.gray, _seeds)
    return encode_jpeg(picture, quality=QUALITY), numbered


@st.cache_data(max_entries=6, **IN_SESSION)
def labels_picture(digest: str, recipe: Recipe, _prepared: PreparedFlood, _groups: Groups) -> bytes:
    """Return the picture of the groups."""
    return encode_jpeg(pictures.labels_picture(_groups.labels, _prepared.gray), quality=QUALITY)


@st.cache_data(max_entries=2, **IN_SESSION)
def flood_film(
    digest: str, recipe: Recipe, _prepared: PreparedFlood, _seeds: ndarray, _groups: Groups
) -> tuple[bytes, list[bytes]]:
    """Return the film of the rising flood, and its pictures one by one."""
    frames = pictures.flood_frames(_prepared.elevation, _seeds, _groups.labels)
    return encode_animation(frames), [encode_jpeg(frame, quality=QUALITY) for frame in frames]


@st.cache_data(max_entries=4, **IN_SESSION)
def regions_picture(
    digest: str, filled: bool, _photo: WorkingPhoto, _prepared: PreparedCut
) -> bytes:
    """Return the picture of the regions."""
    picture = pictures.regions_picture(_photo.rgb, _prepared.graph.labels, filled=filled)
    return encode_jpeg(picture, quality=QUALITY)


@st.cache_data(max_entries=3, **IN_SESSION)
def color_models_picture(
    digest: str, recipe: Recipe, _photo: WorkingPhoto, _prepared: PreparedCut, _markers: ndarray
) -> bytes:
    """Return the chart of the color models."""
    confidence = segmentation.find_color_confidence(_prepared, _markers, recipe)
    picture = pictures.color_models_picture(
        _photo.rgb, _prepared.graph.labels, _markers, confidence
    )
    return encode_jpeg(picture, quality=QUALITY)


@st.cache_data(max_entries=3, **IN_SESSION)
def confidence_picture(
    digest: str, recipe: Recipe, _photo: WorkingPhoto, _prepared: PreparedCut, _markers: ndarray
) -> bytes:
    """Return the map of confidence."""
    confidence = segmentation.find_confidence(_prepared, _markers, recipe)
    return encode_jpeg(pictures.confidence_picture(_photo.rgb, confidence), quality=QUALITY)


@st.cache_data(max_entries=4, **IN_SESSION)
def saliency_picture(digest: str, seeds: str, _prepared: PreparedCut) -> bytes:
    """Return the map of what stands out."""
    saliency = segmentation.find_saliency(_prepared, Recipe(seeds=seeds))
    return encode_jpeg(pictures.height_picture(saliency), quality=QUALITY)


@st.cache_data(max_entries=4, **IN_SESSION)
def salient_picture(
    digest: str, recipe: Recipe, _view: WorkingPhoto, _prepared: PreparedCut
) -> bytes:
    """Return the picture of the photo where it stands out enough, all else in red."""
    standing_out = segmentation.find_saliency(_prepared, recipe) > recipe.salient
    return encode_jpeg(segmentation.preview(_view, standing_out, ground="red"))
