#include "deep_network.h"

#include <algorithm>
#include <stdexcept>

namespace gramscope {

namespace {

// max(x, 0): its derivative can be read off its value
bool isPlainRectifier(const Activation& a) {
  return a.id == ActivationId::rectifier && a.parameters[0] == 0 && a.parameters[1] == 0 && a.parameters[3] > 0;
}

bool keepsShape(LayerKind kind) {
  switch (kind) {
    case LayerKind::linear:
    case LayerKind::convolution:
    case LayerKind::globalAverage: return false;
    default: return true;
  }
}

bool same(const Shape& a, const Shape& b) { return a.channels == b.channels && a.height == b.height && a.width == b.width; }

LayerOp read(const double* numbers, const std::vector<const Activation*>& activations) {
  const auto whole = [numbers](int field) { return static_cast<int64_t>(numbers[field]); };
  const int64_t kind = whole(kKind);
  if (kind < 0 || kind > static_cast<int64_t>(LayerKind::mark)) throw std::invalid_argument("a layer of an unknown kind");
  LayerOp op{static_cast<LayerKind>(kind),
             static_cast<int>(whole(kPlace)),
             {whole(kInputChannels), whole(kInputHeight), whole(kInputWidth)},
             {whole(kOutputChannels), whole(kOutputHeight), whole(kOutputWidth)}};
  op.kernel = static_cast<int>(whole(kKernel));
  op.stride = static_cast<int>(whole(kStride));
  op.bias = numbers[kBias] != 0;
  op.epsilon = numbers[kEpsilon];
  op.momentum = numbers[kMomentum];
  for (const Shape& shape : {op.in, op.out})
    if (shape.channels < 1 || shape.height < 1 || shape.width < 1) throw std::invalid_argument("a layer without numbers");
  if (keepsShape(op.kind) && op.kind != LayerKind::residualEnd && !same(op.in, op.out)) throw std::invalid_argument("a layer of two shapes");
  if (op.kind == LayerKind::convolution) {
    const auto along = [&op](int64_t length) { return (length - 1) / op.stride + 1; };
    if ((op.kernel != 1 && op.kernel != 3) || (op.stride != 1 && op.stride != 2) || along(op.in.height) != op.out.height || along(op.in.width) != op.out.width)
      throw std::invalid_argument("a convolution of the wrong shape");
  }
  if (op.kind == LayerKind::activation) {
    const int64_t index = whole(kActivation);
    if (index < 0 || index >= static_cast<int64_t>(activations.size())) throw std::invalid_argument("an activation that is not there");
    op.activation = activations[static_cast<size_t>(index)];
  }
  return op;
}

}  // namespace

DeepPlan::DeepPlan(const double* description, int64_t count, const std::vector<const Activation*>& activations) {
  if (count < 1) throw std::invalid_argument("a network without layers");
  std::vector<int> open;
  Shape shape{};
  for (int64_t at = 0; at < count; at++) {
    LayerOp op = read(description + at * kLayerFields, activations);
    if (at > 0 && !same(op.in, shape)) throw std::invalid_argument("a layer that does not fit to the one before");
    shape = op.out;
    if (op.kind == LayerKind::residualBegin) open.push_back(static_cast<int>(at));
    if (op.kind == LayerKind::residualEnd) {
      if (open.empty()) throw std::invalid_argument("the end of a residual layer without its beginning");
      op.partner = open.back();
      open.pop_back();
      ops[static_cast<size_t>(op.partner)].partner = static_cast<int>(at);
      const Shape& from = ops[static_cast<size_t>(op.partner)].in;
      if (op.stride < 1 || op.stride > 2 || from.channels > op.out.channels || (from.height + op.stride - 1) / op.stride != op.out.height ||
          (from.width + op.stride - 1) / op.stride != op.out.width)
        throw std::invalid_argument("a shortcut of the wrong shape");
    }
    op.placeBefore = at == 0 ? 0 : ops.back().place;
    places = std::max<int64_t>(places, op.place + 1);
    ops.push_back(op);
  }
  if (!open.empty()) throw std::invalid_argument("a residual layer without an end");
  placeParameters();
  placeTensors();
  placeSlots();
  for (const LayerOp& op : ops) {
    if (op.kind != LayerKind::convolution) continue;
    zeros = std::max(zeros, op.in.width);
    if (op.stride == 2) scratch = std::max(scratch, op.out.channels * op.in.positions());
  }
}

void DeepPlan::placeParameters() {
  for (LayerOp& op : ops) {
    switch (op.kind) {
      case LayerKind::linear:
        op.weights = op.in.size() * op.out.size();
        op.others = op.bias ? op.out.size() : 0;
        break;
      case LayerKind::convolution:
        op.weights = op.out.channels * op.in.channels * op.kernel * op.kernel;
        op.others = op.bias ? op.out.channels : 0;
        op.weightSums = weightSums;
        weightSums += op.weights;
        break;
      case LayerKind::batchNormalisation:
        op.others = 2 * op.in.channels;
        op.running = runningStatistics;
        runningStatistics += 2 * op.in.channels;
        op.channelNumbers = channelNumbers;
        channelNumbers += kChannelNumbers * op.in.channels;
        break;
      case LayerKind::layerNormalisation:
        op.others = 2 * op.in.channels;
        op.exampleNumbers = layerNormalisations++;
        break;
      case LayerKind::scalarBias:
      case LayerKind::scalarScale: op.others = 1; break;
      default: break;
    }
    op.parameters = parameters;
    parameters += op.weights + op.others;
    op.gradient = gradients;
    gradients += (op.kind == LayerKind::linear ? 0 : op.weights) + op.others;
    op.sums = sums;
    sums += op.others;
  }
}

// An operation is done in place when nothing else reads its input and the operation before does not need its own output to go back.
void DeepPlan::placeTensors() {
  tensors.push_back(input().size());
  int current = 0;
  bool mayChange = false;
  const auto fresh = [this](const Shape& shape) {
    tensors.push_back(shape.size());
    return static_cast<int>(tensors.size()) - 1;
  };
  std::vector<int> inputs(ops.size(), 0);
  for (size_t at = 0; at < ops.size(); at++) {
    LayerOp& op = ops[at];
    op.source = current;
    bool inPlace = false;
    switch (op.kind) {
      case LayerKind::mark: op.target = current; continue;
      case LayerKind::residualBegin:
        inputs[at] = current;
        op.target = current;
        // the shortcut reads it later
        mayChange = false;
        continue;
      case LayerKind::residualEnd:
      case LayerKind::scalarBias: inPlace = mayChange; break;
      case LayerKind::activation: inPlace = mayChange && isPlainRectifier(*op.activation); break;
      default: break;
    }
    op.target = inPlace ? current : fresh(op.out);
    current = op.target;
    mayChange = !(op.kind == LayerKind::activation && isPlainRectifier(*op.activation));
    if (op.kind != LayerKind::linear) continue;
    if (op.source != 0) {
      op.transposed = transposedRow;
      transposedRow += op.in.size();
    }
  }
  outputTensor = current;
}

void DeepPlan::placeSlots() {
  std::vector<int> free;
  const auto take = [&](int64_t size) {
    auto best = free.end();
    for (auto it = free.begin(); it != free.end(); ++it) {
      if (slots[static_cast<size_t>(*it)] < size) continue;
      if (best == free.end() || slots[static_cast<size_t>(*it)] < slots[static_cast<size_t>(*best)]) best = it;
    }
    if (best == free.end()) {
      slots.push_back(size);
      return static_cast<int>(slots.size()) - 1;
    }
    const int slot = *best;
    free.erase(best);
    return slot;
  };
  // whether anything before wants the gradient
  bool wanted = false;
  for (LayerOp& op : ops) {
    op.passesBack = wanted || op.place > 0;
    wanted = wanted || op.hasParameters();
  }
  int current = take(output().size());
  for (size_t left = ops.size(); left > 0; left--) {
    LayerOp& op = ops[left - 1];
    op.slopesOut = current;
    switch (op.kind) {
      case LayerKind::linear:
        // its own stays until the weights move
        current = take(op.in.size());
        break;
      case LayerKind::convolution:
      case LayerKind::globalAverage: {
        const int before = take(op.in.size());
        free.push_back(current);
        current = before;
        break;
      }
      case LayerKind::residualEnd: current = take(op.in.size()); break;
      case LayerKind::residualBegin:
        // what the shortcut had to keep
        free.push_back(ops[static_cast<size_t>(op.partner)].slopesOut);
        break;
      default: break;
    }
    op.slopesIn = current;
  }
}

}  // namespace gramscope
