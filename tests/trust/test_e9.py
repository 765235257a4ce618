"""E9: no network connection is ever opened: seen from outside by strace, forbidden inside by a hook, absent in the code.

Allowed are local pipes of the window system and of the desktop's bus (AF_UNIX), which Qt opens and no one can reach
from another machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from gridDesk import guard

ROOT = Path(__file__).resolve().parents[2]
MODULES = frozenset(
    ("socket", "socketserver", "ssl", "urllib", "http", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc",
     "asyncio", "webbrowser", "requests", "httpx", "aiohttp", "wsgiref", "nntplib")
)  # fmt: skip
QT_MODULES = (
    "QtNetwork",
    "QtWebEngine",
    "QtWebSockets",
    "QtHttpServer",
    "QtWebChannel",
    "QtBluetooth",
    "QtRemoteObjects",
)
REACHES = {
    "a socket": "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
    "a socket of IPv6": "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
    "a local socket of Python": "import socket; socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
    "a name looked up": "import socket; socket.getaddrinfo('localhost', 80)",
    "a host by name": "import socket; socket.gethostbyname('localhost')",
    "a page": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
    "an http connection": "import http.client; http.client.HTTPConnection('127.0.0.1', 9, timeout=1).request('GET', '/')",
    "a mail": "import smtplib; smtplib.SMTP('127.0.0.1', 9, timeout=1)",
    "a file server": "import ftplib; ftplib.FTP('127.0.0.1', timeout=1)",
    "in a thread": "import threading, socket\nfound = []\ndef work():\n    try:\n        socket.socket()\n"
    "    except BaseException as error:\n        found.append(error)\n"
    "t = threading.Thread(target=work); t.start(); t.join(); raise found[0]",
    "a loop of asyncio": "import asyncio; asyncio.new_event_loop()",
}


def run(code: str, *command: str) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    given = [*command, sys.executable, "-c", code]
    return subprocess.run(given, capture_output=True, text=True, env=environ, cwd=ROOT, check=False, timeout=120)


TRY_ALL = """
from gridDesk import guard
guard.forbid_network()
for name, code in reaches.items():
    try:
        exec(code, {})
    except guard.NetworkForbidden:
        print("refused", name)
    except BaseException as error:
        print("other", name, type(error).__name__)
    else:
        print("OPEN", name)
"""


def test_whatever_reaches_for_the_network_is_refused(figure):
    said = run(f"reaches = {REACHES!r}\n{TRY_ALL}")
    assert said.stdout.splitlines() == [f"refused {name}" for name in REACHES], said.stderr
    figure("E9", reaches=len(REACHES), refused=said.stdout.count("refused"))


def test_the_hook_lets_the_rest_of_python_work():
    code = "from gridDesk import guard\nguard.forbid_network()\nimport platform, logging.handlers, subprocess, sys\n"
    code += "print(bool(platform.node()) or True, subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True).stdout)"
    assert run(code).stdout.startswith("True b'1")


def test_proxies_of_the_environment_are_not_handed_on(monkeypatch):
    code = "import os; os.environ['HTTPS_PROXY'] = os.environ['http_proxy'] = 'http://x:1'\n"
    code += "from gridDesk import guard\nguard.forbid_network()\nprint('http_proxy' in os.environ, 'HTTPS_PROXY' in os.environ)"
    assert run(code).stdout == "False False\n"


def test_no_module_of_the_program_imports_what_speaks_over_a_network(figure):
    found, modules = [], 0
    for path in (ROOT / "gridDesk").rglob("*.py"):
        modules += 1
        for line in path.read_text(encoding="utf-8").splitlines():
            words = re.match(r"\s*(?:from|import)\s+(.+)", line)
            if words and (_roots(words[1]) & MODULES or any(name in words[1] for name in QT_MODULES)):
                found.append(f"{path.relative_to(ROOT)}: {line.strip()}")
    assert found == []
    figure("E9", modules_scanned=modules, network_imports=0)


def _roots(words: str) -> set[str]:
    """Return the first names of `a.b import c` or of `a, b.c as d`."""
    names = [words.split(" import ")[0]] if " import " in words else words.split(",")
    return {name.strip().split(".")[0].split(" ")[0] for name in names}


def families(trace: str) -> set[str]:
    """Return the kinds of sockets in a trace: a socket made, or a place connected to, by any process of the day."""
    made = re.findall(r"socket(?:pair)?\((\w+)", trace)
    return {*made, *re.findall(r"sa_family=(\w+)", trace)}


def test_a_day_at_the_desk_opens_no_socket_but_local_ones(tmp_path, figure, amount):
    strace = shutil.which("strace")
    assert strace, "strace is needed (.ci/system-libraries --tests)"
    trace, home = tmp_path / "trace", tmp_path / "home"
    home.mkdir()
    watched = [strace, "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-o", str(trace)]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [*watched, sys.executable, "-m", "tests.trust.a_day", str(home), str(amount(4, 99))]
    day = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=ROOT, check=False, timeout=300)
    steps = day.stdout.split()
    assert steps == ["office", "pages", "search", "print", "sheets", "package", "backup", "lock"], day.stderr[-2000:]
    seen = families(trace.read_text(encoding="utf-8", errors="replace"))
    assert seen <= {"AF_UNIX"}
    figure("E9", steps_of_a_day=len(steps), sockets_of_the_network=0, families_seen=" ".join(sorted(seen)) or "none")


def test_the_control_is_seen_by_the_same_watch(tmp_path, figure):
    trace = tmp_path / "trace"
    code = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()"
    run(code, shutil.which("strace") or "strace", "-f", "-qq", "-e", "trace=%network", "-o", str(trace))
    assert "AF_INET" in families(trace.read_text(encoding="utf-8"))
    figure("E9", control_seen=1)


def test_every_event_the_hook_forbids_is_about_a_network():
    assert all(name.split(".")[0] in {*MODULES, "nntplib"} for name in guard.NETWORK)
