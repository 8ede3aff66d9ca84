// Where weights and samples of a two-layer trainer are kept.
#include <algorithm>
#include <cstring>

#include "cpu.h"
#include "two_layer_points.h"

namespace gramscope {

namespace {

// with points in the lanes the inputs are read a page apart, which no prefetcher follows: beyond so many inputs that costs several times the arithmetic
constexpr int64_t kPrefetchedInputs = 128, kStridedCost = 3;

// derivatives are kept from the evaluation to the update where they stay in the cache, or where many inputs make computing them again dear
constexpr int64_t kCacheBytes = 3 << 19, kMostBytes = int64_t{4} << 30, kDearInputs = 48;

// so few neurons use each input so few times that it is multiplied by its slope at each use
constexpr int64_t kUnfoldedRows = 18;

int64_t evenly(int64_t count, int64_t most) { return count == 0 ? 1 : (count + most - 1) / most; }

}  // namespace

Doubles TwoLayerTraining::allocate(int64_t count) {
  const int64_t padded = roundUp(std::max<int64_t>(count, 1), 8);
  Doubles part(padded);
  std::memset(part.get(), 0, static_cast<size_t>(padded) * sizeof(double));
  bytes_ += padded * static_cast<int64_t>(sizeof(double));
  return part;
}

TwoLayerTraining::TwoLayerTraining(const TwoLayerConstants& constants, std::shared_ptr<const Activation> activation, const double* inputs,
                                   const double* targets, const double* nodeScales)
    : c_(constants), activation_(std::move(activation)), kernels_(twoLayerKernels()) {
  lanes_ = kernels_.lanes;
  panel_ = lanes_ * kernels_.columns;
  columns_ = c_.inputs + (c_.biases ? 1 : 0);
  stride_ = roundUp(columns_, lanes_);
  trainsOutput_ = c_.outputStep > 0;
  trainsHidden_ = c_.hiddenStep > 0 || (c_.biases && c_.biasStep > 0);
  nodeScales_.assign(nodeScales, nodeScales + c_.neurons);
  targets_.assign(targets, targets + c_.samples * c_.outputs);
  outputs_.assign(static_cast<size_t>(c_.samples * c_.outputs), 0.0);
  steps_.assign(static_cast<size_t>(stride_), 0.0);
  std::fill_n(steps_.begin(), c_.inputs, c_.hiddenStep);
  if (c_.biases) steps_[static_cast<size_t>(c_.inputs)] = c_.biasStep;
  outputSteps_.assign(static_cast<size_t>(c_.outputs), c_.outputStep);
  inputs_.assign(inputs, inputs + c_.samples * c_.inputs);
}

// everything whose layout depends on which neurons take part
void TwoLayerTraining::setWeights(const double* hidden, const double* biases, const double* output) {
  active_.clear();
  for (int64_t j = 0; j < c_.neurons; j++) {
    bool takesPart = trainsOutput_;
    for (int64_t k = 0; k < c_.outputs && !takesPart; k++) takesPart = output[j * c_.outputs + k] != 0;
    if (takesPart && nodeScales_[static_cast<size_t>(j)] != 0) active_.push_back(j);
  }
  const int64_t count = static_cast<int64_t>(active_.size());
  rows_ = roundUp(count, lanes_);
  // lanes of neurons or of points, whichever wastes fewer
  const int64_t neuronWork = rows_ * c_.samples * (2 * columns_ + kActivationWork);
  const int64_t paddedSamples = roundUp(c_.samples, lanes_);
  const int64_t pointWork = count * (paddedSamples * (columns_ + kActivationWork) + c_.samples * stride_);
  lanesAreNeurons_ = neuronWork <= (columns_ > kPrefetchedInputs ? kStridedCost * pointWork : pointWork);
  panels_ = lanesAreNeurons_ ? evenly(count, panel_) : 0;
  if (lanesAreNeurons_ && count == 0) panels_ = 0;
  const int64_t weightCount = lanesAreNeurons_ ? panels_ * panel_ * columns_ : rows_ * stride_;
  const int64_t neuronSlots = lanesAreNeurons_ ? panels_ * panel_ : rows_;
  bytes_ = 0;
  weights_ = std::make_unique<Doubles>(allocate(weightCount));
  outputWeights_ = std::make_unique<Doubles>(allocate(neuronSlots * c_.outputs));
  coefficients_ = std::make_unique<Doubles>(allocate(neuronSlots * c_.outputs));
  scales_ = std::make_unique<Doubles>(allocate(neuronSlots));
  packWeights(hidden, biases, output);
  refreshCoefficients(0, neuronSlots);
  all_ = makePoints(c_.samples, true);
  for (int64_t i = 0; i < c_.samples; i++) packPoint(*all_, i, inputs_.data() + i * c_.inputs);
  all_->targets = targets_;
  const int threads = std::max(1, c_.threads);
  const int64_t chunkWidth = lanesAreNeurons_ ? panel_ : kChunkPoints;
  const int64_t chunkHeight = lanesAreNeurons_ ? kChunkPoints : kBlockRows;
  const int64_t gradientSize = lanesAreNeurons_ ? (columns_ + c_.outputs) * panel_ * blockPanels() : kBlockRows * (stride_ + c_.outputs);
  scratchChunk_ = chunkHeight * chunkWidth;
  scratchGradient_ = gradientSize;
  scratch_.clear();
  for (int t = 0; t < threads; t++) scratch_.push_back(nullptr);
}

// panels whose weights are worked on together, so that a chunk of inputs is used for all of them
int64_t TwoLayerTraining::blockPanels() const {
  if (c_.samples <= kChunkPoints) return 1;
  // a quarter of a megabyte of weights
  return std::clamp<int64_t>((int64_t{1} << 15) / (columns_ * panel_), 1, 8);
}

std::unique_ptr<TwoLayerTraining::Points> TwoLayerTraining::makePoints(int64_t capacity, bool trains) {
  const int64_t padded = roundUp(std::max<int64_t>(capacity, 1), 8);
  auto points = std::unique_ptr<Points>(new Points{capacity, 0, 0, 0, allocate(capacity * stride_), allocate(columns_ * padded), nullptr,
                                                   allocate(c_.outputs * padded), nullptr, nullptr, false, false, {}, {}, nullptr, 0, 0});
  const int64_t neuronSlots = lanesAreNeurons_ ? panels_ * panel_ : rows_;
  if (trains) {
    if (c_.outputs == 1 && trainsHidden_ && (lanesAreNeurons_ || static_cast<int64_t>(active_.size()) > kUnfoldedRows))
      points->folded = std::make_unique<Doubles>(allocate(lanesAreNeurons_ ? columns_ * padded : capacity * stride_));
    const int64_t entries = neuronSlots * padded;
    const int64_t kept = entries * static_cast<int64_t>(sizeof(double)) * (trainsOutput_ ? 2 : 1);
    points->keeps = kept <= kCacheBytes || (columns_ >= kDearInputs && kept <= kMostBytes);
    if (points->keeps && trainsHidden_) points->derivatives = std::make_unique<Doubles>(allocate(entries));
    if (points->keeps && trainsOutput_) points->values = std::make_unique<Doubles>(allocate(entries));
  }
  choosePoints(*points, capacity);
  return points;
}

void TwoLayerTraining::choosePoints(Points& points, int64_t count) const {
  points.count = count;
  points.padded = roundUp(std::max<int64_t>(points.capacity, 1), 8);
  points.chunk = roundUp((count + evenly(count, kChunkPoints) - 1) / evenly(count, kChunkPoints), 8);
  points.kept = false;
  points.outputs.resize(static_cast<size_t>(count * c_.outputs));
}

// the input times s, and 1 for the bias
void TwoLayerTraining::packPoint(Points& points, int64_t place, const double* input) {
  double* row = points.rows.get() + place * stride_;
  for (int64_t l = 0; l < c_.inputs; l++) row[l] = c_.scale * input[l];
  if (c_.biases) row[c_.inputs] = 1;
  for (int64_t l = 0; l < columns_; l++) points.columns.get()[l * points.padded + place] = row[l];
}

void TwoLayerTraining::gather(Points& points, int64_t batch) {
  const int64_t first = batch * batchSize_;
  const int64_t count = std::min<int64_t>(batchSize_, static_cast<int64_t>(indices_.size()) - first);
  choosePoints(points, count);
  points.targets.resize(static_cast<size_t>(count * c_.outputs));
  for (int64_t i = 0; i < count; i++) {
    const int64_t sample = indices_[static_cast<size_t>(first + i)];
    std::memcpy(points.rows.get() + i * stride_, all_->rows.get() + sample * stride_, static_cast<size_t>(stride_) * sizeof(double));
    for (int64_t l = 0; l < columns_; l++)
      points.columns.get()[l * points.padded + i] = all_->columns.get()[l * all_->padded + sample];
    for (int64_t k = 0; k < c_.outputs; k++)
      points.targets[static_cast<size_t>(i * c_.outputs + k)] = targets_[static_cast<size_t>(sample * c_.outputs + k)];
  }
}

void TwoLayerTraining::packWeights(const double* hidden, const double* biases, const double* output) {
  for (int64_t place = 0; place < static_cast<int64_t>(active_.size()); place++) {
    const int64_t j = active_[static_cast<size_t>(place)];
    const int64_t panel = lanesAreNeurons_ ? place / panel_ : 0, lane = lanesAreNeurons_ ? place % panel_ : place;
    for (int64_t l = 0; l < columns_; l++) {
      const double w = l < c_.inputs ? hidden[j * c_.inputs + l] : biases[j];
      if (lanesAreNeurons_)
        weights_->get()[(panel * columns_ + l) * panel_ + lane] = w;
      else
        weights_->get()[place * stride_ + l] = w;
    }
    const int64_t outputStride = lanesAreNeurons_ ? panel_ : rows_;
    for (int64_t k = 0; k < c_.outputs; k++)
      outputWeights_->get()[(panel * c_.outputs + k) * outputStride + lane] = output[j * c_.outputs + k];
    scales_->get()[place] = nodeScales_[static_cast<size_t>(j)];
  }
}

void TwoLayerTraining::unpack(const double* weights, const double* outputWeights, double* hidden, double* biases, double* output) const {
  for (int64_t place = 0; place < static_cast<int64_t>(active_.size()); place++) {
    const int64_t j = active_[static_cast<size_t>(place)];
    const int64_t panel = lanesAreNeurons_ ? place / panel_ : 0, lane = lanesAreNeurons_ ? place % panel_ : place;
    for (int64_t l = 0; l < columns_; l++) {
      const double w = lanesAreNeurons_ ? weights[(panel * columns_ + l) * panel_ + lane] : weights[place * stride_ + l];
      if (l < c_.inputs)
        hidden[j * c_.inputs + l] = w;
      else
        biases[j] = w;
    }
    const int64_t outputStride = lanesAreNeurons_ ? panel_ : rows_;
    for (int64_t k = 0; k < c_.outputs; k++)
      output[j * c_.outputs + k] = outputWeights[(panel * c_.outputs + k) * outputStride + lane];
  }
}

void TwoLayerTraining::readWeights(double* hidden, double* biases, double* output) const {
  unpack(weights_->get(), outputWeights_->get(), hidden, biases, output);
}

void TwoLayerTraining::readGradient(double* hidden, double* biases, double* output) const {
  if (gradient_ != nullptr) unpack(gradient_->get(), outputGradient_->get(), hidden, biases, output);
}

int64_t TwoLayerTraining::elsewhereLength() const { return elsewhere_ == nullptr ? 0 : static_cast<int64_t>(elsewhere_->outputs.size()); }

void TwoLayerTraining::readOutputsElsewhere(double* outputs) const {
  if (elsewhere_ != nullptr) std::memcpy(outputs, elsewhere_->outputs.data(), elsewhere_->outputs.size() * sizeof(double));
}

// c_j a_jk of some neurons: slots first..first + count - 1
void TwoLayerTraining::refreshCoefficients(int64_t first, int64_t count) {
  const double* scales = scales_->get();
  for (int64_t slot = first; slot < first + count; slot++) {
    for (int64_t k = 0; k < c_.outputs; k++) {
      const int64_t at = lanesAreNeurons_ ? ((slot / panel_) * c_.outputs + k) * panel_ + slot % panel_ : k * rows_ + slot;
      coefficients_->get()[at] = scales[slot] * outputWeights_->get()[at];
    }
  }
}

void TwoLayerTraining::setOutputs(const double* outputs) {
  outputs_.assign(outputs, outputs + c_.samples * c_.outputs);
  double residualNorm = 0, loss = 0;
  all_->outputs = outputs_;
  takeResiduals(*all_, c_.lossFactor, residualNorm, loss);
}

}  // namespace gramscope
