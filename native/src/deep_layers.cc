// What layers do with a block of examples.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "cpu.h"
#include "deep_training.h"
#include "two_layer_kernels.h"

namespace gramscope {

namespace {

// numbers that activations other than piecewise linear ones get at once
constexpr int64_t kActivationChunk = 1024;

bool isPiecewiseLinear(const Activation& a) { return a.id == ActivationId::rectifier || a.id == ActivationId::piecewiseLinear; }

}  // namespace

template <class T>
void DeepTraining<T>::runItem(const Item& item, int64_t block, int thread) {
  const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
  const int64_t examples = examplesIn(block), first = block * row_;
  switch (item.action) {
    case Action::pack: {
      const int64_t size = plan_.input().size();
      kernels_.toRows(size, row_, examples, static_cast<const T*>(arrays_->inputs) + first * size, size, value(0, block));
      return;
    }
    case Action::transpose: {
      const int64_t size = op.in.size();
      kernels_.toExamples(size, row_, examples, value(op.source, block), transposed_.get() + capacity_ * row_ * op.transposed + first * size, size);
      return;
    }
    case Action::forward: return forward(op, block, 0, op.out.size(), thread);
    case Action::backward: return backward(op, block, 0, op.in.size(), thread);
    case Action::measure: {
      double* sums = sumsOf(op, block);
      return kernels_.moments(op.in.channels, op.in.positions(), row_, examples, value(op.source, block), sums, sums + op.in.channels);
    }
    case Action::normalise: {
      const int64_t C = op.in.channels, length = op.in.positions() * row_;
      const T *numbers = channels_.get() + op.channelNumbers, *gain = parameters(op), *shift = gain + C;
      for (int64_t c = 0; c < C; c++)
        seen(op, kernels_.normalise(length, numbers[kMean * C + c], gain[c] * numbers[kInverse * C + c], shift[c], value(op.source, block) + c * length,
                                    value(op.target, block) + c * length),
             false);
      return;
    }
    case Action::slopeMeasure: {
      double* sums = sumsOf(op, block);
      const int64_t C = op.in.channels;
      const T* means = channels_.get() + op.channelNumbers + kMean * C;
      return kernels_.slopeMoments(C, op.in.positions() * row_, means, slope(op.slopesOut, block, op.out.size()), value(op.source, block), sums + C, sums);
    }
    case Action::normaliseSlopes: {
      if (!op.passesBack) return;
      const int64_t C = op.in.channels, positions = op.in.positions();
      const T *numbers = channels_.get() + op.channelNumbers, *gain = parameters(op);
      for (int64_t c = 0; c < C; c++)
        seen(op, kernels_.normaliseSlopes(positions, row_, examples, numbers[kMean * C + c], gain[c] * numbers[kInverse * C + c], numbers[kSlopeMean * C + c],
                                          numbers[kSlopeFactor * C + c], value(op.source, block) + c * positions * row_,
                                          slope(op.slopesOut, block, op.out.size()) + c * positions * row_),
             true);
      return;
    }
    case Action::loss: return measureLoss(block);
    case Action::unpack: {
      const int64_t size = plan_.output().size();
      kernels_.toExamples(size, row_, examples, value(plan_.outputTensor, block), static_cast<T*>(arrays_->outputs) + first * size, size);
      return;
    }
  }
}

// rows first .. first + rows of the output; all of them where a layer cannot be cut
template <class T>
void DeepTraining<T>::forward(const LayerOp& op, int64_t block, int64_t first, int64_t rows, int thread) {
  const T* source = value(op.source, block);
  T* target = value(op.target, block);
  const T* given = parameters(op);
  const int64_t length = op.out.size() * row_;
  switch (op.kind) {
    case LayerKind::linear: {
      const int64_t inputs = op.in.size();
      const T* start = op.bias ? given + op.weights + first : nullptr;
      return seen(op, kernels_.product({rows, inputs, row_ / kernels_.lanes, given + first * inputs, inputs, 1, source, target + first * row_, start}), false);
    }
    case LayerKind::convolution: {
      const int64_t taps = op.kernel * op.kernel;
      return seen(op,
                  kernels_.convolution({op.out.channels, op.in.channels, op.in.height, op.in.width, op.out.height, op.out.width, op.kernel, op.stride, given,
                                        op.in.channels * taps, taps, false, source, target, op.bias ? given + op.weights : nullptr}),
                  false);
    }
    case LayerKind::layerNormalisation: {
      T* means = exampleNumbers_.get() + (op.exampleNumbers * capacity_ + block) * 2 * row_;
      kernels_.exampleMoments(op.in.size(), row_, op.epsilon, source, means, means + row_);
      return seen(op, kernels_.layerNormalise(op.in.channels, op.in.positions(), row_, means, means + row_, given, given + op.in.channels, source, target), false);
    }
    case LayerKind::activation: return activate(op, block, false, thread);
    case LayerKind::scalarBias: return seen(op, kernels_.affine(length, 1, given[0], source, target), false);
    case LayerKind::scalarScale: return seen(op, kernels_.affine(length, given[0], 0, source, target), false);
    case LayerKind::residualEnd:
      if (op.target != op.source) std::memcpy(target, source, static_cast<size_t>(length) * sizeof(T));
      return addShortcut(op, block, false);
    case LayerKind::globalAverage: return averagePositions(op, block, false);
    case LayerKind::mark: return mark(op, block, false);
    case LayerKind::residualBegin:
    case LayerKind::batchNormalisation: return;
  }
}

// From the gradient by the output to that by the input (rows first .. first + rows of it, where a layer can be cut), and sums that make the
// gradient by the parameters
template <class T>
void DeepTraining<T>::backward(const LayerOp& op, int64_t block, int64_t first, int64_t rows, int thread) {
  const T* given = parameters(op);
  T* out = slope(op.slopesOut, block, op.out.size());
  T* in = slope(op.slopesIn, block, op.in.size());
  const int64_t length = op.out.size() * row_;
  switch (op.kind) {
    case LayerKind::linear: {
      if (first == 0) {
        if (op.bias) kernels_.sums(op.out.size(), row_, out, sumsOf(op, block));
        T* most = largest_.data() + (static_cast<size_t>(&op - plan_.ops.data()) * static_cast<size_t>(capacity_) + static_cast<size_t>(block)) * 2;
        most[0] = kernels_.largest(length, out);
        most[1] = kernels_.largest(op.in.size() * row_, value(op.source, block));
      }
      if (!op.passesBack) return;
      const int64_t inputs = op.in.size();
      return seen(op, kernels_.product({rows, op.out.size(), row_ / kernels_.lanes, given + first, 1, inputs, out, in + first * row_, nullptr}), true);
    }
    case LayerKind::convolution: return backwardConvolution(op, block, thread);
    case LayerKind::layerNormalisation: {
      const T* means = exampleNumbers_.get() + (op.exampleNumbers * capacity_ + block) * 2 * row_;
      double* sums = sumsOf(op, block);
      return seen(op,
                  kernels_.layerNormaliseSlopes(op.in.channels, op.in.positions(), row_, means, means + row_, given, value(op.source, block), out, sums,
                                                sums + op.in.channels),
                  true);
    }
    case LayerKind::activation: return activate(op, block, true, thread);
    case LayerKind::scalarBias: return kernels_.sums(1, length, out, sumsOf(op, block));
    case LayerKind::scalarScale: {
      const T origin = 0;
      double sum = 0;
      kernels_.slopeMoments(1, length, &origin, out, value(op.source, block), &sum, sumsOf(op, block));
      return seen(op, kernels_.affine(length, given[0], 0, out, out), true);
    }
    case LayerKind::residualEnd: std::memcpy(in, out, static_cast<size_t>(length) * sizeof(T)); return;
    case LayerKind::residualBegin:
      if (op.passesBack) addShortcut(plan_.ops[static_cast<size_t>(op.partner)], block, true);
      return;
    case LayerKind::globalAverage: return averagePositions(op, block, true);
    case LayerKind::mark: return mark(op, block, true);
    case LayerKind::batchNormalisation: return;
  }
}

template <class T>
void DeepTraining<T>::backwardConvolution(const LayerOp& op, int64_t block, int thread) {
  const int64_t taps = op.kernel * op.kernel, O = op.out.channels, I = op.in.channels;
  const T* out = slope(op.slopesOut, block, op.out.size());
  kernels_.kernelGradient({O, I, op.in.height, op.in.width, op.out.height, op.out.width, op.kernel, op.stride, value(op.source, block), out,
                           weightSums_.get() + block * plan_.weightSums + op.weightSums, zeros_.get()});
  if (op.bias) kernels_.sums(O, op.out.positions() * row_, out, sumsOf(op, block));
  if (!op.passesBack) return;
  if (op.stride == 2) {
    // the gradient between zeros, so that the taps meet it at the positions of the input
    T* apart = scratch_.get() + thread * plan_.scratch * row_;
    std::memset(apart, 0, static_cast<size_t>(O * op.in.positions() * row_) * sizeof(T));
    for (int64_t o = 0; o < O; o++)
      for (int64_t y = 0; y < op.out.height; y++)
        for (int64_t x = 0; x < op.out.width; x++)
          std::memcpy(apart + ((o * op.in.height + 2 * y) * op.in.width + 2 * x) * row_, out + ((o * op.out.height + y) * op.out.width + x) * row_,
                      static_cast<size_t>(row_) * sizeof(T));
    out = apart;
  }
  seen(op,
       kernels_.convolution({I, O, op.in.height, op.in.width, op.in.height, op.in.width, op.kernel, 1, parameters(op), taps, I * taps, true, out,
                             slope(op.slopesIn, block, op.in.size()), nullptr}),
       true);
}

template <class T>
void DeepTraining<T>::activate(const LayerOp& op, int64_t block, bool slopes, int thread) {
  const Activation& activation = *op.activation;
  const int64_t length = op.out.size() * row_;
  if (slopes && !op.passesBack) return;
  // in place the rectified value has the sign of what it came from
  const T* z = value(slopes && op.source == op.target ? op.target : op.source, block);
  T* target = slopes ? slope(op.slopesOut, block, op.out.size()) : value(op.target, block);
  if (isPiecewiseLinear(activation)) {
    const auto apply = slopes ? kernels_.piecewiseLinearSlopes : kernels_.piecewiseLinear;
    return seen(op, apply(length, activation.parameters, z, target), slopes);
  }
  const TwoLayerKernels& functions = twoLayerKernels();
  double *arguments = doubles_.get() + thread * 2 * kActivationChunk, *results = arguments + kActivationChunk;
  bool finite = true;
  for (int64_t from = 0; from < length; from += kActivationChunk) {
    const int64_t count = std::min(kActivationChunk, length - from);
    const int64_t padded = roundUp(count, functions.lanes);
    for (int64_t i = 0; i < count; i++) arguments[i] = static_cast<double>(z[from + i]);
    std::fill(arguments + count, arguments + padded, 0.0);
    functions.activate({&activation, Combine::store, 1, padded / functions.lanes, arguments, padded, slopes ? nullptr : results, padded,
                        slopes ? results : nullptr, padded, nullptr, nullptr});
    T check = 0;
    for (int64_t i = 0; i < count; i++) {
      target[from + i] = slopes ? static_cast<T>(results[i]) * target[from + i] : static_cast<T>(results[i]);
      check += target[from + i] * 0;
    }
    finite = finite && check == 0;
  }
  seen(op, finite, slopes);
}

template <class T>
void DeepTraining<T>::addShortcut(const LayerOp& end, int64_t block, bool slopes) {
  const LayerOp& begin = plan_.ops[static_cast<size_t>(end.partner)];
  const Shape &from = begin.in, &to = end.out;
  // forward: source is the residual layer's input; back: the gradient by it
  T* inner = slopes ? slope(begin.slopesIn, block, from.size()) : value(begin.source, block);
  T* outer = slopes ? slope(end.slopesOut, block, to.size()) : value(end.target, block);
  const LayerOp& op = slopes ? begin : end;
  if (end.stride == 1) return seen(op, slopes ? kernels_.add(from.size() * row_, outer, inner) : kernels_.add(from.size() * row_, inner, outer), slopes);
  for (int64_t c = 0; c < from.channels; c++)
    for (int64_t y = 0; y < to.height; y++)
      for (int64_t x = 0; x < to.width; x++) {
        T* narrow = outer + ((c * to.height + y) * to.width + x) * row_;
        T* wide = inner + ((c * from.height + y * end.stride) * from.width + x * end.stride) * row_;
        seen(op, slopes ? kernels_.add(row_, narrow, wide) : kernels_.add(row_, wide, narrow), slopes);
      }
}

template <class T>
void DeepTraining<T>::averagePositions(const LayerOp& op, int64_t block, bool slopes) {
  const int64_t positions = op.in.positions();
  const T share = static_cast<T>(1.0 / static_cast<double>(positions));
  if (slopes && !op.passesBack) return;
  for (int64_t c = 0; c < op.in.channels; c++) {
    T* wide = (slopes ? slope(op.slopesIn, block, op.in.size()) : value(op.source, block)) + c * positions * row_;
    T* narrow = (slopes ? slope(op.slopesOut, block, op.out.size()) : value(op.target, block)) + c * row_;
    if (slopes) {
      for (int64_t p = 0; p < positions; p++) seen(op, kernels_.affine(row_, share, 0, narrow, wide + p * row_), true);
      continue;
    }
    kernels_.affine(row_, 1, 0, wide, narrow);
    for (int64_t p = 1; p < positions; p++) kernels_.add(row_, wide + p * row_, narrow);
    seen(op, kernels_.affine(row_, share, 0, narrow, narrow), false);
  }
}

// loss and its gradient by the outputs; 0 for examples that only fill the block
template <class T>
void DeepTraining<T>::measureLoss(int64_t block) {
  const LayerOp& last = plan_.ops.back();
  const int64_t outputs = plan_.output().size(), examples = examplesIn(block);
  const T* values = value(plan_.outputTensor, block);
  T* slopes = slope(last.slopesOut, block, outputs);
  std::memset(slopes, 0, static_cast<size_t>(outputs * row_) * sizeof(T));
  const double share = 1 / static_cast<double>(count_);
  double loss = 0, correct = 0;
  for (int64_t e = 0; e < examples; e++) {
    const int64_t example = block * row_ + e;
    const auto at = [&](int64_t k) { return static_cast<double>(values[k * row_ + e]); };
    if (!crossEntropy_) {
      const T* targets = static_cast<const T*>(arrays_->targets) + example * outputs;
      for (int64_t k = 0; k < outputs; k++) {
        const double difference = at(k) - static_cast<double>(targets[k]);
        loss += difference * difference / 2;
        slopes[k * row_ + e] = static_cast<T>(difference * share);
      }
      continue;
    }
    const auto shareOf = [&](int64_t k) {
      if (arrays_->labels != nullptr) return k == static_cast<int64_t>(arrays_->labels[example]) ? 1.0 : 0.0;
      return static_cast<double>(static_cast<const T*>(arrays_->targets)[example * outputs + k]);
    };
    int64_t largest = 0;
    for (int64_t k = 1; k < outputs; k++)
      if (at(k) > at(largest)) largest = k;
    correct += shareOf(largest);
    double sum = 0, whole = 0;
    for (int64_t k = 0; k < outputs; k++) sum += std::exp(at(k) - at(largest));
    for (int64_t k = 0; k < outputs; k++) {
      const double part = shareOf(k);
      whole += part;
      if (part > 0) loss += part * (std::log(sum) - (at(k) - at(largest)));
    }
    for (int64_t k = 0; k < outputs; k++) {
      const double probability = std::exp(at(k) - at(largest)) / sum;
      slopes[k * row_ + e] = static_cast<T>((probability * whole - shareOf(k)) * share);
    }
  }
  lossSums_[static_cast<size_t>(2 * block)] = loss;
  lossSums_[static_cast<size_t>(2 * block + 1)] = correct;
}

template <class T>
void DeepTraining<T>::mark(const LayerOp& op, int64_t block, bool slopes) {
  const int64_t size = op.out.size(), examples = examplesIn(block);
  const auto place = static_cast<size_t>(op.place);
  if (slopes) {
    if (wantsStatistics_) slopeSquares_[static_cast<size_t>(block * plan_.places) + place] = kernels_.squares(size, row_, examples, slope(op.slopesOut, block, size));
    return;
  }
  const T* values = value(op.target, block);
  if (wantsStatistics_) outputSquares_[static_cast<size_t>(block * plan_.places) + place] = kernels_.squares(size, row_, examples, values);
  const bool evaluates = task_ == DeepTask::evaluation || task_ == DeepTask::evaluationOfBatch;
  if (!evaluates || place >= arrays_->layers.size() || arrays_->layers[place] == nullptr) return;
  kernels_.toExamples(size, row_, examples, values, static_cast<T*>(arrays_->layers[place]) + block * row_ * size, size);
}

template class DeepTraining<float>;
template class DeepTraining<double>;

}  // namespace gramscope
