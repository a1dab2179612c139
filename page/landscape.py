"""The elevation as a landscape that one can turn."""

import streamlit as st
from numpy import ndarray

from segmentation import pictures

HEIGHT_PX = 420
# Of the longer side of the photo; lower, ridges can't be told from plains.
STEEPNESS = 0.22
CONFIG = {"displayModeBar": False}


def show_landscape(heights: ndarray) -> None:
    """Draw heights as a surface; the view of it stays when they change."""
    # Only those who look at a landscape wait for it.
    from plotly import graph_objects

    rows, cols = heights.shape
    longer = max(rows, cols)
    last = len(pictures.HEIGHT_COLORS) - 1
    scale = [(place / last, f"rgb{color}") for place, color in enumerate(pictures.HEIGHT_COLORS)]
    ground = graph_objects.Surface(
        z=heights,
        cmin=0,
        cmax=1,
        colorscale=scale,
        showscale=False,
        hoverinfo="skip",
        contours={axis: {"highlight": False} for axis in "xyz"},
        lighting={"ambient": 0.55, "diffuse": 0.8, "specular": 0.05, "roughness": 0.9},
    )
    hidden = {"visible": False}
    scene = {
        "xaxis": hidden,
        # The first row is the farthest, as in the photo.
        "yaxis": {**hidden, "autorange": "reversed"},
        "zaxis": {**hidden, "range": (0, 1)},
        "aspectmode": "manual",
        "aspectratio": {"x": cols / longer, "y": rows / longer, "z": STEEPNESS},
        "camera": {"eye": {"x": 0, "y": -0.95, "z": 0.95}, "center": {"x": 0, "y": 0, "z": -0.1}},
        "dragmode": "turntable",
    }
    layout = {
        "scene": scene,
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "uirevision": "kept",
    }
    figure = graph_objects.Figure(ground, layout)
    st.plotly_chart(figure, theme=None, config=CONFIG, key="landscape")
