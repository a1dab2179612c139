"""The scripts of the components: their types, what they do, and that page and browser agree.

`npm test` runs what needs no Python; here it meets what the page writes and reads.
"""

import base64
import json
import os
import random
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from page.components.brush.brush import (
    encode_bits,
    pack,
    show_canvas,
    show_history,
    show_mask,
)
from page.components.brush.drawing import (
    MOST_ACTS,
    UNITS_PER_PIXEL,
    Drawing,
    read_mark,
    write_mark,
)
from page.components.clipboard.clipboard import deliver_copy, offer_copy
from page.components.component import joined
from page.components.keeper.keeper import keep_recipe, show_keeper
from page.components.landscape.landscape import show_landscape
from page.components.lens.lens import Look, answer
from page.components.lens.lens import ask as show_lens
from page.components.spoken.spoken import tell_live
from page.components.viewer.viewer import show_result
from page.decisions import Decisions, History, OrderedMarks
from segmentation import Label, Stroke
from segmentation.photo import Area
from segmentation.recipe import MAX_POINTS
from segmentation.recipe.recipe import MAX_COORDINATE

PROJECT = Path(__file__).parents[1]
COMPONENTS = PROJECT / "page" / "components"
SCRIPTS = sorted(COMPONENTS.rglob("*.js"))
MOUNTED = [path for path in SCRIPTS if "export default" in path.read_text()]
# A script answers what it is asked as JSON.
ANSWER = """
import { readFileSync } from "node:fs";
const asked = JSON.parse(readFileSync(0, "utf8"));
const answer = (value) => console.log(JSON.stringify(value));
"""
MARKS = [
    Stroke(Label.FOREGROUND, ((3.0, 5.0), (4.5, 9.25), (2.0, 9.25)), 6.0),
    Stroke(Label.BACKGROUND, ((0.0, 0.0),), 2.5),
    Stroke(Label.NONE, ((7.0, -1.0), (8.0, 2.0)), 10.0),
    Stroke(Label.FUZZY, ((3.0, 5.0), (4.5, 9.25), (2.0, 9.25)), (6.0, 2.5, 3.25)),
    Stroke(Label.BACKGROUND, ((3.0, 5.0), (4.5, 9.25)), 6.0, exact=True),
    ((-0.5, -0.5), (599.5, 899.5)),
    ((0.0, 0.0), (MAX_COORDINATE, MAX_COORDINATE)),
]


def lacks(what):
    # A build that silently leaves the scripts out would prove nothing.
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {what}")


@pytest.fixture(scope="session")
def node():
    return shutil.which("node") or lacks("Node on PATH")


def run(*command, **options):
    """Run a command in the project; return what it says, which is the reason where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def ask(node):
    """Have a script answer."""

    def ask(script, asked):
        options = ["--input-type=module", "--eval", ANSWER + script]
        return json.loads(run(node, *options, input=json.dumps(asked)))

    return ask


def find_compiler():
    compiler = PROJECT / "node_modules" / "typescript" / "bin" / "tsc"
    return compiler if compiler.exists() else lacks("TypeScript: npm ci")


def test_types_are_right(node):
    run(node, find_compiler())


@pytest.fixture
def sent(monkeypatch):
    """Have the page send nothing to its components; return what it would, by their names."""
    sent = {}

    def register(folder, name, **options):
        return lambda *, data, **parts: sent.setdefault(name, []).append(data) or {}

    parts = ["brush", "clipboard", "keeper", "landscape", "lens", "spoken", "viewer"]
    for module in ("component", *(f"{part}.{part}" for part in parts)):
        monkeypatch.setattr(f"page.components.{module}.register", register)
    return sent


def show_everything():
    """Show all components and send all letters, each with all that it can have."""
    drawing = Drawing().replace([mark for mark in MARKS if isinstance(mark, Stroke)], box=MARKS[-1])
    canvas = {"photo_id": "p", "key": "brush", "on_change": print, "viewer": "v", "lens": "l"}
    show_canvas(drawing, b"JPEG", (600, 900), **canvas)
    show_mask(drawing, np.ones((2, 2), bool), key="brush")
    show_mask(drawing, None, key="brush")
    show_history(drawing, undo="stroke", redo=None, strokes=1, key="brush")
    result = {"of": "r", "is_slow": False, "lens": "l", "key": "v", "ground": "white"}
    show_result(b"", b"", part=(0.0, 0.0, 6.0, 9.0), photo_shape=(600, 900), **result)
    show_lens(brush="brush", viewer="v", key="l")
    part = b"RIFF", Area(0.0, 0.0, 0.5, 0.5)
    answer(Look(1, None, None), photo=part, result=None, is_marked=True, of="r", key="l")
    events = {"on_wish": print, "on_back": print}
    show_keeper("p", "Photo", is_choosing=False, is_back=True, **events)
    show_keeper(None, "", is_choosing=True, is_back=False, **events)
    keep_recipe("p", "{}")
    offer_copy(disabled=True, key="copy")
    deliver_copy(1, b"PNG", key="copy")
    deliver_copy(2, None, key="copy")
    show_landscape(np.zeros((2, 3)), np.zeros((2, 3, 3), np.uint8), key="landscape")
    tell_live("words", key="live")


def values_and_types(sent):
    """Yield what is sent, and the type that scripts take it for: a module, and a name in it."""
    (packed,) = sent["brush"]
    yield json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "big")]), "brush/messages", "Header"
    names = [
        ("clipboard", "clipboard/clipboard", "Data"),
        ("landscape", "landscape/landscape", "Heights"),
        ("lens", "lens/lens", "Data"),
        ("spoken", "spoken/spoken", "Attributes"),
        ("viewer", "viewer/plates", "Result"),
    ]
    for name, module, kind in names:
        yield from ((data, module, kind) for data in sent[name])
    opened, choosing = sent["keeper"]
    yield opened, "keeper/keeper", "Opened"
    yield choosing, "keeper/keeper", "Choosing"
    letters = {
        "mask": ("brush/messages", "Answer"),
        "history": ("brush/messages", "HistoryLetter"),
        "answer": ("lens/lens", "LensAnswer"),
        "copy": ("clipboard/clipboard", "Picture"),
    }
    for message in sent["messenger"]:
        yield message, "messenger", "Message"
        if message["kind"] in letters:
            yield json.loads(message["letter"]), *letters[message["kind"]]


def test_what_the_page_sends_is_what_the_types_say(node, sent, tmp_path):
    show_everything()
    lines = [
        f'export const value{i}: import("{COMPONENTS}/{module}.js").{name} = {json.dumps(value)};'
        for i, (value, module, name) in enumerate(values_and_types(sent))
    ]
    (tmp_path / "sent.ts").write_text("\n".join(lines))
    settings = {"extends": str(PROJECT / "tsconfig.json"), "include": [str(COMPONENTS), "."]}
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings))
    run(node, find_compiler(), "--project", tmp_path)


def test_modules_do_what_their_tests_say(node):
    run(node, "--test", *sorted((PROJECT / "tests" / "javascript").glob("*.test.js")))


@pytest.mark.parametrize("entry", MOUNTED, ids=lambda path: path.stem)
def test_joined_modules_are_one(node, tmp_path, entry):
    """As two are not that have a name in common."""
    script = tmp_path / "script.mjs"
    script.write_text(joined(entry))
    run(node, "--check", script)


def test_marks_are_the_same_on_page_and_canvas(ask):
    wires = [write_mark(mark) for mark in MARKS]
    script = """
        const { fromWire, toWire } = await import("./page/components/brush/wire.js");
        const marks = asked.map(fromWire);
        answer([marks, marks.map(toWire)]);
    """
    shown, sent = ask(script, wires)
    for mark, canvas in zip(MARKS, shown, strict=True):
        points = mark.points if isinstance(mark, Stroke) else mark
        # The canvas has x before y, in units.
        expected = np.multiply(points, UNITS_PER_PIXEL)[:, ::-1].ravel()
        np.testing.assert_array_equal(canvas["points"], expected)
    assert [read_mark(wire) for wire in sent] == MARKS


def test_longest_stroke_survives_the_wire(ask):
    rng = np.random.default_rng(8)
    points = rng.integers(-40, 40_000, (MAX_POINTS, 2)) / UNITS_PER_PIXEL
    stroke = Stroke(Label.FOREGROUND, tuple(map(tuple, points.tolist())), 4.0)
    script = """
        const { fromWire, toWire } = await import("./page/components/brush/wire.js");
        answer(toWire(fromWire(asked)));
    """
    assert read_mark(ask(script, write_mark(stroke))) == stroke


def test_canvas_keeps_to_what_the_page_takes(ask):
    script = """
        const { MOST_POINTS } = await import("./page/components/brush/pen.js");
        const { MOST_ACTS } = await import("./page/components/brush/strokes.js");
        answer({ MOST_POINTS, MOST_ACTS });
    """
    most = ask(script, None)
    assert most["MOST_POINTS"] <= MAX_POINTS
    assert most["MOST_ACTS"] <= MOST_ACTS


def test_canvas_tells_header_and_photo_apart(ask):
    header, photo = {"name": "brush", "title": "Zoë 😀", "marks": []}, bytes(range(256))
    script = """
        const { unpack } = await import("./page/components/brush/wire.js");
        const [header, photo] = unpack(Uint8Array.from(asked));
        answer([header, [...photo]]);
    """
    assert ask(script, list(pack(header, photo))) == [header, list(photo)]


@pytest.mark.parametrize("shape", [(1, 1), (7, 9), (16, 8), (33, 65)])
def test_bits_are_those_of_the_mask(ask, shape):
    masks = [np.random.default_rng(seed).random(shape) < seed / 4 for seed in range(5)]
    script = """
        const { Bits } = await import("./page/components/brush/bits.js");
        const { installPictures } = await import("./tests/javascript/fakes.js");
        installPictures();
        const bits = await Promise.all(asked.map(Bits.decode));
        answer(bits.map(({ width, height, inside }) => [height, width, [...inside]]));
    """
    texts = [base64.b64encode(encode_bits(mask)).decode() for mask in masks]
    for mask, (height, width, inside) in zip(masks, ask(script, texts), strict=True):
        assert (height, width) == shape
        assert np.packbits(inside).tolist() == np.packbits(mask).tolist()


# A canvas without a screen: what was drawn, and how letters and messages come and go, as in
# `Editor`. Each line asks for something; the answer is what is sent, and what is seen.
CANVAS = """
import { createInterface } from "node:readline";
import { Link } from "./page/components/brush/link.js";
import { Strokes } from "./page/components/brush/strokes.js";
import { fromWire, toWire } from "./page/components/brush/wire.js";
import { installClock, installStorage } from "./tests/javascript/fakes.js";

installStorage();
const clock = installClock();
const strokes = new Strokes("photo");
const link = new Link(strokes);
let sent = [];
Object.assign(link, { post: (message) => sent.push(message), onWait: () => {} });
const change = (isChanged) => isChanged && link.send();
const acts = {
  add: (mark) => change((strokes.add(fromWire(mark)), true)),
  live: (mark) => ((strokes.unfinished = fromWire(mark)), change(!link.awaited)),
  lift: () => (strokes.unfinished = null),
  undo: () => change(strokes.undo()),
  redo: () => change(strokes.redo()),
  clear: () => change(strokes.clear()),
  dropBox: () => change(strokes.dropBox()),
  wait: (ms) => clock.wait(ms),
  open: (header) => change(link.follow(header, true) && !link.isSent),
  mask: (letter) => link.hear(letter) && link.answered(letter.revision),
  history: (letter) => link.hear(letter) && (strokes.history = letter),
};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, part] = JSON.parse(line);
  const { count } = strokes;
  acts[name](part);
  const seen = strokes.finished.map(toWire);
  const [isDone, waits] = [strokes.count > count, link.awaited > 0];
  console.log(JSON.stringify({ sent, seen, isDone, waits }));
  sent = [];
}
"""


def sorted_marks(marks):
    """Return the strokes among marks in their order, and the box."""
    strokes, boxes = [], [None]
    for mark in marks:
        (strokes if isinstance(mark, Stroke) else boxes).append(mark)
    return tuple(strokes), boxes[-1]


class Canvas:
    """A canvas, and what it has sent that the page did not receive yet."""

    def __init__(self, process):
        self.process = process
        self.waiting = []

    def __call__(self, name, part=None):
        self.process.stdin.write(json.dumps([name, part]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.waiting += answer["sent"]
        self.waits = answer["waits"]
        self.marks = sorted_marks(map(read_mark, answer["seen"]))
        return answer["isDone"]


@contextmanager
def running_canvas(node):
    command = [node, "--input-type=module", "--eval", CANVAS]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=PROJECT, **pipes) as process:
        yield Canvas(process)
        process.stdin.close()


class Page:
    """The page's part: a drawing and its history, as `page.state` keeps them."""

    def __init__(self):
        self.drawing = Drawing()
        self.history = History(Decisions({}))

    @property
    def marks(self):
        return self.drawing.finished, self.drawing.box

    def receive(self, message):
        self.drawing, acts = self.drawing.receive(message)
        for act in acts:
            self.carry_out(act)

    def carry_out(self, act):
        if act.kind in ("undo", "redo"):
            self.history = getattr(self.history, act.kind)()
            present = self.history.present
            strokes, box = present.marks.strokes, present.box
            self.drawing = self.drawing.step(strokes, box, foreseen=act.foreseen)
        else:
            self.drawing = self.drawing.do(act)
            marks = OrderedMarks().with_strokes(self.drawing.finished)
            self.history = self.history.record(Decisions({}, marks, self.drawing.box))

    def letters(self):
        """Return what a run of the page brings to the canvas."""
        drawing, history = self.drawing, self.history
        about = {"token": drawing.token, "done": drawing.done}
        marks = [write_mark(mark) for mark in drawing.loaded]
        loaded = {"loads": drawing.loads, "marks": marks, "done": drawing.loaded_done}
        steps = {
            "undo": "step" if history.past else None,
            "redo": "step" if history.future else None,
            "strokes": history.strokes_on_top,
        }
        answer = {"revision": drawing.revision, "incomplete": drawing.incomplete, "bits": None}
        yield "open", about | loaded
        yield "history", about | steps
        yield "mask", about | answer


class Intention:
    """What a user means who draws, takes back and brings back."""

    def __init__(self):
        self.marks, self.past, self.future = ((), None), [], []

    def decide(self, marks):
        if marks != self.marks:
            self.past, self.marks, self.future = [*self.past, self.marks], marks, []

    def add(self, mark):
        strokes, box = self.marks
        self.decide(((*strokes, mark), box) if isinstance(mark, Stroke) else (strokes, mark))

    def undo(self):
        if self.past:
            *self.past, marks = self.past
            self.marks, self.future = marks, [self.marks, *self.future]

    def redo(self):
        if self.future:
            marks, *self.future = self.future
            self.marks, self.past = marks, [*self.past, self.marks]


def run_page(page, canvas, chance, *, reliable=False):
    """Have a page receive some of what a canvas has sent, and the canvas some of its letters."""
    messages, canvas.waiting = canvas.waiting, []
    for message in messages:
        if reliable or chance.random() < 0.7:
            page.receive(message)
            if chance.random() < 0.2:
                page.receive(message)
    for kind, letter in page.letters():
        # What a canvas is, comes with every run; a run may end before its letters.
        if reliable or kind == "open" or chance.random() < 0.7:
            canvas(kind, letter)


def draw_at_random(canvas, meant, chance):
    """Do one thing with a brush, and note what is meant by it if it can be done."""
    number = chance.randrange(4, 4000) / UNITS_PER_PIXEL
    stroke = Stroke(Label.FOREGROUND, ((number, 2.0), (5.0, number)), 2.0)
    box = ((0.0, 0.0), (number, 7.0))
    marks = {"add": stroke, "box": box, "live": stroke}
    kinds = ["add", "add", "add", "live", "box", "undo", "undo", "redo", "clear", "dropBox"]
    kind = chance.choice(kinds)
    if kind in ("add", "box"):
        canvas("add", write_mark(marks[kind]))
        meant.add(marks[kind])
    elif kind == "live":
        canvas("live", write_mark(stroke))
        canvas("lift")
    elif canvas(kind):
        # What clears the canvas, or its box, means what is seen there.
        steps = {"undo": meant.undo, "redo": meant.redo}
        steps.get(kind, lambda: meant.decide(canvas.marks))()


@pytest.mark.parametrize("seed", range(8))
def test_what_is_drawn_is_neither_lost_nor_doubled(node, seed):
    """Whatever messages and letters get lost, come twice, or late."""
    chance = random.Random(seed)
    page, meant = Page(), Intention()
    with running_canvas(node) as canvas:
        run_page(page, canvas, chance, reliable=True)
        for _ in range(60):
            draw_at_random(canvas, meant, chance)
            if chance.random() < 0.5:
                run_page(page, canvas, chance)
            if chance.random() < 0.2:
                canvas("wait", 5000)
        while canvas.waiting or canvas.waits:
            run_page(page, canvas, chance, reliable=True)
            canvas("wait", 50_000)
        assert canvas.marks == page.marks == meant.marks
