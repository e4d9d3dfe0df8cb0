"""Takes from the present process whatever a decoder does not need. There is no way back.

Limits of memory, processor time, file size, open files and processes; on Linux also a seccomp filter (no sockets, no
programs, no processes, no signals to others) and Landlock (files only where they are needed). All of it works without
root. Elsewhere only the limits hold, which is enough to try things out and too little to serve strangers.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

OPEN_FILES = 64

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_LOAD_WORD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ARCH_OFFSET, _NUMBER_OFFSET, _FIRST_ARGUMENT_OFFSET = 4, 0, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_CLONE_THREAD = 0x00010000
_X32_BIT = 0x40000000

# Architecture: (its number in the kernel, clone, {refused call: number}).
_SAME_EVERYWHERE = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438,
}  # fmt: skip
_ARCHITECTURES = {
    "x86_64": (0xC000003E, 56, {
        "socket": 41, "connect": 42, "bind": 49, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "kill": 62,
        "ptrace": 101, "mount": 165, "tkill": 200, "tgkill": 234, "add_key": 248, "request_key": 249, "keyctl": 250,
        "unshare": 272, "perf_event_open": 298, "prlimit64": 302, "open_by_handle_at": 304, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321, "execveat": 322, "userfaultfd": 323,
    }),
    "aarch64": (0xC00000B7, 220, {
        "mount": 40, "unshare": 97, "ptrace": 117, "kill": 129, "tkill": 130, "tgkill": 131, "socket": 198,
        "socketpair": 199, "bind": 200, "connect": 203, "add_key": 217, "request_key": 218, "keyctl": 219,
        "execve": 221, "perf_event_open": 241, "prlimit64": 261, "open_by_handle_at": 265, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "bpf": 280, "execveat": 281, "userfaultfd": 282,
    }),
}  # fmt: skip
_CLONE3 = 435

_LANDLOCK_CREATE, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_PATH_RULE = 1
_MAY_READ_FILE, _MAY_READ = 1 << 2, (1 << 2) | (1 << 3)
_CHANCE = Path("/dev/urandom")
_RIGHTS_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}


@dataclass(frozen=True)
class Limits:
    """What a child may use; the size is that of each file it writes."""

    memory_bytes: int
    cpu_seconds: int
    file_bytes: int


PICTURES = Limits(768 * 1024**2, 12, 64 * 1024**2)
# Three minutes in two sizes; encoders keep many pictures at once.
FILMS = Limits(2560 * 1024**2, 1500, 400 * 1024**2)


class SandboxError(Exception):
    """The process could not be locked in; it must not go on."""


def enter(folder: Path, limits: Limits) -> None:
    """Lock this process in: from now on it may write below `folder` only and reach nobody."""
    _limit(limits)
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    _prctl(libc, _PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1)
    _restrict_files(libc, folder)
    _restrict_calls(libc)


def _limit(allowed: Limits) -> None:
    limits = {
        resource.RLIMIT_CORE: (0, 0),
        # The soft limit of the processor time tells by its signal what happened, the hard one only kills.
        resource.RLIMIT_CPU: (allowed.cpu_seconds, allowed.cpu_seconds + 2),
        resource.RLIMIT_FSIZE: (allowed.file_bytes, allowed.file_bytes),
        resource.RLIMIT_NOFILE: (OPEN_FILES, OPEN_FILES),
        resource.RLIMIT_NPROC: (0, 0),
        resource.RLIMIT_AS: (allowed.memory_bytes, allowed.memory_bytes),
    }
    for what, values in limits.items():
        resource.setrlimit(what, values)


def _prctl(libc: ctypes.CDLL, option: int, *values: object) -> None:
    padded = [*values, *(0 for _ in range(4 - len(values)))]
    arguments = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in padded]
    if libc.prctl(option, *arguments) != 0:
        raise SandboxError(os.strerror(ctypes.get_errno()))


# ---------------------------------------------------------------- calls
def filter_of(machine: str) -> bytes:
    """The seccomp program of an architecture; SandboxError for an unknown one."""
    if machine not in _ARCHITECTURES:
        raise SandboxError(machine)
    number, clone, refused = _ARCHITECTURES[machine]
    calls = sorted({*refused.values(), *_SAME_EVERYWHERE.values()})
    kill, refuse = _step(_RETURN, _KILL), _step(_RETURN, _REFUSE | _EPERM)
    program = [
        _step(_LOAD_WORD, _ARCH_OFFSET), _step(_EQUAL, number, 1, 0), kill, _step(_LOAD_WORD, _NUMBER_OFFSET),
        # Numbers with this bit are the calls of x32 programs, which would pass below the list.
        _step(_AT_LEAST, _X32_BIT, 0, 1), kill,
        # Threads stay possible, processes do not. The flags of clone3 lie in memory where a filter cannot look, so it
        # is said not to exist, and libc falls back to clone.
        _step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _REFUSE | _ENOSYS),
        _step(_EQUAL, clone, 0, 4), _step(_LOAD_WORD, _FIRST_ARGUMENT_OFFSET), _step(_ANY_BIT, _CLONE_THREAD, 0, 1),
        _step(_RETURN, _ALLOW), refuse,
    ]  # fmt: skip
    for call in calls:
        program += [_step(_EQUAL, call, 0, 1), refuse]
    program.append(_step(_RETURN, _ALLOW))
    return b"".join(program)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _restrict_calls(libc: ctypes.CDLL) -> None:
    steps = filter_of(platform.machine())
    program = _Program(len(steps) // 8, steps)
    _prctl(libc, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


# ---------------------------------------------------------------- files
def _restrict_files(libc: ctypes.CDLL, folder: Path) -> None:
    version = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), _LANDLOCK_VERSION_FLAG)
    if version < 1:  # kernels without Landlock: the filter of calls still holds
        return
    everything = _RIGHTS_OF_VERSION[min(version, 3)]
    attributes = struct.pack("Q", everything)
    rules = libc.syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        raise SandboxError(os.strerror(ctypes.get_errno()))
    _open_to(libc, rules, folder, everything)
    libraries = {sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", str(Path(__file__).parent)}
    for path in sorted(libraries):
        if Path(path).is_dir():
            _open_to(libc, rules, Path(path), _MAY_READ)
    if _CHANCE.exists():  # qpdf asks for it when it meets an encrypted document
        _open_to(libc, rules, _CHANCE, _MAY_READ_FILE)
    if libc.syscall(_LANDLOCK_RESTRICT, rules, 0) != 0:
        raise SandboxError(os.strerror(ctypes.get_errno()))
    os.close(rules)


def _open_to(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, descriptor)
        if libc.syscall(_LANDLOCK_ADD_RULE, rules, _LANDLOCK_PATH_RULE, rule, 0) != 0:
            raise SandboxError(os.strerror(ctypes.get_errno()))
    finally:
        os.close(descriptor)
