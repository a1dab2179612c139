"""The sidebar shows a recipe that was opened, as well as its widgets can."""

import pytest
import streamlit as st
from page_copies import open_page

import page.proposals
import page.sidebar
from page.recipe_widgets import (
    LENGTHS,
    RANGES,
    area_px,
    changed_parts,
    first_values,
    in_pixels,
    nearest,
    widget_values,
)
from page.sidebar import choose_settings
from segmentation import (
    Backdrop,
    Edge,
    File,
    Frame,
    Label,
    Placement,
    Plain,
    Recipe,
    Shadow,
    Stroke,
)

STROKE = Stroke(Label.FOREGROUND, ((200.0, 200.0), (420.0, 260.0)), 12.0)

# The astronaut's, which lengths are shown in percent of.
SIZE_PX = 512


def px(percent):
    return in_pixels(percent, SIZE_PX)


# Whatever the sidebar can be set to, and nothing that its widgets do not show.
SHOWN = [
    Recipe(),
    Recipe(method="watershed", sigma_working_px=4.5),
    Recipe(seeds="spots", dark=11, light=200, sigma_working_px=0.0),
    Recipe(seeds="peaks", peak_distance_working_px=55, sigma_working_px=10.0),
    Recipe(
        edge=Edge(
            hole_area_px=area_px(px(3.3)),
            island_area_px=area_px(px(30.0)),
            largest_only=True,
            smooth_px=px(0.68),
            shift_px=px(-0.49),
            softness="feather",
            feather_px=px(1.21),
            clean_colors=False,
            find_hair=True,
        )
    ),
    Recipe(edge=Edge(softness="hard")),
    Recipe(
        method="unmixing",
        plain=Plain("uneven", (), 17.0, see_through=True, keep_shadow=True, connected=True),
        edge=Edge(hole_area_px=area_px(px(3.3)), clean_colors=False),
    ),
    Recipe(backdrop=Backdrop(kind="color", color="#12ab34")),
    Recipe(backdrop=Backdrop(kind="gradient", color="#12AB34", end_color="#000000")),
    Recipe(backdrop=Backdrop(kind="blur", blur_px=px(6.4))),
    Recipe(backdrop=Backdrop(kind="gray")),
    Recipe(shadow=Shadow(down_px=px(-3.05), right_px=px(20.0), blur_px=0, opacity=0.15)),
    Recipe(placement=Placement(-12.5, 250.0, 0.333)),
    Recipe(margin_px=0),
    Recipe(margin_px=45),
    Recipe(margin_px=45, frame=Frame(width_px=800)),
    Recipe(frame=Frame(height_px=600, enlarge=True)),
    Recipe(frame=Frame("16:9", margin_percent=12.5, width_px=1920, height_px=1080)),
    Recipe(frame=Frame("7:9", 20.0, width_px=413, height_px=531, enlarge=True, dpi=300)),
    Recipe(file=File(format="webp")),
    Recipe(file=File(format="webp", lossless=False, quality=35)),
    Recipe(file=File(format="jpeg", quality=10, keep_metadata=True)),
    Recipe(file=File(format="tiff")),
]
# What the sidebar can't be set to, and what it shows instead.
NEAREST = [
    (Recipe(strokes=(STROKE,), background_groups=(3,)), Recipe()),
    # What has no meaning there is left as it is by default.
    (Recipe(method="unmixing", edge=Edge(smooth_px=3.0)), Recipe(method="unmixing")),
    (Recipe(method="watershed", plain=Plain(tolerance=9.0)), Recipe(method="watershed")),
    (
        Recipe(seeds="spots", dark=7.4, light=199.6, sigma_working_px=100.0),
        Recipe(seeds="spots", dark=7, light=200, sigma_working_px=10.0),
    ),
    (
        Recipe(seeds="peaks", peak_distance_working_px=1),
        Recipe(seeds="peaks", peak_distance_working_px=5),
    ),
    (
        Recipe(edge=Edge(hole_area_px=64_000_000, island_area_px=2, shift_px=-100.0)),
        Recipe(
            edge=Edge(
                hole_area_px=area_px(px(30.0)), island_area_px=area_px(px(0.3)), shift_px=px(-1.25)
            )
        ),
    ),
    (
        Recipe(edge=Edge(softness="feather", feather_px=0, smooth_px=1.3)),
        Recipe(edge=Edge(softness="feather", feather_px=px(0.01), smooth_px=px(0.25))),
    ),
    (
        Recipe(backdrop=Backdrop(kind="blur", blur_px=0)),
        Recipe(backdrop=Backdrop(kind="blur", blur_px=px(0.1))),
    ),
    # The photo behind has to be uploaded first.
    (Recipe(backdrop=Backdrop(kind="photo")), Recipe()),
    (
        Recipe(shadow=Shadow(down_px=-1e4, right_px=7.7, blur_px=1e3, opacity=0.33)),
        Recipe(shadow=Shadow(down_px=px(-20.0), right_px=px(1.5), blur_px=px(12.5), opacity=0.35)),
    ),
    (Recipe(margin_px=10_000), Recipe(margin_px=154)),
    (Recipe(frame=Frame("5:7", dpi=72)), Recipe(frame=Frame("3:4"))),
    # What enlarges nothing.
    (Recipe(frame=Frame(enlarge=True)), Recipe()),
    (
        Recipe(file=File(format="jpeg", quality=1)),
        Recipe(file=File(format="jpeg", quality=10)),
    ),
    # What is not shown changes nothing in the cutout.
    (Recipe(backdrop=Backdrop(blur_px=3), file=File(quality=50, lossless=False)), Recipe()),
]


class Page:
    """The page with the Astronaut open; knows what its sidebar said last."""

    def __init__(self, monkeypatch):
        self.to_show, self.said = {}, None
        monkeypatch.setattr(page.sidebar, "choose_settings", self._choose)
        # Whatever it starts from is replaced.
        monkeypatch.setattr(page.proposals, "propose_unmixing", lambda *_: None)
        monkeypatch.setattr(page.proposals, "find_proposals", lambda *_: ())
        self.app = open_page()
        self.app.button(key="sample-astronaut").click().run()

    def show(self, recipe):
        self.to_show = widget_values(recipe, SIZE_PX)
        self.app.run()
        assert not self.app.exception
        return self.said

    def _choose(self):
        # Before any widget is drawn, as in a callback.
        for key, value in self.to_show.items():
            st.session_state[key] = value
        self.to_show = {}
        settings, box = choose_settings()
        self.said = settings.recipe
        return settings, box


@pytest.fixture(scope="module")
def opened():
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield Page(monkeypatch)


@pytest.mark.parametrize("recipe", SHOWN)
def test_sidebar_shows_what_its_widgets_can_be_set_to(opened, recipe):
    assert opened.show(recipe) == recipe
    # The browser sends the widgets back, and nothing changes.
    opened.app.run()
    assert opened.said == recipe


@pytest.mark.parametrize(("recipe", "shown"), NEAREST)
def test_sidebar_shows_what_is_nearest_to_a_recipe(opened, recipe, shown):
    assert opened.show(recipe) == shown


def test_first_recipe_is_shown_by_a_page_that_drew_none_of_its_widgets(monkeypatch):
    shadow = Shadow(down_px=px(3.0), right_px=px(0.6), blur_px=px(1.0))
    recipe = Recipe(seeds="spots", dark=9, shadow=shadow, margin_px=7)
    assert Page(monkeypatch).show(recipe) == recipe


def test_widgets_drawn_later_show_the_recipe_too(opened):
    opened.show(Recipe(dark=9, backdrop=Backdrop(color="#123456"), file=File(quality=55)))
    opened.app.radio(key="seeds").set_value("spots").run()
    opened.app.selectbox(key="backdrop").set_value("color").run()
    opened.app.selectbox(key="format").set_value("jpeg").run()
    assert opened.said == Recipe(
        seeds="spots",
        dark=9,
        backdrop=Backdrop(kind="color", color="#123456"),
        file=File(format="jpeg", quality=55),
    )


def test_another_photo_behind_is_asked_for(opened):
    opened.show(Recipe(backdrop=Backdrop(kind="photo")))
    assert opened.app.file_uploader(key="behind").label == "Photo to put behind"


def test_initial_sidebar_shows_the_default_recipe():
    initial = {key: value for key, (_, _, value, _) in RANGES.items()}
    assert {key: widget_values(Recipe(), SIZE_PX)[key] for key in RANGES} == initial


def test_every_setting_of_the_recipe_has_a_value(opened):
    opened.show(
        Recipe(
            seeds="spots",
            edge=Edge(softness="feather"),
            backdrop=Backdrop(kind="gradient"),
            shadow=Shadow(),
            margin_px=3,
            frame=Frame(width_px=100),
            file=File(format="webp", lossless=False),
        )
    )
    sidebar = opened.app.sidebar
    kinds = ("radio", "selectbox", "slider", "checkbox", "color_picker", "number_input")
    drawn = {widget.key for kind in kinds for widget in sidebar.get(kind)}
    hidden = {"method", "salient", "peak_distance", "backdrop_blur", "follows_edges", "placement"}
    hidden |= {
        "frame_margin",
        "tolerance",
        "ground_kind",
        "see_through",
        "keep_shadow",
        "connected",
    }
    beside = {"ground", "hint", "method-spots", "keep_settings"}
    assert drawn - beside == set(widget_values(Recipe(), SIZE_PX)) - hidden


@pytest.mark.parametrize(
    ("recipe", "part"),
    [
        (Recipe(backdrop=Backdrop("gray")), "Background"),
        (Recipe(edge=Edge(shift_px=1.0)), "Edge"),
        (Recipe(margin_px=3), "Shape and size"),
        (Recipe(frame=Frame("1:1")), "Shape and size"),
        (Recipe(shadow=Shadow()), "Shadow"),
        (Recipe(placement=Placement(5, -3, 2)), "Place of subject"),
        (Recipe(file=File("webp")), "File"),
    ],
)
def test_part_that_was_changed_is_named_and_taken_back(recipe, part):
    assert changed_parts(recipe) == (part,)
    shown, first = (widget_values(each, SIZE_PX) for each in (recipe, Recipe()))
    assert shown | first_values(part) == first


def test_marks_and_starts_are_no_settings_to_take_back():
    assert changed_parts(Recipe(seeds="likely", strokes=(STROKE,))) == ()


@pytest.mark.parametrize("key", RANGES)
def test_sliders_stay_within_their_range_and_type(key):
    low, high, _, step = RANGES[key]
    middle = low + (high - low) / 2 + step / 3
    for value in (-1e9, low - step, low, middle, int(middle), high, high + step, 1e9):
        shown = nearest(key, value)
        assert type(shown) is type(low)
        assert low <= shown <= high
        assert low <= value <= high or shown in (low, high)
        assert not low <= value <= high or abs(shown - value) <= step / 2 + 1e-9


@pytest.mark.parametrize("key", RANGES)
def test_slider_positions_stay_as_they_are(key):
    low, high, _, step = RANGES[key]
    positions = [round(low + i * step, 2) for i in range(round((high - low) / step) + 1)]
    assert [nearest(key, position) for position in positions] == positions


def test_every_width_of_holes_and_islands_is_found_again():
    for tenths in range(301):
        area = area_px(in_pixels(tenths / 10, 4000))
        values = widget_values(Recipe(edge=Edge(hole_area_px=area, island_area_px=area)), 4000)
        assert (values["holes"], values["islands"]) == (tenths / 10, tenths / 10)


@pytest.mark.parametrize("size_px", [20, 512, 4000, 8000])
@pytest.mark.parametrize("percent", [0.05, 0.35, 1.0, 1.25])
def test_lengths_are_shown_in_percent_of_the_photo_and_found_again(size_px, percent):
    value_px = in_pixels(percent, size_px)
    assert value_px == pytest.approx(percent * size_px / 100, abs=0.005)
    shadow = Shadow(down_px=value_px, right_px=-value_px, blur_px=value_px)
    values = widget_values(Recipe(shadow=shadow, edge=Edge(shift_px=value_px)), size_px)
    again = [in_pixels(values[key], size_px) for key in ("shadow_down", "shadow_blur", "shift")]
    assert again == [value_px] * 3
    assert values["shadow_right"] == -values["shadow_down"]


def test_margins_in_whole_pixels_are_found_again():
    for size_px in (100, 999, 4000):
        for tenths in range(301):
            margin_px = round(in_pixels(tenths / 10, size_px))
            shown = widget_values(Recipe(margin_px=margin_px), size_px)["margin"]
            assert round(in_pixels(shown, size_px)) == margin_px


@pytest.mark.parametrize("end", [0, 1])
def test_largest_photo_has_no_length_that_a_recipe_may_not_have(end):
    longest = {key: in_pixels(ends[end], 8000) for key, ends in LENGTHS.items()}
    Recipe(
        edge=Edge(
            shift_px=longest["shift"],
            smooth_px=longest["smooth"],
            feather_px=longest["feather"],
            hole_area_px=area_px(longest["holes"]),
            island_area_px=area_px(longest["islands"]),
        ),
        backdrop=Backdrop("blur", blur_px=longest["backdrop_blur"]),
        shadow=Shadow(longest["shadow_down"], longest["shadow_right"], longest["shadow_blur"]),
        margin_px=round(longest["margin"]),
    )
