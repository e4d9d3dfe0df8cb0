"""A throw-away S3 server that checks every signature: SeaweedFS, in its own folder, gone with the test run."""

import itertools
import json
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path

from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.settings import BucketSettings
from tests.core.working import wait_until
from tests.support.programs import MissingProgramError, free_ports

KEY, SECRET = "key-of-tests", "secret of tests"
READER_KEY, READER_SECRET = "key-of-reader", "secret of reader"
_SECONDS_TO_START = 60
_IDENTITIES = [
    {
        "name": "tests",
        "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
        "actions": ["Admin", "Read", "Write", "List"],
    },
    {
        "name": "reader",
        "credentials": [{"accessKey": READER_KEY, "secretKey": READER_SECRET}],
        "actions": ["Read", "List"],
    },
]
# It puts sockets there, whatever it is told.
_SOCKETS = Path("/tmp")  # noqa: S108 # nothing of ours
# Whatever ends the tests, kill -9 included, closes the pipe on which this waits.
_UNTIL_INPUT_ENDS = '"$@" & read -r _; kill -KILL $!; wait $!'


class BucketServer:
    """One running server. A test has a prefix of its own, in which nothing lies yet."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="buckets-"))
        self._numbers = itertools.count(1)
        self._ports = free_ports(8)
        self.port, *others = self._ports
        try:
            self._process = self._start(others)
            self._wait()
        except BaseException:
            self.stop()
            raise

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def settings(
        self, *, name: str = "files", prefix: str = "", key: str = KEY, secret: str = SECRET
    ) -> BucketSettings:
        """Where everything lies, as the settings tell it."""
        return BucketSettings(name, prefix, self.endpoint, key, secret, "us-east-1")

    def fresh(self) -> BucketSettings:
        """The same with a prefix that nobody has used."""
        return self.settings(prefix=f"funkenflug/{next(self._numbers)}")

    def store(self) -> S3Store:
        """The bucket behind the application's back."""
        return S3Store(
            "files",
            endpoint=self.endpoint,
            access_key_id=KEY,
            secret_access_key=SECRET,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    def stop(self) -> None:
        """End the server and remove every trace of it."""
        if process := getattr(self, "_process", None):
            process.communicate(timeout=_SECONDS_TO_START)
        shutil.rmtree(self._folder, ignore_errors=True)
        for port in self._ports:
            for socket in _SOCKETS.glob(f"seaweedfs-*-{port}.sock"):
                socket.unlink(missing_ok=True)

    def _start(self, others: list[int]) -> subprocess.Popen[bytes]:
        identities = self._folder / "identities.json"
        identities.write_text(json.dumps({"identities": _IDENTITIES}), encoding="utf-8")
        names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
        ports = {**dict(zip(names, others, strict=False)), "s3.port": self.port, "s3.port.grpc": others[-1]}
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(
                [
                    *("sh", "-c", _UNTIL_INPUT_ENDS, "weed"),
                    *(str(_program()), "-logtostderr=true", "server", f"-dir={self._folder}", "-s3"),
                    *(
                        "-ip=127.0.0.1",
                        "-ip.bind=127.0.0.1",
                        "-s3.port.iceberg=0",
                        "-s3.port.lance=0",
                    ),
                    *("-master.volumeSizeLimitMB=64", "-volume.max=100", "-master.telemetry=false"),
                    *(f"-{name}={port}" for name, port in ports.items()),
                    f"-s3.config={identities}",
                ],
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _wait(self) -> None:
        try:
            wait_until(self._is_ready, _SECONDS_TO_START)
        except AssertionError as error:
            log = (self._folder / "log").read_text(encoding="utf-8", errors="replace")
            raise RuntimeError(f"SeaweedFS did not start:\n{log}") from error

    def _is_ready(self) -> bool:
        try:
            self.store().put("ready", b"")  # this makes the bucket, too
        except BaseError:
            return False
        return True


def _program() -> Path:
    program = Path(sysconfig.get_path("scripts")) / "weed"
    if not program.exists():
        message = "The tests need SeaweedFS: install requirements-dev.txt, or make test"
        raise MissingProgramError(message)
    return program
