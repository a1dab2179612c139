"""Starts Firefox for Playwright, and answers for it what it does not understand.

Playwright drives an ordinary Firefox by WebDriver BiDi, but sends commands that only the latest one
knows, such as for the color scheme; Debian's would end the conversation there. Called like Firefox,
after the name of its program: `python firefox.py /usr/bin/firefox-esr --headless ...`.
"""

import asyncio
import json
import re
import sys

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

LISTENING = "WebDriver BiDi listening on ws://127.0.0.1:{}"


async def main(program, *options):
    firefox = await asyncio.create_subprocess_exec(
        program, *options, stderr=asyncio.subprocess.PIPE
    )
    address = await find_address(firefox.stderr)

    async def relay(playwright):
        async with connect(address + playwright.request.path, max_size=None) as session:
            await asyncio.gather(
                forward(playwright, session), forward(session, playwright, answered)
            )

    async with serve(relay, "127.0.0.1", 0, max_size=None) as server:
        port = server.sockets[0].getsockname()[1]
        # What Playwright waits for.
        print(LISTENING.format(port), file=sys.stderr, flush=True)
        await firefox.communicate()


async def find_address(lines):
    async for line in lines:
        found = re.search(LISTENING.format(r"\d+"), line.decode())
        if found:
            return found[0].split()[-1]
    raise RuntimeError("Firefox does not listen")


async def forward(source, target, change=str):
    async for text in source:
        await target.send(change(text))


def answered(text):
    """Return what Firefox says; that it does not know a command becomes an empty answer."""
    message = json.loads(text)
    if message.get("error") != "unknown command":
        return text
    return json.dumps({"type": "success", "id": message["id"], "result": {}})


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
