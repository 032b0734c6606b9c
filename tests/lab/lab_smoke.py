"""Open a notebook in JupyterLab as a reader would, with no network, and count its charts.

    python tests/lab/lab_smoke.py NOTEBOOK [CHARTS] [--screenshot FILE] [--height PIXELS]

Without CHARTS, every output that carries a chart must be drawn.

Needs Chromium (on the path, or named by the variable CHROMIUM) and the package playwright.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parents[2] / "giox" / "fonts"
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
}
NOWHERE = "http://127.0.0.1:9"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
RUN = """async () => {
    await jupyterapp.restored;
    const panel = jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await jupyterapp.commands.execute('notebook:run-all-cells');
}"""
LOOK = """() => {
    const drawn = node => [...node.querySelectorAll('img')].some(i => i.naturalWidth > 20)
        || !!node.querySelector('svg.marks, canvas.marks');
    const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
    const outputs = cells.flatMap(c => c.type === 'code' ? c.outputs.toJSON() : []);
    return {
        promised: outputs.filter(o => o.data && 'application/vnd.vega.v5+json' in o.data).length,
        charts: [...document.querySelectorAll('.jp-OutputArea-output')].filter(drawn).length,
        errors: outputs.filter(o => o.output_type === 'error').map(o => `${o.ename}: ${o.evalue}`),
    };
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found: charts drawn and charts in outputs, errors, addresses that were called."""

    charts: int
    promised: int
    errors: list[str]
    outside: list[str]
    acted: Any = None


def chromium() -> str | None:
    """Return the browser, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def missing() -> str | None:
    """Return what is lacking for this test, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "needs the package playwright (extra 'test')"
    if chromium() is None:
        return "needs Chromium: install it, or name it in the variable CHROMIUM"
    return None


@contextlib.contextmanager
def _server(folder: Path, home: Path) -> Iterator[str]:
    """Serve `folder` by a JupyterLab that has no settings of the user and no way out."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for name, settings in SETTINGS.items():
        path = home / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--expose-app-in-browser", f"--port={port}", "--ServerApp.port_retries=0"),
            *(f"--ServerApp.root_dir={folder}", "--IdentityProvider.token="),
        ],
        env={
            **os.environ,
            **{variable: str(home / place) for variable, place in places.items()},
            **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE),
            "no_proxy": "127.0.0.1,localhost",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            opener.open(address, timeout=1).close()
        except OSError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                message = "JupyterLab did not start"
                raise RuntimeError(message) from error
            time.sleep(0.1)
        else:
            return


def _fonts(home: Path) -> Path:
    """Write a font configuration with the font of giox beside those of the system."""
    path = home / "fonts.conf"
    system = "/etc/fonts/fonts.conf"
    path.write_text(
        f'<?xml version="1.0"?><fontconfig><include ignore_missing="yes">{system}</include>'
        f"<dir>{FONTS}</dir><cachedir>{home / 'fontcache'}</cachedir></fontconfig>"
    )
    return path


def look_at(
    notebook: Path,
    *,
    run: bool = True,
    act: Callable[[Any], Any] | None = None,
    screenshot: Path | None = None,
    height: int = 1500,
    patience: float = 20,
) -> Seen:
    """Open `notebook` in JupyterLab, run all cells, wait `patience` seconds for the charts.

    Without `run` it is only opened: the JupyterLab here is another than the one that ran it, so
    that it does not trust the outputs. `act` gets the page, and what it returns is kept.
    """
    from playwright.sync_api import Error, Route, sync_playwright

    errors: list[str] = []
    outside: list[str] = []

    def stay_home(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with _server(notebook.resolve().parent, home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(),
                args=FLAGS,
                env={**os.environ, "FONTCONFIG_FILE": str(_fonts(home))},
            )
            page = browser.new_page(viewport={"width": 1200, "height": height})
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.route("**/*", stay_home)
            page.goto(f"{address}/doc/tree/{notebook.name}")
            page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=90_000)
            if run:
                page.evaluate(RUN)
            with contextlib.suppress(Error):
                wait = (
                    f"() => {{ const n = ({LOOK})(); return n.charts && n.charts >= n.promised }}"
                )
                page.wait_for_function(wait, timeout=1000 * patience)
            found = page.evaluate(LOOK)
            acted = None if act is None else act(page)
            if screenshot is not None:
                page.screenshot(path=screenshot)
            browser.close()
    return Seen(found["charts"], found["promised"], [*found["errors"], *errors], outside, acted)


def main() -> int:
    """Look at one notebook; the exit status tells whether all is as wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", type=Path)
    parser.add_argument("charts", type=int, nargs="?")
    parser.add_argument("--screenshot", type=Path)
    parser.add_argument("--height", type=int, default=1500)
    asked = parser.parse_args()
    if lacking := missing():
        parser.exit(2, f"{lacking}\n")
    seen = look_at(asked.notebook, screenshot=asked.screenshot, height=asked.height)
    print(seen)
    wanted = seen.promised if asked.charts is None else asked.charts
    return 0 if seen == Seen(wanted, wanted, [], []) else 1


if __name__ == "__main__":
    sys.exit(main())
