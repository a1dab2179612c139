"""Two replicas behind nginx as `deploy/nginx.conf` has it, with TLS and a path prefix."""

import io
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import free_port
from PIL import Image
from playwright.sync_api import expect

PROJECT = Path(__file__).parents[1]
# Debian has servers where not everybody's PATH leads.
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CERTIFICATE = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
# The only answer of two bytes, "ok".
HEALTH = "status=200 bytes=2"
# What any visitor may ask for without a browser; the certificate is our own.
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


@pytest.fixture(scope="module")
def nginx(serve, tmp_path_factory):
    """Serve the page through nginx; return its address, and where its log is."""
    if not (NGINX and shutil.which("openssl")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no nginx or openssl on PATH")
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    files = ["-keyout", folder / "tls.key", "-out", folder / "tls.crt"]
    subprocess.run(["openssl", *CERTIFICATE.split(), *files], check=True, capture_output=True)
    replicas = [serve(PROJECT / "app.py", "--server.baseUrlPath=seedcut") for _ in range(2)]
    ports = {"8443": free_port(), "8080": free_port()}
    (folder / "nginx.conf").write_text(placed(folder, replicas, ports))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    # Returns as soon as it listens.
    subprocess.run(command, check=True)
    yield f"https://127.0.0.1:{ports['8443']}", folder / "access.log"
    subprocess.run([*command, "-s", "stop"], check=True)


def placed(folder, replicas, ports):
    """Return the configuration with the addresses and folders of a test."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    for name, address in zip(("page-one:8501", "page-two:8501"), replicas, strict=True):
        text = text.replace(name, re.search(r"127.0.0.1:\d+", address)[0])
    for shipped, port in ports.items():
        text = text.replace(f"listen {shipped}", f"listen 127.0.0.1:{port}")
    shipped = {"/tmp/": "", "/etc/nginx/certificate/": "", "/dev/stdout": "access.log"}
    for start, name in {**shipped, "/dev/stderr": "error.log"}.items():
        text = text.replace(start, f"{folder}/{name}")
    return text


def ask(address):
    with urllib.request.urlopen(address, context=TRUSTING, timeout=20) as answer:
        return answer.status, answer.read(), answer.headers


def egg_photo():
    """A PNG large enough to pass through a temporary file on its way."""
    rows, cols = np.mgrid[:900, :1200]
    egg = ((rows - 450) / 300) ** 2 + ((cols - 600) / 380) ** 2 <= 1
    noise = np.random.default_rng(2).integers(-9, 10, (900, 1200, 3))
    rgb = np.where(egg[..., None], (225, 190, 150), (60, 80, 110)) + noise
    buffer = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(buffer, "PNG")
    return egg, buffer.getvalue()


def replicas_in(log, lines):
    """Return which replicas answered, one for each line of a kind in the log."""
    return re.findall(rf"{lines} .*upstream=(\S+)", log.read_text())


def test_upload_draw_and_download_behind_nginx(nginx, new_page):
    address, log = nginx
    page = new_page(1400, 900, ignore_https_errors=True)
    page.goto(address)
    egg, photo = egg_photo()
    asked = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        # Meanwhile the server opens, cuts and exports.
        health = pool.submit(ask_until, asked, f"{address}/seedcut/_stcore/health")
        page.locator("input[type=file]").set_input_files(
            {"name": "egg.png", "mimeType": "image/png", "buffer": photo}
        )
        page.locator(".brush[data-painted]:not(.busy)").wait_for()
        # Waits until the canvas stays where it is: the sidebar slides in.
        page.locator(".stage canvas").hover()
        box = page.locator(".stage canvas").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2, steps=5)
        page.mouse.up()
        expect(page.locator(".brush")).to_have_attribute("data-strokes", "1")
        page.locator(".brush[data-painted]:not(.busy)").wait_for()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Download cutout", exact=True).click()
        alpha = np.array(Image.open(waiting.value.path()))[..., 3]
        asked.set()
        answers = health.result()
    assert ((alpha > 127) != egg).mean() < 0.005
    assert len(answers) > 5
    assert set(answers) == {(200, b"ok")}
    assert page.url == f"{address}/seedcut/"
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "seedcut"]
    assert cookie["secure"]
    assert cookie["httpOnly"]
    page.reload()
    page.get_by_text("back as you left them").wait_for()
    expect(page.locator(".brush")).to_have_attribute("data-strokes", "1")
    # Both of the visitor's connections led to the same replica.
    assert len(set(replicas_in(log, "status=101"))) == 1
    assert not re.search("stcore|media|egg", log.read_text())


def ask_until(done, address):
    """Return the answers of a visitor who asks again and again."""
    answers = []
    while not done.wait(0.2):
        answers.append(ask(address)[:2])
    return answers


def ask_health(address, log, headers):
    """Return the seats that are given, and which replica answered as the log says."""
    before = len(replicas_in(log, HEALTH))
    answer = ask(urllib.request.Request(f"{address}/seedcut/_stcore/health", headers=headers))
    deadline = time.monotonic() + 20
    while len(replicas_in(log, HEALTH)) == before and time.monotonic() < deadline:
        # It is written once the answer is on its way.
        pass
    cookies = answer[2].get_all("Set-Cookie", [])
    seats = [each.split(";")[0] for each in cookies if each.startswith("seedcut=")]
    return seats, replicas_in(log, HEALTH)[before]


def test_visitor_stays_with_a_replica_and_others_go_to_the_other_one(nginx):
    address, log = nginx
    firsts = [ask_health(address, log, {}) for _ in range(20)]
    assert len({replica for _, replica in firsts}) == 2
    for (seat,), replica in firsts:
        assert ask_health(address, log, {"Cookie": seat}) == ([], replica)
