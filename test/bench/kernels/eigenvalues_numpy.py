"""All eigenvalues of a symmetric matrix in NumPy, float64, for comparison; with the BLAS that NumPy has loaded.

Prints {"milliseconds": median, "blas": name} as JSON. The matrix is the kernel <x_i, x_k> of Gaussian points plus the identity.
"""

import json
import re
import sys
import time

import numpy

case = json.loads(sys.argv[1])
order = case["order"]
points = numpy.random.default_rng(1).standard_normal((order, order // 2))
matrix = points @ points.T / order + numpy.eye(order)
times = []
for _ in range(case["repetitions"]):
    start = time.perf_counter()
    numpy.linalg.eigvalsh(matrix)
    times.append((time.perf_counter() - start) * 1000)
with open("/proc/self/maps") as maps:
    found = re.search(r"openblas|mkl|blis|atlas", maps.read(), re.IGNORECASE)
print(json.dumps({"milliseconds": sorted(times)[len(times) // 2], "blas": found.group(0) if found else "reference BLAS"}))
