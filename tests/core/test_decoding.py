"""The child that decodes can do nothing else, and what it says is checked before it is believed."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.decoding import running, sandbox

CORE = Path(running.__file__).parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


CONNECT = """
try:
    socket.socket().connect(("127.0.0.1", int(sys.argv[1])))
except PermissionError:
    print("refused")
"""


def locked_in(folder: Path, program: str, *arguments: str, before: str = "") -> "subprocess.CompletedProcess[str]":
    """Run a program that is locked in as the decoders are, and before it one that is not."""
    start = f"""
        import ctypes, os, socket, subprocess, sys, threading
        from pathlib import Path
        sys.path.append({str(CORE)!r})
        from decoding import sandbox
        FOLDER = Path({str(folder)!r})
    """
    parts = (start, before, "sandbox.enter(FOLDER, sandbox.PICTURES)\n", program)
    text = "".join(textwrap.dedent(part) for part in parts)
    command = [sys.executable, "-I", "-B", "-c", text, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=30)


def test_without_the_lock_the_listener_is_reached(listener: socket.socket) -> None:
    with socket.create_connection(listener.getsockname()) as caller, listener.accept()[0] as heard:
        assert heard.getpeername() == caller.getsockname()


def test_the_child_reaches_no_listener(folder: Path, listener: socket.socket) -> None:
    done = locked_in(folder, CONNECT, str(listener.getsockname()[1]))

    assert done.stdout == "refused\n"
    with pytest.raises(TimeoutError):
        listener.accept()


REFUSED = {
    "a pair of sockets": "socket.socketpair()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a program": "os.execv('/bin/true', ['true'])",
    "a child": "os.fork()",
    "a child of a program": "subprocess.run(['/bin/true'])",
    "a signal to the parent": "os.kill(os.getppid(), 0)",
    "a file of the server": "open('/etc/hostname').read()",
    "its own source of secrets": "open(os.path.expanduser('~/.bashrc')).read()",
    "a folder next to its own": "(FOLDER.parent / 'neighbour').write_text('x')",
    "a deletion outside": "os.unlink(FOLDER.parent / 'victim')",
    "a ring of calls": "libc = ctypes.CDLL(None, use_errno=True); r = libc.syscall(425, 8, bytes(200)); "
    "raise OSError(ctypes.get_errno(), 'ring') if r < 0 else SystemExit(0)",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_child_is_refused(what: str, folder: Path) -> None:
    (folder.parent / "victim").write_text("x")
    program = f"""
        try:
            {REFUSED[what]}
        except OSError as error:
            print(type(error).__name__)
    """

    done = locked_in(folder, program)

    assert done.stdout == "PermissionError\n"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["victim", "work"]


def test_the_child_may_write_into_its_folder(folder: Path) -> None:
    program = """
        (FOLDER / "piece").write_text("piece")
        print((FOLDER / "piece").read_text())
    """

    done = locked_in(folder, program)

    assert (done.stdout, done.stderr) == ("piece\n", "")


ENDS: dict[str, tuple[str, int | None]] = {
    "memory": ("bytearray(2 * 1024**3)", None),
    "a large file": ("(FOLDER / 'large').open('wb').write(bytes(100 * 1024**2))", signal.SIGXFSZ),
    "many files": ("[open('/usr/bin/env') for _ in range(100)]", None),
}


@pytest.mark.parametrize("what", ENDS)
def test_the_child_has_no_more_than_its_share_of(what: str, folder: Path) -> None:
    program, ended_by = ENDS[what]
    ignored = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); "

    done = locked_in(folder, ignored + program)

    assert done.returncode == (1 if ended_by is None else -ended_by)
    if ended_by is None:
        assert "MemoryError" in done.stderr or "Too many open files" in done.stderr


def test_an_unknown_architecture_is_not_trusted() -> None:
    with pytest.raises(sandbox.SandboxError):
        sandbox.filter_of("pdp11")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_of_a_known_architecture_fits_a_kernel(machine: str) -> None:
    steps = sandbox.filter_of(machine)

    assert len(steps) % 8 == 0
    assert 0 < len(steps) // 8 < 4096


def test_the_lock_holds_without_root(listener: socket.socket) -> None:
    nobody = 65534
    with tempfile.TemporaryDirectory() as name:
        before = ""
        if os.geteuid() == 0:
            os.chown(name, nobody, nobody)
            before = f"""
                os.setgroups([]), os.setgid({nobody}), os.setuid({nobody})
                sys.prefix = sys.base_prefix = "/usr"  # this Python may lie where only root can look
            """
        port = str(listener.getsockname()[1])

        done = locked_in(Path(name), f"print(os.geteuid() == 0)\n{CONNECT}", port, before=before)

    assert (done.stdout, done.stderr) == ("False\nrefused\n", "")
