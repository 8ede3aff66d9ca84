"""All eigenvalues of a symmetric matrix in NumPy, float64, for comparison; with the BLAS that NumPy has loaded, whose name is its answer to a
case. Serves by turns.py; a case is {"order": ...}. The matrix is the kernel <x_i, x_k> of Gaussian points plus the identity.
"""

import re

import numpy

import turns


def prepare(case):
    order = case["order"]
    points = numpy.random.default_rng(1).standard_normal((order, order // 2))
    matrix = points @ points.T / order + numpy.eye(order)
    with open("/proc/self/maps") as maps:
        found = re.search(r"openblas|mkl|blis|atlas", maps.read(), re.IGNORECASE)
    return lambda: numpy.linalg.eigvalsh(matrix), 1, found.group(0) if found else "reference BLAS"


turns.serve(prepare)
