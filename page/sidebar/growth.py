"""Where the cutout grows from."""

from typing import Any

import streamlit as st

from page.components.controls import PICTURE_TYPES, choose_one, picture_button, tile_grid
from page.computed import group_pictures, open_start
from page.sidebar.widgets import slider, tick
from page.state import (
    PhotoFile,
    change_seeds,
    drop_start,
    forget_groups,
    grow_from,
    is_unmixing,
    photo_id,
    pointed_fields,
    refuse_start,
    start_error,
    start_file,
    start_key,
    take_start,
    toggle_group,
    usable_seeds,
)
from segmentation import Groups, ImageError, Recipe, WorkingPhoto
from segmentation.recipe import GUESSED, POINTED, is_flooded

SEEDS = {
    "likely": "What is likely the subject",
    "tap": "What I tapped",
    "people": "People",
    "box": "The box that I drew",
    "mask": "A mask from a file",
    "strokes": "My strokes alone",
    "salient": "What stands out near the center",
    "border": "What is unlike the border",
    "spots": "Bright and dark spots",
    "peaks": "Places far from any edge",
}
GROUPS_STYLE = """<style>
.st-key-groups {gap: 0.4rem;}
.st-key-groups button p {font-size: 0.7rem; line-height: 1.1;}
</style>"""


def choose_seeds(method: str) -> dict[str, Any]:
    """Draw where the cutout grows from; return the recipe's fields."""
    seeds = choose_one(
        st.radio,
        "Seeds",
        {seeds: SEEDS[seeds] for seeds in SEEDS if seeds in usable_seeds()},
        key="seeds",
        on_change=change_seeds,
        help="**What is likely the subject**: by what was learned from other photos. **What stands "
        "out near the center**: what edges close in, unlike the border. **What is unlike the "
        "border**: the same, but it may rise from the lower border. "
        "**My strokes alone**: only what you draw. **Bright and dark spots**: the lightest and the "
        "darkest places of the photo. **Places far from any edge**: the distance peaks. "
        "Strokes correct what the others find. A box that is drawn, and a mask from a file, are "
        "starts as well.",
    )
    fields: dict[str, Any] = {"seeds": seeds}
    offer_unmixing()
    choose_start_file()
    fields |= pointed_fields(seeds)
    file = start_file()
    if seeds == "mask" and file is not None:
        fields["mask_digest"] = file.digest
        fields["follows_edges"] = choose_following()
    if seeds in (*GUESSED, *POINTED):
        fields["salient"] = choose_salient()
    if seeds == "spots":
        fields["dark"] = choose_dark()
        fields["light"] = choose_light()
    if seeds == "peaks":
        fields["peak_distance_working_px"] = choose_peak_distance()
    if is_flooded(seeds, method):
        fields["sigma_working_px"] = choose_sigma()
    return fields


def offer_unmixing() -> None:
    """Draw the button that has colors alone decide, on whatever photo."""
    if not is_unmixing():
        st.button(
            "By color, on a plain background",
            icon=":material/colorize:",
            key="unmix",
            on_click=grow_from,
            args=(Recipe(method="unmixing"),),
            help="For drawings, logos, charts and products on a plain background: each pixel is as "
            "transparent as its color says.",
        )


def choose_start_file() -> None:
    """Draw the upload of a mask to start from."""
    st.file_uploader(
        "Start from a mask",
        type=PICTURE_TYPES,
        key=start_key(),
        on_change=read_start,
        help="A cutout of this photo that another program made, almost right: a picture with a "
        "transparent background, or a mask in black and white. Strokes mend it where it is wrong.",
    )
    if start_error():
        st.error(start_error(), icon=":material/error:")


def read_start() -> None:
    """Start from the mask that was chosen, or say why it is none."""
    uploaded = st.session_state[start_key()]
    drop_start()
    if uploaded is None:
        return
    file = PhotoFile(uploaded.name, uploaded.getvalue())
    try:
        open_start(file, photo_id().shape)
    except ImageError as error:
        refuse_start(str(error))
    else:
        take_start(file)


def choose_following() -> bool:
    """Draw whether the outline of a mask settles on the photo's edges; return it."""
    return tick(
        "Follow the photo's edges",
        "follows_edges",
        help="Moves an outline that is a few pixels off to the edges nearby.",
    )


def choose_salient() -> float:
    """Draw how much the subject must stand out; return it."""
    return slider(
        "How much it must stand out",
        "salient",
        help="A higher value keeps less of the photo, a lower one more.",
    )


def choose_dark() -> float:
    """Draw the threshold of dark spots; return it."""
    return slider(
        "Dark threshold",
        "dark",
        on_change=forget_groups,
        help="What is darker than this becomes a seed. 0 is black, 255 is white; a higher "
        "value finds more.",
    )


def choose_light() -> float:
    """Draw the threshold of light spots; return it."""
    return slider(
        "Light threshold",
        "light",
        on_change=forget_groups,
        help="What is lighter than this becomes a seed. 0 is black, 255 is white; a lower "
        "value finds more.",
    )


def choose_peak_distance() -> int:
    """Draw the distance between peaks, in pixels; return it."""
    distance_px = slider(
        "Distance between peaks",
        "peak_distance",
        on_change=forget_groups,
        help="Seeds are at least this many pixels apart; a higher value gives fewer and "
        "larger groups.",
    )
    return int(distance_px)


def choose_sigma() -> float:
    """Draw the blur of the edges, in pixels; return it."""
    return slider(
        "Blur of the edges",
        "sigma",
        on_change=forget_groups,
        help="How much the edges are smoothed before the cutout grows up to them. A higher "
        "value ignores fine texture, a lower one follows fine outlines.",
    )


def choose_groups(photo: WorkingPhoto, groups: Groups | None, recipe: Recipe) -> None:
    """Draw the groups of automatic seeds, to choose the background from."""
    if groups is None or not groups.ranking:
        st.caption("0 seeds found")
        return
    seeds = f"{groups.count} seeds"
    if groups.found > groups.count:
        seeds = f"{groups.found} seeds found, the largest {groups.count} are used"
    st.markdown(
        f"**Background** ({seeds})",
        help="Every seed has grown into a group; the largest are shown here in red. Click all "
        "groups that belong to the background; at least one does.",
    )
    pick_groups(photo, groups, recipe)


def pick_groups(photo: WorkingPhoto, groups: Groups, recipe: Recipe) -> None:
    """Draw the largest groups; a click takes one for the background, or no longer."""
    chosen = groups.background(recipe.background_groups)
    rows, cols = photo.photo_shape
    st.html(GROUPS_STYLE)
    with tile_grid("groups"):
        for rank, picture in enumerate(group_pictures(recipe, photo)):
            group = groups.ranking[rank]
            picture_button(
                f"group-{group}",
                f"{groups.sizes[rank] / groups.labels.size:.0%}",
                picture,
                f"{cols} / {rows}",
                type="primary" if group in chosen else "secondary",
                on_click=toggle_group,
                args=(group, chosen),
            )
