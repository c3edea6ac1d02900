"""Large logs: time and memory of `protocolrules run`, all at once and in bounded memory.

    python -m bench.large_log 20000 50 enfield [--at-once]

writes so many cases with so many events each to a temporary file, the cases' events all mixed, and
has the protocol answer for them in processes of its own. The result is JSON, a line for each run.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.histories import make_cases

AUTHORITY, AT = "enfield", "2026-01-09T12:00"
TEMPLATES = 200
ONE_WAY = "import sys, protocolrules.bulk as b; b.LARGE = int(sys.argv.pop(1));"
COMMAND = f"{ONE_WAY} from protocolrules.cli import main; sys.exit(main())"
NEVER, ALWAYS = str(10**9), "1"


def write_log(path: Path, cases: int, events: int, seed: int = 1) -> int:
    """Write the first events of so many cases, every case's first, then every second…, and give
    their number. The cases are copies of some hundreds, under ids of their own."""
    told = make_cases(min(cases, TEMPLATES), seed, [AUTHORITY])
    total = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(events):
            for case in range(cases):
                template = told[case % len(told)]
                if number < len(template.lines):
                    line = template.lines[number]
                    file.write(line.replace(f'"{template.case_id}', f'"K-{case}') + "\n")
                    total += 1
    return total


def measure(protocol: str, path: Path, large: str, *options: str) -> dict[str, object]:
    """Run the command once. Memory is that of the biggest process, in MB."""
    argv = [sys.executable, "-c", COMMAND, large, "run", protocol, str(path), "--at", AT, *options]
    before = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", _WATCH, *argv], stdout=subprocess.PIPE) as running:
        out, _ = running.communicate()
    status, kilobytes, seconds = json.loads(out)
    return {
        "way": "in parts" if large == ALWAYS else "at once",
        "options": " ".join(options),
        "status": status,
        "seconds": round(time.perf_counter() - before, 1),
        "processor_seconds": round(seconds, 1),
        "peak_mb": round(kilobytes / 1024),
    }


# The command's children are waited for by the command, so that they count here as well.
_WATCH = """
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([status, used.ru_maxrss, used.ru_utime + used.ru_stime]))
"""


def main(argv: Sequence[str]) -> None:
    """Measure, and print."""
    cases, events, protocol = int(argv[0]), int(argv[1]), argv[2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        total = write_log(path, cases, events)
        size = path.stat().st_size
        print(json.dumps({"events": total, "cases": cases, "bytes": size}), flush=True)
        ways = [[ALWAYS, "--jobs", "1"], [ALWAYS, "--jobs", "2"]]
        if "--at-once" in argv:
            ways.append([NEVER])
        for way in ways:
            print(json.dumps(measure(protocol, path, *way, "--format", "json")), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
