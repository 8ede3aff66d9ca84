#include "two_layer_training.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "cpu.h"

namespace gramscope {

namespace {

// points whose pre-activations are worked on at once, so that they stay in the first-level cache
constexpr int64_t kChunkPoints = 128;
// neurons whose rows are worked on at once where lanes are points
constexpr int64_t kBlockRows = 48;
// multiply-adds of a unit, so that many units share the work and a slice can end
constexpr double kUnitWork = 3e5;
constexpr double kMostUnits = 192;
// multiply-adds a thread should have in a pass to be worth its synchronisation
constexpr double kWorthwhile = 1e6;
// derivatives are kept from the evaluation to the update where they stay in the cache, or where many inputs make computing them again dear
constexpr int64_t kCacheBytes = 3 << 19, kMostBytes = int64_t{4} << 30, kDearInputs = 48;
// what an activation costs in multiply-adds of its vector
constexpr int64_t kActivationWork = 25;

Clock::time_point after(Clock::time_point start, double milliseconds) {
  return start + std::chrono::microseconds(static_cast<int64_t>(1000 * std::clamp(milliseconds, 0.0, 1e9)));
}

int64_t evenly(int64_t count, int64_t most) { return count == 0 ? 1 : (count + most - 1) / most; }

}  // namespace

// Samples in both layouts, and what belongs to them
struct TwoLayerTraining::Points {
  int64_t capacity, count = 0, padded = 0;
  int64_t chunk = 0;
  Doubles rows;     // count x stride
  Doubles columns;  // columns x padded
  std::unique_ptr<Doubles> folded;  // one output: the inputs times the slopes, in the layout of the gradient's product
  Doubles slopes;                   // dL/df, K x padded
  std::unique_ptr<Doubles> derivatives, values;
  bool keeps = false, kept = false;
  std::vector<double> targets, outputs;
  std::unique_ptr<Doubles> shares;  // of f, a unit each
  int64_t unitShare = 0, shareCapacity = 0;

  int64_t chunks() const { return chunk == 0 ? 0 : (count + chunk - 1) / chunk; }
};

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

TwoLayerTraining::~TwoLayerTraining() = default;

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
  lanesAreNeurons_ = neuronWork <= pointWork;
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
    if (c_.outputs == 1 && trainsHidden_)
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

TwoLayerStatus TwoLayerTraining::status(bool withIncrease) const {
  if (!std::isfinite(numbers.residualNorm)) return TwoLayerStatus::notFinite;
  if (numbers.residualNorm < c_.convergedResidual || numbers.loss < c_.convergedLoss) return TwoLayerStatus::converged;
  if (numbers.residualNorm > c_.divergedResidual) return TwoLayerStatus::diverged;
  if (withIncrease && c_.residualIncrease && numbers.residualNorm > numbers.previousResidualNorm) return TwoLayerStatus::residualIncreased;
  if (numbers.gradientNorm < c_.gradientFloor) return TwoLayerStatus::gradientFloor;
  return TwoLayerStatus::running;
}

// residuals, loss and slopes of points whose outputs are known
void TwoLayerTraining::takeResiduals(Points& points, double lossFactor, double& residualNorm, double& loss) {
  const int64_t K = c_.outputs, count = points.count;
  double* slopes = points.slopes.get();
  const double *outputs = points.outputs.data(), *targets = points.targets.data();
  double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  if (!c_.crossEntropy && K == 1) {
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
      for (int64_t lane = 0; lane < 8; lane++) {
        const double r = outputs[i + lane] - targets[i + lane];
        sums[lane] += r * r;
        slopes[i + lane] = lossFactor * r;
      }
    }
    for (int64_t lane = 0; i < count; i++, lane++) {
      const double r = outputs[i] - targets[i];
      sums[lane] += r * r;
      slopes[i] = lossFactor * r;
    }
  } else if (!c_.crossEntropy) {
    for (int64_t i = 0; i < count; i++) {
      for (int64_t k = 0; k < K; k++) {
        const double r = outputs[i * K + k] - targets[i * K + k];
        sums[i % 8] += r * r;
        slopes[k * points.padded + i] = lossFactor * r;
      }
    }
  } else {
    std::vector<double> exponentials(static_cast<size_t>(roundUp(K, 8)));
    loss = 0;
    for (int64_t i = 0; i < count; i++) {
      double largest = -INFINITY, sum = 0;
      for (int64_t k = 0; k < K; k++) largest = outputs[i * K + k] > largest ? outputs[i * K + k] : largest;
      for (int64_t k = 0; k < K; k++) exponentials[static_cast<size_t>(k)] = outputs[i * K + k] - largest;
      kernels_.exponentials(roundUp(K, 8), exponentials.data());
      for (int64_t k = 0; k < K; k++) sum += exponentials[static_cast<size_t>(k)];
      const double logSum = std::log(sum);
      for (int64_t k = 0; k < K; k++) {
        const double y = targets[i * K + k];
        const double r = exponentials[static_cast<size_t>(k)] / sum - y;
        sums[i % 8] += r * r;
        slopes[k * points.padded + i] = lossFactor * r;
        if (y != 0) loss -= y * (outputs[i * K + k] - largest - logSum);
      }
    }
    loss *= lossFactor;
  }
  const double squares = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  residualNorm = std::sqrt(squares);
  if (!c_.crossEntropy) loss = lossFactor * 0.5 * squares;
  for (int64_t k = 0; k < K; k++) std::fill(slopes + k * points.padded + count, slopes + (k + 1) * points.padded, 0.0);
  if (points.folded == nullptr) return;
  if (lanesAreNeurons_) {
    for (int64_t l = 0; l < columns_; l++)
      kernels_.multiplyEntries(points.padded, points.columns.get() + l * points.padded, slopes, points.folded->get() + l * points.padded);
  } else {
    kernels_.scaleRows(count, stride_ / lanes_, points.rows.get(), stride_, slopes, points.folded->get(), stride_);
  }
}

// The work of a unit of neurons in a pass
class TwoLayerPass {
 public:
  TwoLayerPass(TwoLayerTraining& training) : t_(training), k_(training.kernels_), K_(training.c_.outputs) {}

  int64_t units(int64_t) const { return std::max<int64_t>(t_.units_, 1); }

  void run(int64_t, int64_t unit, int thread) {
    if (unit >= t_.units_) return;
    const int64_t items = t_.lanesAreNeurons_ ? t_.panels_ : static_cast<int64_t>(t_.active_.size());
    const int64_t first = unit * t_.unitItems_, end = std::min(first + t_.unitItems_, items);
    double* chunk = t_.scratch_[static_cast<size_t>(thread)]->get();
    double* second = chunk + t_.scratchChunk_;
    double* gradient = second + t_.scratchChunk_;
    GradientSums& sums = t_.sums_[static_cast<size_t>(unit)];
    sums = GradientSums();
    double* shares = t_.evaluate_ == nullptr ? nullptr : t_.evaluate_->shares->get() + unit * t_.evaluate_->unitShare;
    if (shares != nullptr) std::memset(shares, 0, static_cast<size_t>(t_.evaluate_->unitShare) * sizeof(double));
    const int64_t block = t_.lanesAreNeurons_ ? t_.blockPanels() : kBlockRows;
    for (int64_t item = first; item < end; item += block) {
      const int64_t count = std::min(block, end - item);
      if (t_.lanesAreNeurons_) {
        if (t_.update_ != nullptr) updatePanels(*t_.update_, item, count, chunk, second, gradient, sums);
        if (t_.evaluate_ != nullptr) evaluatePanels(*t_.evaluate_, item, count, chunk, shares);
      } else {
        if (t_.update_ != nullptr) updateRows(*t_.update_, item, count, chunk, second, gradient, sums);
        if (t_.evaluate_ != nullptr) evaluateRows(*t_.evaluate_, item, count, chunk, shares);
      }
    }
  }

  bool finish(int64_t&) { return t_.finishPass(); }

 private:
  using Points = TwoLayerTraining::Points;

  const Activation* activation() const { return t_.activation_.get(); }

  // vectors of a panel that hold neurons
  int64_t vectorsOf(int64_t panel) const { return std::min<int64_t>(k_.columns, t_.rows_ / t_.lanes_ - panel * k_.columns); }

  // pre-activations of a chunk of points of a panel, points x panel
  void preactivatePanel(const Points& points, int64_t first, int64_t count, int64_t panel, double* z) const {
    k_.multiply({count, t_.columns_, vectorsOf(panel), points.rows.get() + first * t_.stride_, t_.stride_,
                 t_.weights_->get() + panel * t_.columns_ * t_.panel_, t_.panel_, z, t_.panel_, false});
  }

  void updatePanels(Points& points, int64_t firstPanel, int64_t panels, double* chunk, double* second, double* gradients, GradientSums& sums) {
    const int64_t L = t_.panel_;
    const int64_t gradientSize = (t_.columns_ + K_) * L;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      for (int64_t p = 0; p < panels; p++) {
        const int64_t panel = firstPanel + p, vectors = vectorsOf(panel);
        double *gradient = gradients + p * gradientSize, *outputGradient = gradient + t_.columns_ * L;
        const int64_t kept = (panel * points.padded + first) * L;
        const bool isKept = points.keeps && points.kept;
        double* derivative = isKept && points.derivatives != nullptr ? points.derivatives->get() + kept : chunk;
        const double* value = isKept && points.values != nullptr ? points.values->get() + kept : second;
        if (!isKept) {
          preactivatePanel(points, first, count, panel, chunk);
          k_.activate({activation(), Combine::store, count, vectors, chunk, L, t_.trainsOutput_ ? second : nullptr, L,
                       t_.trainsHidden_ ? chunk : nullptr, L, nullptr, nullptr});
        }
        if (t_.trainsOutput_)
          k_.multiply({K_, count, vectors, points.slopes.get() + first, points.padded, value, L, outputGradient, L, c > 0});
        if (!t_.trainsHidden_) continue;
        const double* factors = points.columns.get();
        if (K_ == 1) {
          factors = points.folded->get();
        } else {
          k_.scaleByProducts(count, vectors, K_, derivative, L, points.slopes.get() + first, points.padded,
                             t_.outputWeights_->get() + panel * K_ * L, L, chunk, L);
          derivative = chunk;
        }
        k_.multiply({t_.columns_, count, vectors, factors + first, points.padded, derivative, L, gradient, L, c > 0});
      }
    }
    for (int64_t p = 0; p < panels; p++) movePanel(firstPanel + p, gradients + p * gradientSize, sums);
  }

  void movePanel(int64_t panel, double* gradient, GradientSums& sums) {
    const int64_t L = t_.panel_, vectors = vectorsOf(panel);
    double* outputGradient = gradient + t_.columns_ * L;
    const double* scales = t_.scales_->get() + panel * L;
    const int64_t weightsAt = panel * t_.columns_ * L, outputAt = panel * K_ * L;
    const bool apply = !t_.keepGradient_;
    if (t_.trainsHidden_) {
      const double* coefficients = K_ == 1 ? t_.coefficients_->get() + outputAt : scales;
      k_.updateWeights({t_.columns_, vectors, t_.weights_->get() + weightsAt, L, gradient, L, nullptr, coefficients, t_.steps_.data(), nullptr, apply},
                       sums);
      if (!apply) copyPanel(gradient, t_.columns_, vectors, t_.gradient_->get() + weightsAt);
    }
    if (t_.trainsOutput_) {
      k_.updateWeights({K_, vectors, t_.outputWeights_->get() + outputAt, L, outputGradient, L, nullptr, scales, t_.outputSteps_.data(), nullptr, apply},
                       sums);
      if (apply)
        t_.refreshCoefficients(panel * L, vectors * t_.lanes_);
      else
        copyPanel(outputGradient, K_, vectors, t_.outputGradient_->get() + outputAt);
    }
  }

  void copyPanel(const double* source, int64_t rows, int64_t vectors, double* target) const {
    for (int64_t r = 0; r < rows; r++)
      std::memcpy(target + r * t_.panel_, source + r * t_.panel_, static_cast<size_t>(vectors * t_.lanes_) * sizeof(double));
  }

  void evaluatePanels(Points& points, int64_t firstPanel, int64_t panels, double* chunk, double* shares) const {
    const int64_t L = t_.panel_;
    const bool keepsDerivatives = points.derivatives != nullptr, keepsValues = points.values != nullptr;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      for (int64_t p = 0; p < panels; p++) {
        const int64_t panel = firstPanel + p, vectors = vectorsOf(panel);
        const int64_t kept = (panel * points.padded + first) * L;
        double* derivative = keepsDerivatives ? points.derivatives->get() + kept : nullptr;
        const double* coefficients = t_.coefficients_->get() + panel * K_ * L;
        preactivatePanel(points, first, count, panel, chunk);
        if (K_ == 1 && !keepsValues) {
          k_.activate({activation(), Combine::byRow, count, vectors, chunk, L, nullptr, 0, derivative, L, coefficients, shares + first * t_.lanes_});
          continue;
        }
        double* value = keepsValues ? points.values->get() + kept : chunk;
        k_.activate({activation(), Combine::store, count, vectors, chunk, L, value, L, derivative, L, nullptr, nullptr});
        k_.combineRows(count, vectors, K_, value, L, coefficients, L, shares + first * K_ * t_.lanes_);
      }
    }
  }

  void preactivateRows(const Points& points, int64_t first, int64_t count, int64_t firstRow, int64_t rows, double* z) const {
    k_.multiply({rows, t_.columns_, roundUp(count, t_.lanes_) / t_.lanes_, t_.weights_->get() + firstRow * t_.stride_, t_.stride_,
                 points.columns.get() + first, points.padded, z, kChunkPoints, false});
  }

  void updateRows(Points& points, int64_t firstRow, int64_t rows, double* chunk, double* second, double* gradient, GradientSums& sums) {
    double* outputGradient = gradient + kBlockRows * t_.stride_;
    if (t_.trainsOutput_) std::memset(outputGradient, 0, static_cast<size_t>(rows * K_) * sizeof(double));
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      const int64_t vectors = roundUp(count, t_.lanes_) / t_.lanes_;
      const int64_t kept = firstRow * points.padded + first;
      const bool isKept = points.keeps && points.kept;
      const double* derivative = isKept && points.derivatives != nullptr ? points.derivatives->get() + kept : chunk;
      const double* value = isKept && points.values != nullptr ? points.values->get() + kept : second;
      int64_t stride = isKept ? points.padded : kChunkPoints;
      if (!isKept) {
        preactivateRows(points, first, count, firstRow, rows, chunk);
        k_.activate({activation(), Combine::store, rows, vectors, chunk, kChunkPoints, t_.trainsOutput_ ? second : nullptr, kChunkPoints,
                     t_.trainsHidden_ ? chunk : nullptr, kChunkPoints, nullptr, nullptr});
      }
      if (t_.trainsOutput_)
        for (int64_t k = 0; k < K_; k++)
          k_.sumRows(rows, vectors, value, stride, points.slopes.get() + k * points.padded + first, outputGradient + k, K_);
      if (!t_.trainsHidden_) continue;
      const double* factors = points.rows.get();
      if (K_ == 1) {
        factors = points.folded->get();
      } else {
        k_.scaleByProducts(rows, vectors, K_, derivative, stride, t_.outputWeights_->get() + firstRow, t_.rows_, points.slopes.get() + first,
                           points.padded, chunk, kChunkPoints);
        derivative = chunk;
        stride = kChunkPoints;
      }
      k_.multiply({rows, count, t_.stride_ / t_.lanes_, derivative, stride, factors + first * t_.stride_, t_.stride_, gradient, t_.stride_, c > 0});
    }
    moveRows(firstRow, rows, gradient, outputGradient, sums);
  }

  void moveRows(int64_t firstRow, int64_t rows, double* gradient, double* outputGradient, GradientSums& sums) {
    const double* scales = t_.scales_->get() + firstRow;
    const bool apply = !t_.keepGradient_;
    if (t_.trainsHidden_) {
      const double* coefficients = K_ == 1 ? t_.coefficients_->get() + firstRow : scales;
      k_.updateWeights({rows, t_.stride_ / t_.lanes_, t_.weights_->get() + firstRow * t_.stride_, t_.stride_, gradient, t_.stride_, coefficients,
                        nullptr, nullptr, t_.steps_.data(), apply},
                       sums);
      if (!apply)
        std::memcpy(t_.gradient_->get() + firstRow * t_.stride_, gradient, static_cast<size_t>(rows * t_.stride_) * sizeof(double));
    }
    if (!t_.trainsOutput_) return;
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t k = 0; k < K_; k++) {
        const double g = scales[r] * outputGradient[r * K_ + k], length = t_.c_.outputStep * g;
        const int64_t at = k * t_.rows_ + firstRow + r;
        sums.squares += g * g;
        sums.squaredLengths += length * length;
        if (apply)
          t_.outputWeights_->get()[at] -= length;
        else
          t_.outputGradient_->get()[at] = g;
      }
    }
    if (apply) t_.refreshCoefficients(firstRow, rows);
  }

  void evaluateRows(Points& points, int64_t firstRow, int64_t rows, double* chunk, double* shares) const {
    const bool keepsDerivatives = points.derivatives != nullptr, keepsValues = points.values != nullptr;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      const int64_t vectors = roundUp(count, t_.lanes_) / t_.lanes_;
      const int64_t kept = firstRow * points.padded + first;
      double* derivative = keepsDerivatives ? points.derivatives->get() + kept : nullptr;
      const double* coefficients = t_.coefficients_->get() + firstRow;
      preactivateRows(points, first, count, firstRow, rows, chunk);
      if (K_ == 1 && !keepsValues) {
        k_.activate({activation(), Combine::byColumn, rows, vectors, chunk, kChunkPoints, nullptr, 0, derivative, points.padded, coefficients,
                     shares + first});
        continue;
      }
      double* value = keepsValues ? points.values->get() + kept : chunk;
      const int64_t stride = keepsValues ? points.padded : kChunkPoints;
      k_.activate({activation(), Combine::store, rows, vectors, chunk, kChunkPoints, value, stride, derivative, points.padded, nullptr, nullptr});
      k_.multiply({K_, rows, vectors, coefficients, t_.rows_, value, stride, shares + first, points.padded, true});
    }
  }

  TwoLayerTraining& t_;
  const TwoLayerKernels& k_;
  const int64_t K_;
};

// Cuts the neurons into units. Only sizes count, never threads.
void TwoLayerTraining::preparePass(Points* update, Points* evaluate) {
  update_ = update;
  evaluate_ = evaluate;
  const int64_t items = lanesAreNeurons_ ? panels_ : static_cast<int64_t>(active_.size());
  const int64_t points = std::max(update == nullptr ? 0 : update->count, evaluate == nullptr ? 0 : evaluate->count);
  const double itemWork = static_cast<double>((lanesAreNeurons_ ? panel_ : 1) * std::max<int64_t>(points, 1) * (2 * columns_ + kActivationWork));
  const double target = std::max(kUnitWork, itemWork * static_cast<double>(items) / kMostUnits);
  unitItems_ = std::clamp<int64_t>(static_cast<int64_t>(std::ceil(target / itemWork)), 1, std::max<int64_t>(items, 1));
  units_ = items == 0 ? 0 : (items + unitItems_ - 1) / unitItems_;
  passWork_ = itemWork * static_cast<double>(items);
  cursor_ = Cursor();
  if (static_cast<int64_t>(sums_.size()) < units_) sums_.resize(static_cast<size_t>(units_));
  if (evaluate != nullptr) {
    evaluate->unitShare = c_.outputs * (lanesAreNeurons_ ? roundUp(evaluate->capacity, 8) * lanes_ : evaluate->padded);
    const int64_t needed = evaluate->unitShare * std::max<int64_t>(units_, 1);
    if (evaluate->shareCapacity < needed) {
      evaluate->shares = std::make_unique<Doubles>(allocate(needed));
      evaluate->shareCapacity = needed;
    }
  }
  stepStart_ = Clock::now();
}

int TwoLayerTraining::usefulThreads() const {
  return static_cast<int>(std::clamp(passWork_ / kWorthwhile, 1.0, static_cast<double>(std::max(1, c_.threads))));
}

// f of the evaluated points: the units' shares, in order
void TwoLayerTraining::combineOutputs(Points& points) {
  const int64_t K = c_.outputs;
  std::fill(points.outputs.begin(), points.outputs.end(), 0.0);
  for (int64_t unit = 0; unit < units_; unit++) {
    const double* shares = points.shares->get() + unit * points.unitShare;
    if (lanesAreNeurons_) {
      for (int64_t at = 0; at < points.count * K; at++) points.outputs[static_cast<size_t>(at)] += kernels_.sumLanes(shares + at * lanes_);
    } else if (K == 1) {
      for (int64_t i = 0; i < points.count; i++) points.outputs[static_cast<size_t>(i)] += shares[i];
    } else {
      for (int64_t i = 0; i < points.count; i++)
        for (int64_t k = 0; k < K; k++) points.outputs[static_cast<size_t>(i * K + k)] += shares[k * points.padded + i];
    }
  }
  points.kept = points.keeps;
}

void TwoLayerTraining::beginEvaluation() {
  task_ = Task::evaluation;
  recorded_ = 0;
  preparePass(nullptr, all_.get());
}

void TwoLayerTraining::beginEvaluationAt(const double* inputs, int64_t count) {
  task_ = Task::elsewhere;
  recorded_ = 0;
  elsewhere_ = makePoints(count, false);
  for (int64_t i = 0; i < count; i++) packPoint(*elsewhere_, i, inputs + i * c_.inputs);
  preparePass(nullptr, elsewhere_.get());
}

void TwoLayerTraining::beginGradient() {
  task_ = Task::gradient;
  recorded_ = 0;
  keepGradient_ = true;
  const int64_t neuronSlots = lanesAreNeurons_ ? panels_ * panel_ : rows_;
  gradient_ = std::make_unique<Doubles>(allocate(lanesAreNeurons_ ? neuronSlots * columns_ : neuronSlots * stride_));
  outputGradient_ = std::make_unique<Doubles>(allocate(neuronSlots * c_.outputs));
  preparePass(nullptr, all_.get());
}

void TwoLayerTraining::beginDescent(int64_t steps, double milliseconds) {
  task_ = Task::descent;
  recorded_ = 0;
  wantedSteps_ = steps;
  end_ = after(Clock::now(), milliseconds);
  if (steps < 1 || status(true) != TwoLayerStatus::running)
    task_ = Task::none;
  else
    preparePass(all_.get(), all_.get());
}

void TwoLayerTraining::beginBatches(const TwoLayerBatches& batches, double milliseconds) {
  task_ = Task::batches;
  recorded_ = 0;
  end_ = after(Clock::now(), milliseconds);
  indices_.assign(batches.indices, batches.indices + batches.count);
  batchLossFactor_ = batches.lossFactor;
  lastBatch_ = false;
  batchIndex_ = 0;
  if (batches.count == 0) {
    task_ = Task::none;
    return;
  }
  const int64_t size = std::min<int64_t>(batches.batchSize, batches.count);
  if (batch_ == nullptr || batch_->capacity != size) {
    batch_ = makePoints(size, true);
    nextBatch_ = makePoints(size, true);
  }
  batchSize_ = size;
  gather(*batch_, 0);
  preparePass(nullptr, batch_.get());
}

bool TwoLayerTraining::go(double milliseconds, const volatile int32_t* cancelFlag, const TwoLayerHistory* history) {
  if (task_ == Task::none) return true;
  history_ = history;
  SliceLimits limits;
  limits.threads = usefulThreads();
  // a step that has been begun may take a little longer than the slice before it is left half done
  limits.deadline = after(Clock::now(), 1.25 * milliseconds + 1);
  limits.cancelFlag = cancelFlag;
  for (int t = 0; t < limits.threads; t++) {
    auto& scratch = scratch_[static_cast<size_t>(t)];
    if (scratch == nullptr) scratch = std::make_unique<Doubles>(allocate(2 * scratchChunk_ + scratchGradient_));
  }
  TwoLayerPass pass(*this);
  cursor_ = StagedRunner<TwoLayerPass>(pass, cursor_, limits).run();
  return task_ == Task::none;
}

// Takes the results of a pass and prepares the next one; false ends the slice. When the task is done it becomes none.
bool TwoLayerTraining::finishPass() {
  GradientSums sums;
  if (update_ != nullptr) {
    for (int64_t unit = 0; unit < units_; unit++) {
      sums.squares += sums_[static_cast<size_t>(unit)].squares;
      sums.squaredLengths += sums_[static_cast<size_t>(unit)].squaredLengths;
    }
  }
  const double gradientNorm = std::sqrt(sums.squares);
  if (evaluate_ != nullptr) combineOutputs(*evaluate_);

  if (task_ == Task::elsewhere) {
    task_ = Task::none;
    return false;
  }
  if (task_ == Task::gradient && update_ != nullptr) {
    numbers.gradientNorm = gradientNorm;
    keepGradient_ = false;
    task_ = Task::none;
    return false;
  }
  const bool onAll = evaluate_ == all_.get();
  double residualNorm = 0, loss = 0;
  takeResiduals(*evaluate_, onAll ? c_.lossFactor : batchLossFactor_, residualNorm, loss);
  if (onAll) {
    outputs_ = all_->outputs;
    numbers.previousResidualNorm = numbers.residualNorm;
    numbers.residualNorm = residualNorm;
    numbers.loss = loss;
  }
  if (task_ == Task::evaluation) {
    task_ = Task::none;
    return false;
  }
  if (task_ == Task::gradient) {
    preparePass(all_.get(), nullptr);
    return true;
  }
  if (update_ != nullptr) {
    numbers.step++;
    numbers.gradientNorm = gradientNorm;
    const bool descends = task_ == Task::descent;
    history_->residualNorm[recorded_] = descends ? residualNorm : batchResidual_;
    history_->loss[recorded_] = descends ? loss : batchLoss_;
    history_->gradientNorm[recorded_] = gradientNorm;
    history_->stepLength[recorded_] = std::sqrt(sums.squaredLengths);
    recorded_++;
  }
  const Clock::time_point now = Clock::now();
  // another step is begun only if it is likely to end in time
  const bool inTime = now + (now - stepStart_) <= end_;
  if (task_ == Task::descent) {
    stepStart_ = now;
    if (status(true) == TwoLayerStatus::running && recorded_ < wantedSteps_ && inTime) {
      cursor_ = Cursor();
      return true;
    }
    task_ = Task::none;
    return false;
  }
  if (onAll) {
    task_ = Task::none;
    return false;
  }
  // a batch has been evaluated: step with it, and evaluate the next one or, at the end, all samples
  batchResidual_ = residualNorm;
  batchLoss_ = loss;
  if (update_ != nullptr) batchIndex_++;
  const int64_t batches = (static_cast<int64_t>(indices_.size()) + batchSize_ - 1) / batchSize_;
  const bool last = batchIndex_ + 1 >= batches || recorded_ + 1 >= history_->capacity || !std::isfinite(residualNorm) || now >= end_;
  Points* current = evaluate_;
  Points* other = current == batch_.get() ? nextBatch_.get() : batch_.get();
  if (!last) gather(*other, batchIndex_ + 1);
  preparePass(current, last ? all_.get() : other);
  return true;
}

}  // namespace gramscope
