"""Runs commands and keeps what they answered.

A transcript is a JSON array; each element is one command of the story, in order:

  case          what the case shows; "setup" for commands that only prepare something
  argv          the command. "zfs" and "zpool" are the real programs. Pseudo commands change what is outside zfs:
                  write PATH BYTES SEED       a file of BYTES random bytes (a generator seeded with SEED); "text": lines that almost vanish
                                              when compressed; "half": random and zero bytes in turns, 32 each
                  remove PATH                 deletes a file
                  make-directory PATH
                Other programs (mount, mv, chmod, truncate) do what they do everywhere.
  stdin         null: empty; else the name of a file in the folder of the story's streams, or "not kept"
  stdin_bytes   (only if cut) how many bytes of it were given
  stdin_held_after  (only if the input stood still) the commands before this one, back to "meanwhile: begin of ...", ran after so many bytes of it
  stdin_changes (only if damaged) {offset: hexadecimal bytes} that were put over it
  exit          exit code; negative: died by that signal; null: did not end while somebody waited
  stdout        text; empty if the output is a stream
  stderr        text
  stream        (only if the output is a stream that is not empty) the file with it, or "not kept": larger than 100 KiB, or of no interest
  as_user       (only if not root) the numeric user id
"""
import contextlib
import hashlib
import json
import os
import pathlib
import random
import shlex
import shutil
import subprocess
import time

KEPT_STREAM_BYTES = 100 * 1024
DISCARDED = "discarded"  # the name for a stream that nobody needs
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/root", "LC_ALL": "C", "TZ": "UTC"}
POOLS = pathlib.Path("/run/zfs-recording")


class Recorder:
    def __init__(self, directory, story):
        self.story, self.directory, self.cases = story, directory, []
        self.streams = POOLS / "streams"  # in RAM; small ones are copied to the transcript at the end
        self.streams.mkdir(parents=True, exist_ok=True)
        self.discarded = {DISCARDED}
        self.made_from = {}  # name of a cut or damaged stream: what to record instead of it

    # -- commands ---------------------------------------------------------------------------------------------------------------------

    def case(self, name, command, stdin=None, stream=None, as_user=None, stop_reading_after=None, give_up_after=None):
        """Runs a command (shell words, no shell) and records it. Returns the recorded case."""
        argv = shlex.split(command)
        recorded = {"case": name, "argv": argv, "stdin": stdin}
        if as_user is not None:
            recorded["as_user"] = as_user
        run = ["setpriv", f"--reuid={as_user}", f"--regid={as_user}", "--clear-groups", *argv] if as_user else argv
        with contextlib.ExitStack() as files:
            source = files.enter_context(open(self.streams / stdin, "rb")) if stdin else subprocess.DEVNULL
            target = files.enter_context(open(self.streams / stream, "wb")) if stream else subprocess.PIPE
            process = subprocess.Popen(run, stdin=source, stdout=target, stderr=subprocess.PIPE, env=ENVIRONMENT)
            if stop_reading_after is not None:
                process.stdout.read(stop_reading_after)
                process.stdout.close()
                process.stdout = None
                recorded["stop_reading_after"] = stop_reading_after
            try:
                out, err = process.communicate(timeout=give_up_after or 300)
            except subprocess.TimeoutExpired:
                if give_up_after is None:
                    raise
                process.kill()  # it may not die: such a process waits inside the kernel
                self.cases.append(recorded | {"exit": None, "stdout": "", "stderr": ""})
                return self.cases[-1]
        recorded |= {"exit": process.returncode, "stdout": (out or b"").decode(), "stderr": err.decode()}
        if stream and (self.streams / stream).stat().st_size > 0:
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
    def half_way(self, name, command, stdin, first_bytes, then_the_rest=False):
        """Runs a command that gets only the first bytes of its input while the block lasts, then the rest or the end. Recorded when it ends."""
        process = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
        data = (self.streams / stdin).read_bytes()
        process.stdin.write(data[:first_bytes])
        process.stdin.flush()
        self.cases.append({"case": f"meanwhile: begin of: {name}", "argv": [], "stdin": None, "exit": None, "stdout": "", "stderr": ""})
        try:
            yield
        finally:
            out, err = process.communicate(data[first_bytes:] if then_the_rest else None, timeout=60)
            held_open = {"stdin_held_after": first_bytes} if then_the_rest else {"stdin_held_after": first_bytes, "stdin_bytes": first_bytes}
            self.cases.append({"case": name, "argv": shlex.split(command), "stdin": stdin, **held_open,
                               "exit": process.returncode, "stdout": out.decode(), "stderr": err.decode()})

    def wait_until(self, command):
        """Waits until a command succeeds; not recorded."""
        for _ in range(100):
            if subprocess.run(["sh", "-c", command], capture_output=True).returncode == 0:
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
        """Writes a file; see the seeds above."""
        if seed == "text":
            data = b"what you lose is what you did not replicate\n" * (size // 44 + 1)
        elif seed == "half":
            source = random.Random(seed)
            data = b"".join(source.randbytes(32) + bytes(32) for _ in range(size // 64 + 1))
        else:
            data = random.Random(seed).randbytes(size)
        pathlib.Path(path).write_bytes(data[:size])
        self._pseudo("write", path, str(size), str(seed))

    def remove(self, path):
        pathlib.Path(path).unlink()
        self._pseudo("remove", path)

    def make_file(self, name, mebibytes):
        """An empty sparse file beside the pools."""
        self.pseudo("truncate", "-s", f"{mebibytes}M", str(POOLS / name))

    def pseudo(self, *command):
        """Runs a program that is not zfs and must succeed."""
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        self._pseudo(*command)

    def fill(self, path, size):
        """Begins to write a file that will not fit; the writer is left alone because it may never come back."""
        subprocess.Popen(["dd", "if=/dev/urandom", f"of={path}", "bs=1M", f"count={size >> 20}"], stderr=subprocess.DEVNULL)
        self._pseudo("write", path, str(size), "0")

    def make_directory(self, path):
        pathlib.Path(path).mkdir(parents=True, exist_ok=True)
        self._pseudo("make-directory", path)

    def _pseudo(self, *argv):
        self.cases.append({"case": "setup", "argv": list(argv), "stdin": None, "exit": 0, "stdout": "", "stderr": ""})

    # -- streams ----------------------------------------------------------------------------------------------------------------------

    def cut(self, stream, size, name):
        """The first bytes of a stream under a new name; a negative size leaves that many bytes off the end."""
        data = (self.streams / stream).read_bytes()[:size]
        (self.streams / name).write_bytes(data)
        self.made_from[name] = {"stdin": stream, "stdin_bytes": len(data)}

    def damaged(self, stream, changes, name):
        """A stream with some bytes replaced: {offset: bytes}; a negative offset counts from the end."""
        data = bytearray((self.streams / stream).read_bytes())
        changes = {offset % len(data): replacement for offset, replacement in changes.items()}
        for offset, replacement in changes.items():
            data[offset:offset + len(replacement)] = replacement
        (self.streams / name).write_bytes(data)
        self.made_from[name] = {"stdin": stream, "stdin_changes": {str(offset): replacement.hex() for offset, replacement in changes.items()}}

    # -- the end ----------------------------------------------------------------------------------------------------------------------

    def clean_up(self):
        pools = subprocess.run(["zpool", "list", "-H", "-o", "name"], capture_output=True, text=True).stdout.split()
        for pool in pools:
            with contextlib.suppress(subprocess.TimeoutExpired):
                subprocess.run(["zpool", "destroy", "-f", pool], check=False, timeout=60)
        shutil.rmtree(POOLS)

    def save(self):
        for case in self.cases:
            case |= self.made_from.get(case["stdin"], {})
        first_name = {}  # by content: the same snapshot sent twice gives the same bytes
        for case in self.cases:
            for key in ("stream", "stdin"):
                if case.get(key):
                    case[key] = self._kept(case[key], first_name)
        kept = {name for name in first_name.values() if any(name in (case["stdin"], case.get("stream")) for case in self.cases)}
        if kept:
            (self.directory / self.story).mkdir(exist_ok=True)
        for name in kept:
            shutil.copyfile(self.streams / name, self.directory / self.story / name)
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in self.cases)
        (self.directory / f"{self.story}.json").write_text(f"[\n{lines}\n]\n")

    def _kept(self, name, first_name):
        data = (self.streams / name).read_bytes()
        if name in self.discarded or len(data) > KEPT_STREAM_BYTES:
            return "not kept"
        return first_name.setdefault(hashlib.sha256(data).digest(), name)
