"""A program that measures a case whenever it is asked: each line of standard input is a case as JSON, or "again" to measure the last one."""

import json
import sys
import time


def serve(prepare):
    """prepare(case) returns what to run, how many units of work that is, and what to say of itself; each "again" is answered by the
    milliseconds of one unit."""
    run, count = None, 1
    for line in sys.stdin:
        given = json.loads(line)
        if given == "again":
            start = time.perf_counter()
            run()
            answer = (time.perf_counter() - start) * 1000 / count
        else:
            # memory of the case before is free
            run = None
            run, count, answer = prepare(given)
            run()
        print(json.dumps(answer), flush=True)
