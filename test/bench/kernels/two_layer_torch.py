"""Steps of gradient descent on two-layer networks and a Gram matrix in PyTorch, float64, for comparison. Serves by turns.py; a case is
{"kind": "steps" or "gram", "n": ..., "d": ..., "m": ..., "activation": ..., "threads": ..., "inner": steps of one measurement}.
"""

import torch

import turns

torch.set_default_dtype(torch.float64)

functional = torch.nn.functional


def swish_derivative(z):
    s = torch.sigmoid(z)
    return s * (1 + z * (1 - s))


ACTIVATIONS = {
    "softplus": (functional.softplus, torch.sigmoid),
    "relu": (torch.relu, lambda z: (z > 0).to(z.dtype)),
    "tanh": (torch.tanh, lambda z: 1 - torch.tanh(z) ** 2),
    "swish": (lambda z: z * torch.sigmoid(z), swish_derivative),
}


def steps(case):
    n, d, m = case["n"], case["d"], case["m"]
    phi, derivative = ACTIVATIONS[case["activation"]]
    inputs = torch.randn(n, d) / d**0.5
    weights = torch.randn(m, d)
    output_weights = torch.randn(m) / m**0.5
    targets = torch.randn(n)

    def run():
        w = weights
        for _ in range(case["inner"]):
            z = inputs @ w.T
            residual = phi(z) @ output_weights - targets
            w = w - 1e-4 * ((derivative(z) * residual[:, None] * output_weights).T @ inputs)

    return run


def gram(case):
    n, d, m, block = case["n"], case["d"], case["m"], 4096
    _, derivative = ACTIVATIONS[case["activation"]]
    inputs = torch.randn(n, d) / d**0.5
    # the same weights again and again: all of them would not fit into the memory of a small machine
    weights = torch.randn(block, d)

    def run():
        result = torch.zeros(n, n)
        for first in range(0, m, block):
            features = derivative(inputs @ weights[: min(block, m - first)].T)
            result += features @ features.T
        result *= inputs @ inputs.T

    return run


def prepare(case):
    torch.set_num_threads(case["threads"])
    return {"steps": steps, "gram": gram}[case["kind"]](case), case["inner"], None


turns.serve(prepare)
