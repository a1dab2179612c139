"""How many people can work at once, in how much memory? Real sessions with a server of its own.

    python benchmarks/load.py [--at-once 20] [--in-turn 0] [--megabytes 1024] [--strokes 10]
                              [--exporting 2] [--pause 4] [--megapixels 12] [--json FILE]

Each person speaks Streamlit's own protocol as a browser does: uploads a photo of their own, waits
until all photos are open, draws strokes with pauses (some messages come while a stroke is still
being drawn), and downloads the cutout. The last ones, as many as `--exporting` says, draw nothing
and download again and again until all others are done. A stroke counts as lost if the recipe that
is downloaded at the end lacks it. With `--in-turn`, so many more people come one after another.

The server's memory is limited by a cgroup where that is allowed, else by `prlimit` on its data.
Client and server share the machine, so do whatever else is running there: see the load.
"""

import argparse
import asyncio
import contextlib
import io
import json
import os
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import websockets
from PIL import Image
from skimage import data
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PROJECT = Path(__file__).parents[1]
CGROUPS = Path("/sys/fs/cgroup")
PICTURES = (data.astronaut, data.coffee, data.chelsea)
PATIENCE_S = 600.0
STROKE_S = 0.6
LIVE_PARTS = 3
SETTLING_S = 30.0
EACH = 10
RECIPE_TRIES = 100
QUIET_S = 8.0


class GoneError(Exception):
    """The server closed the connection, or did not answer."""


@dataclass
class Tally:
    """What everybody met with."""

    to_open: list[float] = field(default_factory=list)
    to_mask: list[float] = field(default_factory=list)
    to_file: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lost: int = 0
    queued: int = 0


class Session:
    """A browser tab, as far as the server can tell."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.id = ""
        self.widgets: dict[str, WidgetState] = {}
        self.kept: dict[str, ForwardMsg] = {}
        self.elements: dict[str, tuple[object, str]] = {}
        self.letters: dict[str, dict] = {}
        self.texts: list[str] = []
        self.runs = 0
        self.heard_s = 0.0
        self.answers: dict[str, object] = {}
        self.changed = asyncio.Condition()
        self.waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self.is_closed = False

    async def __aenter__(self) -> "Session":
        self.socket = await websockets.connect(
            f"ws://{self.address}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            open_timeout=PATIENCE_S,
        )
        self.reader = asyncio.create_task(self.listen())
        self.writer = asyncio.create_task(self.speak())
        self.rerun()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.cancel()
        await self.socket.close()
        await self.reader

    async def speak(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await self.socket.send(await self.waiting.get())

    async def listen(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for packet in self.socket:
                self.heard_s = time.monotonic()
                self.take(ForwardMsg.FromString(packet))
                async with self.changed:
                    self.changed.notify_all()
        self.is_closed = True
        async with self.changed:
            self.changed.notify_all()

    def take(self, message: ForwardMsg) -> None:
        """Follow a message."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            metadata = message.metadata
            message = self.kept[message.ref_hash]
            message.metadata.CopyFrom(metadata)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self.kept[message.hash] = message
        if kind == "new_session":
            self.id = message.new_session.initialize.session_id
        elif kind == "script_finished":
            self.runs += 1
        elif kind == "file_urls_response":
            self.answers[message.file_urls_response.response_id] = message.file_urls_response
        elif kind == "backend_operation_response":
            response = message.backend_operation_response
            self.answers[response.request_id] = response
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self.show(message.delta.new_element, message.delta.fragment_id)

    def show(self, element: object, fragment: str) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "alert" and shown.format != shown.INFO:
            self.texts.append(shown.body)
        if kind == "exception":
            self.texts.append(shown.message or "an exception")
        if kind == "bidi_component":
            name = shown.component_name.removeprefix("seedcut_")
            if name == "messenger":
                posted = json.loads(shown.json)
                self.letters[posted["kind"]] = json.loads(posted["letter"])
            self.elements[name] = (shown, fragment)
        elif kind in ("button", "file_uploader", "download_button"):
            # Keys stand at the end of ids, and have words.
            key = "make-cutout" if "make-cutout" in shown.id else shown.id.rsplit("-", 1)[-1]
            self.elements[f"{kind}:{key}"] = (shown, fragment)

    async def until(self, happened: Callable[[], object], seconds: float = PATIENCE_S) -> object:
        """Return what is true at last."""
        async with asyncio.timeout(seconds):
            async with self.changed:
                while not (found := happened()):
                    if self.is_closed:
                        raise GoneError
                    await self.changed.wait()
                return found

    def post(self, message: BackMsg) -> None:
        self.waiting.put_nowait(message.SerializeToString())

    def rerun(self, *, fragment: str = "", trigger: WidgetState | None = None) -> None:
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        if trigger is not None:
            message.rerun_script.widget_states.widgets.append(trigger)
        message.rerun_script.fragment_id = fragment
        self.post(message)

    async def upload(self, name: str, content: bytes) -> None:
        """Choose a file."""
        uploader, _ = await self.until(lambda: self.elements.get("file_uploader:upload"))
        number = uuid.uuid4().hex
        request = BackMsg()
        request.file_urls_request.request_id = number
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self.id
        self.post(request)
        answer = await self.until(lambda: self.answers.get(number))
        await asyncio.to_thread(
            put, f"http://{self.address}{answer.file_urls[0].upload_url}", name, content
        )
        state = WidgetState(id=uploader.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name,
            size=len(content),
            file_id=answer.file_urls[0].file_id,
            file_urls=answer.file_urls[0],
        )
        self.widgets[uploader.id] = state
        self.rerun()

    def draw(self, message: dict) -> None:
        """Bring marks to the server."""
        brush, fragment = self.elements["brush"]
        value = json.dumps({"drawing": message})
        self.widgets[brush.id] = WidgetState(id=brush.id, json_value=value)
        self.rerun(fragment=fragment)

    async def fetch_recipe(self) -> dict | None:
        """Download the recipe; None where its button was drawn anew meanwhile."""
        button, _ = await self.until(lambda: self.elements.get("download_button:recipe"))
        number = uuid.uuid4().hex
        request = BackMsg()
        request.backend_operation_request.request_id = number
        request.backend_operation_request.session_id = self.id
        request.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        self.post(request)
        answer = await self.until(lambda: self.answers.get(number))
        with contextlib.suppress(urllib.error.HTTPError, json.JSONDecodeError):
            return json.loads(await asyncio.to_thread(self.get, answer.deferred_file.url))
        return None

    async def export(self) -> bytes:
        """Download the cutout."""
        button, fragment = await self.until(lambda: self.elements.get("button:make-cutout"))
        self.elements.pop("download_button:save", None)
        self.rerun(fragment=fragment, trigger=WidgetState(id=button.id, trigger_value=True))
        save, _ = await self.until(lambda: self.elements.get("download_button:save"))
        return await asyncio.to_thread(self.get, save.url)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=PATIENCE_S) as answer:
            return answer.read()


def put(url: str, name: str, content: bytes) -> None:
    """Upload a file as a form does."""
    line = f"--{(edge := uuid.uuid4().hex)}\r\n"
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = (line + head).encode() + content + f"\r\n--{edge}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    request = urllib.request.Request(url, body, kind, method="PUT")
    urllib.request.urlopen(request, timeout=PATIENCE_S).close()


class Person:
    """Somebody with a photo."""

    def __init__(self, number: int, tally: Tally, options: argparse.Namespace) -> None:
        self.number = number
        self.tally = tally
        self.options = options
        self.random = np.random.default_rng(number)
        self.revision = 0

    async def visit(self, address: str, ready: asyncio.Barrier | None, busy: "Busy") -> None:
        """Come, work and leave."""
        exports_only = ready and self.number >= self.options.at_once - self.options.exporting
        try:
            photo = await asyncio.to_thread(picture, self.number, self.options.megapixels)
            async with Session(address) as session:
                try:
                    await self.open(session, photo)
                    if ready is not None:
                        await ready.wait()
                    with contextlib.nullcontext() if exports_only else busy:
                        if not exports_only:
                            await self.draw_all(session)
                    await self.export(session)
                    while exports_only and busy.count:
                        await self.export(session)
                finally:
                    self.tally.errors += session.texts
        except (GoneError, TimeoutError, OSError, asyncio.BrokenBarrierError) as error:
            self.tally.errors.append(type(error).__name__)
            if ready is not None:
                await ready.abort()

    async def open(self, session: Session, photo: bytes) -> None:
        start = time.monotonic()
        await session.upload(f"photo-{self.number}.jpg", photo)
        await session.until(lambda: session.letters.get("mask", {}).get("bits"))
        self.tally.to_open.append(time.monotonic() - start)
        # Until all starts are shown.
        while time.monotonic() - session.heard_s < QUIET_S:
            await asyncio.sleep(0.5)

    async def draw_all(self, session: Session) -> None:
        marks: list[dict] = []
        await asyncio.sleep(self.random.uniform(0, self.options.pause))
        for _ in range(self.options.strokes):
            await self.draw(session, marks)
            await asyncio.sleep(self.options.pause * self.random.uniform(0.5, 1.5))
        self.tally.lost += await self.missing_strokes(session)

    async def missing_strokes(self, session: Session) -> int:
        """Return how many strokes the recipe lacks; its button may come late on a busy machine."""
        recipe = None
        for _ in range(RECIPE_TRIES):
            recipe = await session.fetch_recipe() or recipe
            if recipe and len(recipe["strokes"]) == self.options.strokes:
                return 0
            await asyncio.sleep(1)
        if recipe is None:
            self.tally.errors.append("no recipe")
            return 0
        return self.options.strokes - len(recipe["strokes"])

    async def draw(self, session: Session, marks: list[dict]) -> None:
        """Draw a stroke, which the mask follows; wait for the mask at its end."""
        stroke = self.stroke(session)
        whole = stroke["points"]
        for part in range(1, LIVE_PARTS):
            await asyncio.sleep(STROKE_S / LIVE_PARTS)
            if self.revision <= session.letters.get("mask", {}).get("revision", 0):
                begun = stroke | {"points": whole[: 2 * part * len(whole) // (2 * LIVE_PARTS)]}
                self.send(session, marks, begun)
        await asyncio.sleep(STROKE_S / LIVE_PARTS)
        marks.append(stroke)
        start = time.monotonic()
        self.send(session, marks)
        await session.until(lambda: self.is_answered(session))
        self.tally.to_mask.append(time.monotonic() - start)

    def is_answered(self, session: Session) -> bool:
        return session.letters["mask"]["revision"] >= self.revision

    def send(self, session: Session, marks: list[dict], begun: dict | None = None) -> None:
        self.revision += 1
        # What the server knows already it skips, by the numbers from the first one on.
        about = {"token": session.letters["mask"]["token"], "revision": self.revision, "first": 1}
        acts = [{"do": "add", "marks": [mark]} for mark in marks]
        session.draw(about | {"acts": acts, "live": begun})

    def stroke(self, session: Session) -> dict:
        """Return a stroke somewhere on the photo, six points long."""
        brush = session.elements["brush"][0].bytes
        header = json.loads(brush[4 : 4 + int.from_bytes(brush[:4], "big")])
        rows, cols = (header["units"] * size for size in header["shape"])
        place = self.random.uniform(0.2, 0.8, 2) * (cols, rows)
        steps = self.random.normal(0, 0.02 * rows, (12, 2))
        points = np.vstack([place, steps]).astype(int).ravel().tolist()
        label = str(self.random.choice(["keep", "remove"]))
        return {"label": label, "radius": rows // 80, "points": points}

    async def export(self, session: Session) -> None:
        start = time.monotonic()
        file = await session.export()
        self.tally.to_file.append(time.monotonic() - start)
        size = Image.open(io.BytesIO(file)).size
        if size[0] * size[1] < 0.9e6 * self.options.megapixels:
            self.tally.errors.append(f"a file of {size}")


class Busy:
    """How many people are drawing."""

    count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count -= 1


def picture(number: int, megapixels: float) -> bytes:
    """Return a photo as a camera saves it, another one for each person."""
    image = Image.fromarray(np.roll(PICTURES[number % len(PICTURES)](), 7 * number, axis=1))
    rows = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    large = image.resize((rows * 4 // 3, rows), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(number).integers(-4, 5, (rows, large.width, 1), np.int8)
    buffer = io.BytesIO()
    rgb = (np.asarray(large, np.int16) + noise).clip(0, 255).astype(np.uint8)
    Image.fromarray(rgb).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


class Server:
    """The page's server, in limited memory."""

    def __init__(self, megabytes: int) -> None:
        self.bytes = megabytes * 1_048_576
        self.address = f"127.0.0.1:{free_port()}"
        self.group = memory_group(self.bytes)
        self.peak_mb = 0.0
        self.limited_by = "cgroup" if self.group else "prlimit on data"

    @contextlib.contextmanager
    def running(self, log: Path) -> Iterator["Server"]:
        port = self.address.rsplit(":", 1)[1]
        options = {"port": port, "headless": "true", "enableXsrfProtection": "false"}
        options |= {"fileWatcherType": "none", "address": "127.0.0.1"}
        flags = [f"--server.{name}={value}" for name, value in options.items()]
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *flags],
                cwd=PROJECT,
                stdout=file,
                stderr=subprocess.STDOUT,
                preexec_fn=self.limit,
            )
            try:
                self.wait()
                yield self
            finally:
                self.process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(20)
                self.process.kill()
                self.process.wait()
                if self.group:
                    dissolve(self.group)

    def limit(self) -> None:
        if self.group:
            (self.group / "cgroup.procs").write_text(str(os.getpid()))
        else:
            resource.setrlimit(resource.RLIMIT_DATA, (self.bytes, self.bytes))

    def wait(self) -> None:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://{self.address}/_stcore/health").close()
                return
            time.sleep(0.2)
        raise SystemExit("the server does not start")

    def memory_mb(self) -> float:
        """Return how much memory the server and its reader have now; note the most so far."""
        now = family_mb(self.process.pid)
        self.peak_mb = max(self.peak_mb, now)
        return now

    async def watch(self) -> None:
        """Follow the peak, for a server that dies takes it along."""
        while True:
            self.memory_mb()
            await asyncio.sleep(0.2)


def family_mb(number: int) -> float:
    """Return how much memory a process has, with those that it started."""
    status = [status_of(path) for path in Path("/proc").glob("[0-9]*/status")]
    ours = (each for each in status if str(number) in (each.get("Pid:"), each.get("PPid:")))
    return sum(int(each.get("VmRSS:", 0)) for each in ours) / 1024


def status_of(path: Path) -> dict[str, str]:
    """Return what is known of a process, by name; nothing if it has ended."""
    with contextlib.suppress(OSError):
        lines = map(str.split, path.read_text().splitlines())
        return {name: words[0] for name, *words in lines if words}
    return {}


def memory_group(limit: int) -> Path | None:
    """Return a new control group with so much memory; None where that is not allowed."""
    is_first = (CGROUPS / "memory").is_dir()
    group = (CGROUPS / "memory" if is_first else CGROUPS) / f"seedcut-load-{os.getpid()}"
    try:
        group.mkdir()
        name = "memory.limit_in_bytes" if is_first else "memory.max"
        (group / name).write_text(str(limit))
    except OSError:
        with contextlib.suppress(OSError):
            group.rmdir()
        return None
    return group


def dissolve(group: Path) -> None:
    """Remove a control group as soon as all in it have ended."""
    for _ in range(50):
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


async def look_around(server: Server) -> None:
    """Load the first page, and leave."""
    async with Session(server.address) as session:
        await session.until(lambda: session.runs)
        await asyncio.sleep(3)


async def all_at_once(server: Server, tally: Tally, options: argparse.Namespace) -> None:
    ready, busy = asyncio.Barrier(options.at_once + 1), Busy()
    watching = asyncio.create_task(server.watch())
    async with asyncio.TaskGroup() as group:
        for number in range(options.at_once):
            visit = Person(number, tally, options).visit(server.address, ready, busy)
            group.create_task(visit)
            await asyncio.sleep(0.5)
        with contextlib.suppress(asyncio.BrokenBarrierError):
            await ready.wait()
        print(f"  all photos are open: {server.memory_mb():.0f} MB, at most {server.peak_mb:.0f}")
    watching.cancel()


async def one_by_one(
    server: Server, tally: Tally, options: argparse.Namespace, report: dict
) -> None:
    for number in range(options.in_turn):
        await Person(number, tally, options).visit(server.address, None, Busy())
        if number % EACH == EACH - 1:
            report.setdefault("in_turn_mb", []).append(round(server.memory_mb()))
            print(f"  {number + 1} in turn: {server.memory_mb():.0f} MB", flush=True)


def measure(server: Server, options: argparse.Namespace) -> dict:
    tally, report = Tally(), {"limited_by": server.limited_by, "load_before": os.getloadavg()[0]}
    asyncio.run(look_around(server))
    report["idle_mb"] = server.memory_mb()
    if options.at_once:
        asyncio.run(all_at_once(server, tally, options))
        report["all_gone_mb"] = server.memory_mb()
        time.sleep(SETTLING_S)
        report["settled_mb"] = server.memory_mb()
    asyncio.run(one_by_one(server, tally, options, report))
    server.memory_mb()
    report["peak_mb"] = server.peak_mb
    report["is_alive"] = server.process.poll() is None
    for name in ("to_open", "to_mask", "to_file"):
        report[name] = summary(getattr(tally, name))
    return report | {
        "strokes": len(tally.to_mask),
        "lost_strokes": tally.lost,
        "errors": tally.errors,
        "load_after": os.getloadavg()[0],
    }


def summary(seconds: list[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the largest of some times."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return {"p50": statistics.median(ordered), "p95": p95, "most": ordered[-1]}


def show(report: dict) -> None:
    """Print what was measured."""
    for name, value in report.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {seconds:.2f} s" for key, seconds in value.items())
        elif isinstance(value, float):
            value = f"{value:.1f}"
        print(f"{name:>14}: {value}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--in-turn", type=int, default=0)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--strokes", type=int, default=10)
    parser.add_argument("--exporting", type=int, default=2)
    parser.add_argument("--pause", type=float, default=4.0, help="seconds between strokes")
    parser.add_argument("--megapixels", type=float, default=12.0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--log", type=Path, help="where the server's log goes")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        with Server(options.megabytes).running(options.log or folder / "log") as server:
            report = measure(server, options)
    finally:
        shutil.rmtree(folder)
    show(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
