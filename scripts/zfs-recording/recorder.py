"""Runs commands and keeps what they answered.

A transcript is a JSON array; each element is one command of the story, in order:

  case          what the case shows; "setup" for commands that only prepare something
  argv          the command. "zfs" and "zpool" are the real programs. Pseudo commands change what is outside zfs:
                  write PATH BYTES SEED       a file of BYTES random bytes (a generator seeded with SEED); "text": compressible lines
                  remove PATH                 deletes a file
                  make-directory PATH
  stdin         null: empty; else the name of a file in the folder of the story's streams
  exit          exit code; negative: died by that signal
  stdout        text; empty if the output is a stream
  stderr        text
  stream        (only for streams) the file with the standard output, or "not kept" if it was larger than 100 KiB
  as_user       (only if not root) the numeric user id
"""
import contextlib
import json
import os
import pathlib
import random
import shlex
import shutil
import subprocess
import time

KEPT_STREAM_BYTES = 100 * 1024
POOLS = pathlib.Path("/run/zfs-recording")


class Recorder:
    def __init__(self, directory, story):
        self.story, self.directory, self.cases = story, directory, []
        self.streams = POOLS / "streams"  # in RAM; small ones are copied to the transcript at the end
        self.streams.mkdir(parents=True, exist_ok=True)

    # -- commands ---------------------------------------------------------------------------------------------------------------------

    def case(self, name, command, stdin=None, stream=None, as_user=None, stop_reading_after=None):
        """Runs a command (shell words, no shell) and records it. Returns the recorded case."""
        argv = shlex.split(command)
        recorded = {"case": name, "argv": argv, "stdin": stdin}
        if as_user is not None:
            recorded["as_user"] = as_user
        run = ["setpriv", f"--reuid={as_user}", f"--regid={as_user}", "--clear-groups", *argv] if as_user else argv
        environment = {"PATH": os.environ["PATH"], "HOME": "/root", "LC_ALL": "C", "TZ": "UTC"}
        with contextlib.ExitStack() as files:
            source = files.enter_context(open(self.streams / stdin, "rb")) if stdin else subprocess.DEVNULL
            target = files.enter_context(open(self.streams / stream, "wb")) if stream else subprocess.PIPE
            process = subprocess.Popen(run, stdin=source, stdout=target, stderr=subprocess.PIPE, env=environment)
            if stop_reading_after is not None:
                process.stdout.read(stop_reading_after)
                process.stdout.close()
                process.stdout = None
                recorded["stop_reading_after"] = stop_reading_after
            out, err = process.communicate(timeout=300)
        recorded |= {"exit": process.returncode, "stdout": (out or b"").decode(), "stderr": err.decode()}
        if stream:
            recorded["stream"] = stream
        self.cases.append(recorded)
        return recorded

    def setup(self, *commands):
        """Runs commands that must succeed."""
        for command in commands:
            recorded = self.case("setup", command)
            if recorded["exit"] != 0:
                raise AssertionError(f"{command}: {recorded['stderr']}")

    @contextlib.contextmanager
    def half_way(self, name, command, stdin, first_bytes):
        """Runs a command that gets only the first bytes of its input while the block lasts, then the end of input. Recorded when it ends."""
        process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"})
        process.stdin.write((self.streams / stdin).read_bytes()[:first_bytes])
        process.stdin.flush()
        try:
            yield
        finally:
            out, err = process.communicate(timeout=60)
            self.cases.append({"case": name, "argv": shlex.split(command), "stdin": stdin, "stdin_bytes": first_bytes,
                               "exit": process.returncode, "stdout": out.decode(), "stderr": err.decode()})

    def wait_until(self, command):
        """Waits until a command succeeds; not recorded."""
        for _ in range(100):
            if subprocess.run(shlex.split(command), capture_output=True).returncode == 0:
                return
            time.sleep(0.2)
        raise AssertionError(f"did not become true: {command}")

    def value(self, prop, dataset):
        """A property's value, for use in a later command; not recorded."""
        return subprocess.run(["zfs", "get", "-Hp", "-o", "value", prop, dataset], capture_output=True, text=True, check=True).stdout.strip()

    # -- what is outside zfs ----------------------------------------------------------------------------------------------------------

    def pool(self, name, mebibytes=128, options=""):
        """Creates a pool in a file (in RAM)."""
        file = POOLS / name
        file.unlink(missing_ok=True)
        with open(file, "wb") as handle:
            handle.truncate(mebibytes << 20)
        self.setup(f"zpool create {options} {name} {file}")

    def write(self, path, size, seed):
        """Writes a file; seed "text" gives lines that compress well, anything else random bytes."""
        data = (b"what you lose is what you did not replicate\n" * (size // 44 + 1))[:size] if seed == "text" else random.Random(seed).randbytes(size)
        pathlib.Path(path).write_bytes(data)
        self._pseudo("write", path, str(size), str(seed))

    def remove(self, path):
        pathlib.Path(path).unlink()
        self._pseudo("remove", path)

    def make_directory(self, path):
        pathlib.Path(path).mkdir(parents=True)
        self._pseudo("make-directory", path)

    def _pseudo(self, *argv):
        self.cases.append({"case": "setup", "argv": list(argv), "stdin": None, "exit": 0, "stdout": "", "stderr": ""})

    # -- streams ----------------------------------------------------------------------------------------------------------------------

    def cut(self, stream, size, name):
        """The first bytes of a stream under a new name; a negative size leaves that many bytes off the end."""
        (self.streams / name).write_bytes((self.streams / stream).read_bytes()[:size])

    def damaged(self, stream, changes, name):
        """A stream with some bytes replaced: {offset: bytes}; a negative offset counts from the end."""
        data = bytearray((self.streams / stream).read_bytes())
        for offset, replacement in changes.items():
            offset %= len(data)
            data[offset:offset + len(replacement)] = replacement
        (self.streams / name).write_bytes(data)

    # -- the end ----------------------------------------------------------------------------------------------------------------------

    def clean_up(self):
        pools = subprocess.run(["zpool", "list", "-H", "-o", "name"], capture_output=True, text=True).stdout.split()
        for pool in pools:
            subprocess.run(["zpool", "destroy", "-f", pool], check=False)
        shutil.rmtree(POOLS)

    def save(self):
        used = {case[key] for case in self.cases for key in ("stdin", "stream") if case.get(key)}
        kept = {name for name in used if (self.streams / name).stat().st_size <= KEPT_STREAM_BYTES}
        if kept:
            (self.directory / self.story).mkdir(exist_ok=True)
        for name in kept:
            shutil.copyfile(self.streams / name, self.directory / self.story / name)
        for case in self.cases:
            for key in ("stdin", "stream"):
                if case.get(key) and case[key] not in kept:
                    case[key] = "not kept"
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in self.cases)
        (self.directory / f"{self.story}.json").write_text(f"[\n{lines}\n]\n")
