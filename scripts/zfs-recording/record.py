"""Runs the stories inside the virtual machine and writes one transcript per story. Usage: record.py DIRECTORY [STORY...]"""
import importlib
import pathlib
import subprocess
import sys
import time
import traceback

from recorder import Recorder

LAST = "unavailable"  # leaves a pool that cannot be removed
HERE = pathlib.Path(__file__).parent


def main(directory, wanted):
    directory = pathlib.Path(directory)
    known = sorted((path.stem for path in (HERE / "stories").glob("*.py")), key=lambda name: (name == LAST, name))
    unknown = set(wanted) - set(known)
    if unknown:
        sys.exit(f"no such story: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")

    version = subprocess.run(["zfs", "version"], capture_output=True, text=True, check=True).stdout
    (directory / "version").write_text(version.splitlines()[0].removeprefix("zfs-").split("-")[0])
    broken = []
    for name in [name for name in known if name in wanted or not wanted]:
        began = time.monotonic()
        recorder = Recorder(directory, name)
        try:
            importlib.import_module(f"stories.{name}").tell(recorder)
            recorder.save()
            print(f"{name}: {len(recorder.cases)} cases in {time.monotonic() - began:.0f} s", flush=True)
        except Exception:  # the other stories are worth having
            traceback.print_exc()
            for case in recorder.cases[-12:]:
                print(case["case"], *case["argv"], "=>", case["exit"], case["stdout"][-200:], case["stderr"][-300:], flush=True)
            print(f"{name}: broke off after {len(recorder.cases)} cases", flush=True)
            broken.append(name)
        finally:
            recorder.clean_up()
    sys.exit(f"not recorded: {', '.join(broken)}" if broken else 0)


main(sys.argv[1], sys.argv[2:])
