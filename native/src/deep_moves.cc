// From sums over blocks to gradients, and the step with them.
#include <cmath>
#include <cstring>
#include <limits>

#include "deep_training.h"

namespace gramscope {

namespace {

constexpr int64_t kTile = 6;

template <class T>
bool allFinite(const T* values, int64_t count) {
  T check = 0;
  for (int64_t i = 0; i < count; i++) check += values[i] * 0;
  return check == 0;
}

template <class T>
double sumOfSquares(const T* values, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return sum;
}

}  // namespace

// the gradient by all parameters of an operation but the weights of a linear layer
template <class T>
void DeepTraining<T>::gather(int index) {
  const LayerOp& op = plan_.ops[static_cast<size_t>(index)];
  T* gradient = gradients_.get() + op.gradient;
  if (op.kind == LayerKind::convolution) {
    for (int64_t w = 0; w < op.weights; w++) {
      double sum = 0;
      for (int64_t block = 0; block < blocks_; block++) sum += static_cast<double>(weightSums_.get()[block * plan_.weightSums + op.weightSums + w]);
      gradient[w] = static_cast<T>(sum);
    }
  }
  T* others = gradient + (op.kind == LayerKind::linear ? 0 : op.weights);
  const T* numbers = channels_.get() + op.channelNumbers;
  for (int64_t p = 0; p < op.others; p++) {
    double sum = 0;
    for (int64_t block = 0; block < blocks_; block++) sum += sumsOf(op, block)[p];
    // of a batch normalisation's gain: the sums are of what has not been divided by the deviation
    if (op.kind == LayerKind::batchNormalisation && p < op.in.channels) sum *= static_cast<double>(numbers[kInverse * op.in.channels + p]);
    others[p] = static_cast<T>(sum);
  }
  seenGradient(op, allFinite(gradient, (op.kind == LayerKind::linear ? 0 : op.weights) + op.others));
}

// Whether the gradient by a linear layer's weights is finite. Nearly always the largest factors say so; otherwise it is computed.
template <class T>
void DeepTraining<T>::verify(int index) {
  const LayerOp& op = plan_.ops[static_cast<size_t>(index)];
  double slopes = 0, inputs = 0;
  for (int64_t block = 0; block < blocks_; block++) {
    const T* most = largest_.data() + (static_cast<size_t>(index) * static_cast<size_t>(capacity_) + static_cast<size_t>(block)) * 2;
    slopes = std::max(slopes, static_cast<double>(most[0]));
    inputs = std::max(inputs, static_cast<double>(most[1]));
  }
  const double limit = static_cast<double>(std::numeric_limits<T>::max()) / 2;
  if (slopes == 0 || inputs < limit / slopes / static_cast<double>(count_)) return;
  std::vector<T> gradient(static_cast<size_t>(kTile * op.in.size()));
  for (int64_t first = 0; first < op.out.size(); first += kTile) {
    const int64_t rows = std::min(kTile, op.out.size() - first);
    auto unit = weightGradientOf(op, first, rows);
    unit.gradient = gradient.data();
    kernels_.weightGradient(unit);
    seenGradient(op, allFinite(gradient.data(), rows * op.in.size()));
  }
}

template <class T>
WeightGradientUnit<T> DeepTraining<T>::weightGradientOf(const LayerOp& op, int64_t first, int64_t rows) const {
  const int64_t inputs = op.in.size();
  const T* examples = op.transposed < 0 ? static_cast<const T*>(arrays_->inputs) : transposed_.get() + capacity_ * row_ * op.transposed;
  WeightGradientUnit<T> unit{};
  unit.rows = rows;
  unit.inputs = inputs;
  unit.blocks = blocks_;
  unit.blockRow = row_;
  unit.count = count_;
  unit.slopes = slope(op.slopesOut, 0, op.out.size()) + first * row_;
  unit.slopeBlock = op.out.size() * row_;
  unit.examples = examples;
  unit.exampleStride = inputs;
  return unit;
}

// the group that holds a parameter
template <class T>
size_t DeepTraining<T>::groupOf(int64_t parameter) const {
  size_t group = 0;
  while (group + 1 < groups_.size() && groups_[group].first + groups_[group].count <= parameter) group++;
  return group;
}

template <class T>
Descent<T> DeepTraining<T>::descentOf(const DeepGroup& group) const {
  return {static_cast<T>(group.stepSize), static_cast<T>(group.weightDecay), static_cast<T>(momentum_)};
}

template <class T>
void DeepTraining<T>::move(int64_t index, int thread) {
  const MoveUnit& unit = moves_[static_cast<size_t>(index)];
  const LayerOp& op = plan_.ops[static_cast<size_t>(unit.op)];
  if (unit.rows > 0)
    moveRows(op, unit.first, unit.rows, index, thread);
  else
    moveOthers(op, index);
}

template <class T>
void DeepTraining<T>::moveRows(const LayerOp& op, int64_t first, int64_t rows, int64_t index, int thread) {
  const int64_t inputs = op.in.size(), place = op.parameters + first * inputs;
  double* squares = moveSquares_.data() + 2 * index;
  WeightGradientUnit<T> unit = weightGradientOf(op, first, rows);
  if (task_ == DeepTask::gradient) {
    unit.gradient = static_cast<T*>(arrays_->gradient) + place;
    squares[0] = kernels_.weightGradient(unit);
    squares[1] = sumOfSquares(static_cast<const T*>(arrays_->parameters) + place, rows * inputs);
    return;
  }
  T *weights = static_cast<T*>(arrays_->parameters) + place, *velocity = static_cast<T*>(arrays_->velocity) + place;
  const DeepGroup& group = groups_[groupOf(place)];
  if (group.first + group.count >= place + rows * inputs) {
    unit.weights = weights;
    unit.velocity = velocity;
    unit.move = true;
    unit.descent = descentOf(group);
    squares[0] = kernels_.weightGradient(unit);
    return;
  }
  // parameters of several groups
  T* gradient = pieces_.data() + thread * static_cast<int64_t>(pieces_.size()) / threads_;
  squares[0] = 0;
  for (int64_t from = 0; from < rows; from += kTile) {
    const int64_t some = std::min(kTile, rows - from);
    WeightGradientUnit<T> piece = weightGradientOf(op, first + from, some);
    piece.gradient = gradient;
    squares[0] += kernels_.weightGradient(piece);
    descendGroups(place + from * inputs, some * inputs, gradient);
  }
}

// a step of parameters that may belong to several groups
template <class T>
void DeepTraining<T>::descendGroups(int64_t place, int64_t count, const T* gradient) {
  for (int64_t from = place; from < place + count;) {
    const DeepGroup& group = groups_[groupOf(from)];
    const int64_t to = std::min(place + count, group.first + group.count);
    kernels_.descend(to - from, descentOf(group), gradient + (from - place), static_cast<T*>(arrays_->velocity) + from,
                     static_cast<T*>(arrays_->parameters) + from);
    from = to;
  }
}

template <class T>
void DeepTraining<T>::moveOthers(const LayerOp& op, int64_t index) {
  const int64_t skipped = op.kind == LayerKind::linear ? op.weights : 0, count = op.weights - skipped + op.others, place = op.parameters + skipped;
  const T* gradient = gradients_.get() + op.gradient;
  double* squares = moveSquares_.data() + 2 * index;
  squares[0] = sumOfSquares(gradient, count);
  if (task_ == DeepTask::step) return descendGroups(place, count, gradient);
  std::memcpy(static_cast<T*>(arrays_->gradient) + place, gradient, static_cast<size_t>(count) * sizeof(T));
  squares[1] = sumOfSquares(static_cast<const T*>(arrays_->parameters) + place, count);
}

template <class T>
void DeepTraining<T>::commitRunning() {
  T* running = static_cast<T*>(arrays_->running);
  for (const LayerOp& op : plan_.ops) {
    if (op.kind != LayerKind::batchNormalisation) continue;
    const int64_t C = op.in.channels;
    const T* numbers = channels_.get() + op.channelNumbers;
    const auto towards = [&op](T from, T to) { return static_cast<T>((1 - op.momentum) * static_cast<double>(from) + op.momentum * static_cast<double>(to)); };
    for (int64_t c = 0; c < C; c++) {
      T *mean = running + op.running + c, *variance = mean + C;
      *mean = towards(*mean, numbers[kMean * C + c]);
      *variance = towards(*variance, numbers[kVariance * C + c]);
    }
  }
}

// squares of outputs, of gradients by them, of gradients by parameters and of parameters, place by place
template <class T>
void DeepTraining<T>::takeStatistics() {
  const int64_t places = plan_.places;
  std::fill_n(arrays_->statistics, 4 * places, 0.0);
  for (int64_t block = 0; block < blocks_; block++)
    for (int64_t place = 0; place < places; place++) {
      const auto at = static_cast<size_t>(block * places + place);
      arrays_->statistics[place] += outputSquares_[at];
      arrays_->statistics[places + place] += slopeSquares_[at];
    }
  for (size_t unit = 0; unit < moves_.size(); unit++) {
    const int place = plan_.ops[static_cast<size_t>(moves_[unit].op)].place;
    arrays_->statistics[2 * places + place] += moveSquares_[2 * unit];
    arrays_->statistics[3 * places + place] += moveSquares_[2 * unit + 1];
  }
}

template class DeepTraining<float>;
template class DeepTraining<double>;

}  // namespace gramscope
