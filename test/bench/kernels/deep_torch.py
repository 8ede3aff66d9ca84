"""Steps of stochastic gradient descent with momentum on deep networks in PyTorch, float32, for comparison. Serves by turns.py; a case is
{"kind": "feed-forward", "inputs": ..., "width": ..., "depth": ..., "normalised": ..., "batch": ..., "threads": ..., "inner": ...} or
{"kind": "residual", "blocks": ..., "batch": ..., "threads": ..., "inner": steps of one measurement}.
"""

import torch
from torch import nn

import turns

functional = nn.functional


def feed_forward(case):
    layers, width = [], case["inputs"]
    for _ in range(case["depth"]):
        layers.append(nn.Linear(width, case["width"]))
        if case["normalised"]:
            layers.append(nn.BatchNorm1d(case["width"]))
        layers.append(nn.ReLU())
        width = case["width"]
    return nn.Sequential(*layers, nn.Linear(width, 10)), torch.randn(case["batch"], case["inputs"])


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(outputs) for _ in range(2))
        self.stride, self.extra = stride, outputs - inputs

    def forward(self, x):
        branch = self.norms[1](self.second(torch.relu(self.norms[0](self.first(x)))))
        if self.stride > 1:
            x = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))
        return torch.relu(branch + x)


def residual(case):
    layers, inputs = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for stage, outputs in enumerate((16, 32, 64)):
        for block in range(case["blocks"]):
            layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    return model, torch.randn(case["batch"], 3, 32, 32)


def prepare(case):
    torch.set_num_threads(case["threads"])
    model, inputs = {"feed-forward": feed_forward, "residual": residual}[case["kind"]](case)
    labels = torch.arange(case["batch"]) % 10
    optimiser = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)

    def run():
        for _ in range(case["inner"]):
            optimiser.zero_grad(set_to_none=True)
            functional.cross_entropy(model(inputs), labels).backward()
            optimiser.step()

    return run, case["inner"], None


turns.serve(prepare)
