"""`python -m crawler.practice`: serve the practice web for people to look at."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime

from crawler.practice.hosts import HOSTS
from crawler.practice.index import Now
from crawler.practice.protocol import Answers, HttpProtocol
from crawler.practice.web import LEAST, MOST, PracticeWeb


def main() -> int:
    """Serve until interrupted; the first line printed is the address."""
    options = _options()
    try:
        web = PracticeWeb(options.pages, options.seed, Now(options.generation, datetime.now(UTC).date()))
    except ValueError as error:
        sys.stderr.write(f"--pages: {error}\n")
        return 2
    try:
        asyncio.run(_serve(web, until_eof=options.until_eof))
    except KeyboardInterrupt:
        return 130
    return 0


def _options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m crawler.practice",
        description="Serves invented sites full of damaged articles on loopback; nothing in them is true.",
        epilog="example: python -m crawler.practice --pages 300 --seed 7",
    )
    parser.add_argument(
        "--pages", type=int, default=300, help=f"how many article pages, {LEAST} to {MOST} (default: 300)"
    )
    parser.add_argument("--seed", type=int, default=7, help="which practice web (default: 7)")
    parser.add_argument("--generation", type=int, default=0, help="how often it has changed since (default: 0)")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input ends, as a program wants it")
    return parser.parse_args()


async def _serve(web: PracticeWeb, *, until_eof: bool) -> None:
    """Listen on a free port of loopback, say which, and answer."""
    loop = asyncio.get_running_loop()
    answers = Answers(web.page)
    server = await loop.create_server(lambda: HttpProtocol(answers), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}/\n")
    if not until_eof:
        for host in HOSTS:
            sys.stdout.write(f"  http://{host.split('.')[0]}.localhost:{port}/  is {host}\n")
        sys.stdout.write(f"{web.size} pages, seed {web.seed}; Ctrl-C ends it\n")
    sys.stdout.flush()
    if until_eof:
        await loop.run_in_executor(None, sys.stdin.buffer.read)
        server.close()
    else:
        await server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
