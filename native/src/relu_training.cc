#include "relu_training.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "aligned.h"
#include "cpu.h"

namespace gramscope {

namespace {

// neurons of an evaluation unit; the partial outputs of the chunks are added in ascending order
constexpr int64_t kChunkNeurons = 32 * kTileRows;
// more neurons share a table of partial sums better, fewer keep threads busy and slices short
constexpr int64_t kMostUpdateNeurons = 512;
constexpr int64_t kFewestUpdateNeurons = 24;
// multiply-adds that an update unit stands for, so that a slice can end after a few milliseconds
constexpr double kMostUpdateWork = 5e8;
// multiply-adds a thread should have in a step to be worth its synchronisation
constexpr double kWorthwhile = 1e6;

enum Stage : int64_t { kUpdate = 0, kEvaluate = 1 };

// Hands out parts of one piece of memory, each on a cache line of its own.
class Layout {
 public:
  explicit Layout(void* base) : base_(reinterpret_cast<uintptr_t>(base)) {}
  template <class T>
  T* take(int64_t count) {
    offset_ = roundUp(offset_, kAlignment);
    T* part = reinterpret_cast<T*>(base_ + static_cast<uintptr_t>(offset_));
    offset_ += count * static_cast<int64_t>(sizeof(T));
    return part;
  }
  int64_t bytes() const { return offset_; }

 private:
  uintptr_t base_;
  int64_t offset_ = 0;
};

// sum in a fixed order with eight running sums
double sumOf(const double* values, int64_t count) {
  double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; lane++) sums[lane] += values[i + lane];
  for (int lane = 0; i < count; i++, lane++) sums[lane] += values[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

double sumOfSquares(const double* values, int64_t count) {
  double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; lane++) sums[lane] += values[i + lane] * values[i + lane];
  for (int lane = 0; i < count; i++, lane++) sums[lane] += values[i] * values[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

Clock::time_point after(Clock::time_point start, double milliseconds) {
  // bounded so that it cannot overflow the clock
  return start + std::chrono::microseconds(static_cast<int64_t>(1000 * std::clamp(milliseconds, 0.0, 1e9)));
}

}  // namespace

ReluTraining::ReluTraining(const ReluShape& shape, void* workspace) : shape_(shape), kernels_(reluKernels()) {
  panels_ = roundUp(shape.points, kPanelPoints) / kPanelPoints;
  paddedPoints_ = panels_ * kPanelPoints;
  paddedInputs_ = roundUp(shape.inputs, 8);
  // rows that are a multiple of a page apart would compete for the same few cache lines
  weightStride_ = paddedInputs_ % 512 == 0 ? paddedInputs_ + 8 : paddedInputs_;
  paddedNeurons_ = roundUp(shape.neurons, kTileRows);
  chunks_ = roundUp(paddedNeurons_, kChunkNeurons) / kChunkNeurons;
  Layout layout(reinterpret_cast<void*>(roundUp(reinterpret_cast<intptr_t>(workspace), kAlignment)));
  control_ = layout.take<ReluControl>(1);
  panelInputs_ = layout.take<double>(paddedPoints_ * shape.inputs);
  pointInputs_ = layout.take<double>(paddedPoints_ * paddedInputs_);
  labels_ = layout.take<double>(paddedPoints_);
  weights_ = layout.take<double>(paddedNeurons_ * weightStride_);
  initialWeights_ = layout.take<double>(paddedNeurons_ * weightStride_);
  outputWeights_ = layout.take<double>(paddedNeurons_);
  initialOutputWeights_ = layout.take<double>(paddedNeurons_);
  partialOutputs_ = layout.take<double>(chunks_ * paddedPoints_);
  outputs_ = layout.take<double>(paddedPoints_);
  residuals_ = layout.take<double>(paddedPoints_);
  squaredDistances_ = layout.take<double>(paddedNeurons_);
  activations_ = layout.take<uint32_t>(panels_ * paddedNeurons_);
  initialActivations_ = layout.take<uint32_t>(panels_ * paddedNeurons_);
  everChanged_ = layout.take<uint32_t>(panels_ * paddedNeurons_);
  flips_ = layout.take<uint32_t>(panels_ * paddedNeurons_);
  layoutBytes_ = layout.bytes();
}

int64_t ReluTraining::workspaceBytes(const ReluShape& shape) { return ReluTraining(shape, nullptr).layoutBytes_ + kAlignment; }

void ReluTraining::packWeights(const double* source, double* target) const {
  std::memset(target, 0, static_cast<size_t>(paddedNeurons_ * weightStride_) * sizeof(double));
  for (int64_t nu = 0; nu < shape_.neurons; nu++)
    std::memcpy(target + nu * weightStride_, source + nu * shape_.inputs, static_cast<size_t>(shape_.inputs) * sizeof(double));
}

void ReluTraining::packProblem(const double* inputs, const double* labels) {
  const int64_t n = shape_.inputs, width = kernels_.panelWidth;
  std::memset(panelInputs_, 0, static_cast<size_t>(paddedPoints_ * n) * sizeof(double));
  std::memset(pointInputs_, 0, static_cast<size_t>(paddedPoints_ * paddedInputs_) * sizeof(double));
  std::memset(labels_, 0, static_cast<size_t>(paddedPoints_) * sizeof(double));
  std::memcpy(labels_, labels, static_cast<size_t>(shape_.points) * sizeof(double));
  for (int64_t j = 0; j < shape_.points; j++) {
    std::memcpy(pointInputs_ + j * paddedInputs_, inputs + j * n, static_cast<size_t>(n) * sizeof(double));
    double* panel = panelInputs_ + (j / width) * width * n + j % width;
    for (int64_t i = 0; i < n; i++) panel[i * width] = inputs[j * n + i];
  }
}

// f of the chunks added up, e and |e|
void ReluTraining::takeOutputs() {
  std::memcpy(outputs_, partialOutputs_, static_cast<size_t>(paddedPoints_) * sizeof(double));
  for (int64_t chunk = 1; chunk < chunks_; chunk++)
    for (int64_t j = 0; j < paddedPoints_; j++) outputs_[j] += partialOutputs_[chunk * paddedPoints_ + j];
  for (int64_t j = 0; j < shape_.points; j++) residuals_[j] = outputs_[j] - labels_[j];
  for (int64_t j = shape_.points; j < paddedPoints_; j++) residuals_[j] = 0;
  control_->previousResidualNorm = control_->residualNorm;
  control_->residualNorm = std::sqrt(sumOfSquares(residuals_, shape_.points));
}

void ReluTraining::applyStoppingRules() {
  ReluControl& c = *control_;
  if (!std::isfinite(c.residualNorm))
    c.status = TrainingStatus::notFinite;
  else if (c.residualNorm < c.stopResidual)
    c.status = TrainingStatus::converged;
  else if (c.safetyValve != 0 && c.residualNorm > c.previousResidualNorm)
    c.status = TrainingStatus::residualIncreased;
  else
    c.status = TrainingStatus::running;
}

int ReluTraining::usefulThreads(int threads) const {
  const double work = static_cast<double>(shape_.inputs) * static_cast<double>(shape_.neurons) * static_cast<double>(shape_.points);
  return static_cast<int>(std::clamp(work / kWorthwhile, 1.0, static_cast<double>(std::max(1, threads))));
}

// The stages of gradient descent for the runner.
class ReluStages {
 public:
  ReluStages(ReluTraining& training, int threads, int64_t maxSteps, Clock::time_point end, const ReluHistory* history)
      : t_(training), c_(training.control()), maxSteps_(maxSteps), end_(end), history_(history) {
    const int64_t wanted = roundUp((t_.shape_.neurons + threads - 1) / threads, 8);
    const double workPerNeuron = static_cast<double>(t_.shape_.points) * static_cast<double>(t_.paddedInputs_);
    const auto bearable = static_cast<int64_t>(std::clamp(kMostUpdateWork / workPerNeuron, 1.0, static_cast<double>(kMostUpdateNeurons)));
    updateNeurons_ = std::clamp(wanted, kFewestUpdateNeurons, std::max(kFewestUpdateNeurons, bearable));
    const int64_t scratch = kTableLength + updateNeurons_ * (kStripWidth + 1) + kChunkNeurons;
    for (int i = 0; i < threads; i++) scratch_.emplace_back(scratch);
    stepStart_ = Clock::now();
  }

  int64_t units(int64_t stage) const {
    if (stage == kEvaluate) return t_.panels_ * t_.chunks_;
    return (t_.shape_.neurons + updateNeurons_ - 1) / updateNeurons_;
  }

  void run(int64_t stage, int64_t unit, int thread) {
    if (stage == kEvaluate)
      evaluate(unit / t_.chunks_, unit % t_.chunks_, scratch_[static_cast<size_t>(thread)].get());
    else
      update(unit, scratch_[static_cast<size_t>(thread)].get());
  }

  bool finish(int64_t& stage) {
    if (stage == kUpdate) {
      stage = kEvaluate;
      c_.hiddenWeightDistance = std::sqrt(sumOf(t_.squaredDistances_, t_.shape_.neurons));
      double outputDistance = 0;
      for (int64_t nu = 0; nu < t_.shape_.neurons; nu++) {
        const double difference = t_.outputWeights_[nu] - t_.initialOutputWeights_[nu];
        outputDistance += difference * difference;
      }
      c_.outputWeightDistance = std::sqrt(outputDistance);
      return true;
    }
    stage = kUpdate;
    t_.takeOutputs();
    if (history_ == nullptr) return false;
    c_.step++;
    c_.everChangedCount += newlyChanged_.load() + c_.pendingNewlyChanged;
    t_.applyStoppingRules();
    history_->residualNorm[count_] = c_.residualNorm;
    history_->everChangedCount[count_] = static_cast<double>(c_.everChangedCount);
    history_->flips[count_] = static_cast<double>(flips_.load() + c_.pendingFlips);
    history_->hiddenWeightDistance[count_] = c_.hiddenWeightDistance;
    history_->outputWeightDistance[count_] = c_.outputWeightDistance;
    count_++;
    c_.pendingFlips = c_.pendingNewlyChanged = 0;
    flips_.store(0);
    newlyChanged_.store(0);
    const Clock::time_point now = Clock::now();
    // another step is begun only if it is likely to end in time
    const bool inTime = now + (now - stepStart_) <= end_;
    stepStart_ = now;
    return c_.status == TrainingStatus::running && count_ < maxSteps_ && inTime;
  }

  int64_t count() const { return count_; }

  // counts of a stage that is left half done
  void keepPending() {
    c_.pendingFlips += flips_.load();
    c_.pendingNewlyChanged += newlyChanged_.load();
  }

 private:
  void evaluate(int64_t panel, int64_t chunk, double* scratch) {
    const int64_t first = chunk * kChunkNeurons;
    EvaluateUnit unit{};
    unit.inputs = t_.shape_.inputs;
    unit.rows = std::min(kChunkNeurons, t_.paddedNeurons_ - first);
    unit.points = std::min<int64_t>(kPanelPoints, t_.shape_.points - panel * kPanelPoints);
    unit.weights = t_.weights_ + first * t_.weightStride_;
    unit.stride = t_.weightStride_;
    unit.outputWeights = t_.outputWeights_ + first;
    unit.panel = t_.panelInputs_ + panel * kPanelPoints * t_.shape_.inputs;
    unit.outputs = t_.partialOutputs_ + chunk * t_.paddedPoints_ + panel * kPanelPoints;
    unit.bits = reinterpret_cast<uint32_t*>(scratch);
    t_.kernels_.evaluate(unit);
    const int64_t at = panel * t_.paddedNeurons_ + first;
    if (history_ == nullptr) {
      std::memcpy(t_.activations_ + at, unit.bits, static_cast<size_t>(unit.rows) * sizeof(uint32_t));
      return;
    }
    const BitCounts counts = t_.kernels_.takeBits(unit.rows, unit.bits, t_.initialActivations_ + at, t_.activations_ + at, t_.everChanged_ + at,
                                                  t_.flips_ + at);
    flips_.fetch_add(counts.flips, std::memory_order_relaxed);
    newlyChanged_.fetch_add(counts.newlyChanged, std::memory_order_relaxed);
  }

  void update(int64_t block, double* scratch) {
    const int64_t first = block * updateNeurons_;
    UpdateUnit unit{};
    unit.rows = std::min(updateNeurons_, t_.shape_.neurons - first);
    unit.paddedInputs = t_.paddedInputs_;
    unit.points = t_.shape_.points;
    unit.bits = t_.activations_ + first;
    unit.bitStride = t_.paddedNeurons_;
    unit.pointInputs = t_.pointInputs_;
    unit.residuals = t_.residuals_;
    unit.weights = t_.weights_ + first * t_.weightStride_;
    unit.initialWeights = t_.initialWeights_ + first * t_.weightStride_;
    unit.stride = t_.weightStride_;
    unit.outputWeights = t_.outputWeights_ + first;
    unit.hiddenStepSize = c_.hiddenStepSize;
    unit.outputStepSize = c_.outputStepSize;
    unit.squaredDistances = t_.squaredDistances_ + first;
    unit.tables = scratch;
    unit.gradients = scratch + kTableLength;
    t_.kernels_.update(unit);
  }

  ReluTraining& t_;
  ReluControl& c_;
  const int64_t maxSteps_;
  const Clock::time_point end_;
  const ReluHistory* history_;
  int64_t updateNeurons_;
  std::vector<AlignedScratch<double>> scratch_;
  Clock::time_point stepStart_;
  int64_t count_ = 0;
  std::atomic<int64_t> flips_{0};
  std::atomic<int64_t> newlyChanged_{0};
};

void ReluTraining::start(const double* hiddenWeights, const double* outputWeights, int threads) {
  packWeights(hiddenWeights, weights_);
  packWeights(hiddenWeights, initialWeights_);
  std::memset(outputWeights_, 0, static_cast<size_t>(paddedNeurons_) * sizeof(double));
  std::memcpy(outputWeights_, outputWeights, static_cast<size_t>(shape_.neurons) * sizeof(double));
  std::memcpy(initialOutputWeights_, outputWeights_, static_cast<size_t>(paddedNeurons_) * sizeof(double));
  const size_t bytes = static_cast<size_t>(panels_ * paddedNeurons_) * sizeof(uint32_t);
  std::memset(everChanged_, 0, bytes);
  std::memset(flips_, 0, bytes);
  ReluControl& c = *control_;
  c.step = c.everChangedCount = c.pendingFlips = c.pendingNewlyChanged = 0;
  c.residualNorm = INFINITY;
  c.hiddenWeightDistance = c.outputWeightDistance = 0;
  SliceLimits limits;
  limits.threads = usefulThreads(threads);
  ReluStages stages(*this, limits.threads, 0, Clock::time_point::max(), nullptr);
  c.cursor = StagedRunner<ReluStages>(stages, Cursor{kEvaluate, 0}, limits).run();
  std::memcpy(initialActivations_, activations_, bytes);
  applyStoppingRules();
}

// The bit matrices are row-major outside (words of a neuron together) and panel-major inside (words of a panel together).
static void transposeBits(const uint32_t* source, int64_t rows, int64_t rowStride, int64_t columns, int64_t columnStride, uint32_t* target,
                          int64_t targetRowStride, int64_t targetColumnStride) {
  for (int64_t row = 0; row < rows; row++)
    for (int64_t column = 0; column < columns; column++)
      target[row * targetRowStride + column * targetColumnStride] = source[row * rowStride + column * columnStride];
}

void ReluTraining::resume(const ReluStateArrays& state) {
  packWeights(state.hiddenWeights, weights_);
  packWeights(state.initialHiddenWeights, initialWeights_);
  std::memset(outputWeights_, 0, static_cast<size_t>(paddedNeurons_) * sizeof(double));
  std::memset(initialOutputWeights_, 0, static_cast<size_t>(paddedNeurons_) * sizeof(double));
  std::memcpy(outputWeights_, state.outputWeights, static_cast<size_t>(shape_.neurons) * sizeof(double));
  std::memcpy(initialOutputWeights_, state.initialOutputWeights, static_cast<size_t>(shape_.neurons) * sizeof(double));
  std::memset(outputs_, 0, static_cast<size_t>(paddedPoints_) * sizeof(double));
  std::memset(residuals_, 0, static_cast<size_t>(paddedPoints_) * sizeof(double));
  for (int64_t j = 0; j < shape_.points; j++) {
    outputs_[j] = state.outputs[j];
    residuals_[j] = state.outputs[j] - labels_[j];
  }
  const size_t bytes = static_cast<size_t>(panels_ * paddedNeurons_) * sizeof(uint32_t);
  const std::pair<const uint32_t*, uint32_t*> matrices[] = {{state.activations, activations_},
                                                            {state.initialActivations, initialActivations_},
                                                            {state.everChanged, everChanged_},
                                                            {state.lastFlips, flips_}};
  for (const auto& [outside, inside] : matrices) {
    std::memset(inside, 0, bytes);
    transposeBits(outside, shape_.neurons, panels_, panels_, 1, inside, 1, paddedNeurons_);
  }
  control_->cursor = Cursor{kUpdate, 0};
  control_->pendingFlips = control_->pendingNewlyChanged = 0;
  applyStoppingRules();
}

void ReluTraining::writeState(const ReluStateArrays& state, bool withInitial) const {
  for (int64_t nu = 0; nu < shape_.neurons; nu++)
    std::memcpy(state.hiddenWeights + nu * shape_.inputs, weights_ + nu * weightStride_, static_cast<size_t>(shape_.inputs) * sizeof(double));
  std::memcpy(state.outputWeights, outputWeights_, static_cast<size_t>(shape_.neurons) * sizeof(double));
  std::memcpy(state.outputs, outputs_, static_cast<size_t>(shape_.points) * sizeof(double));
  transposeBits(activations_, shape_.neurons, 1, panels_, paddedNeurons_, state.activations, panels_, 1);
  transposeBits(everChanged_, shape_.neurons, 1, panels_, paddedNeurons_, state.everChanged, panels_, 1);
  transposeBits(flips_, shape_.neurons, 1, panels_, paddedNeurons_, state.lastFlips, panels_, 1);
  if (withInitial) transposeBits(initialActivations_, shape_.neurons, 1, panels_, paddedNeurons_, state.initialActivations, panels_, 1);
}

AdvanceResult ReluTraining::advance(int64_t maxSteps, double sliceMilliseconds, int threads, const volatile int32_t* cancelFlag,
                                    const ReluHistory& history) {
  ReluControl& c = *control_;
  const int64_t steps = std::min(maxSteps, history.capacity);
  const bool inStep = c.cursor.stage != kUpdate || c.cursor.unit != 0;
  if (!inStep && (c.status != TrainingStatus::running || steps < 1)) return {0, true};
  const Clock::time_point now = Clock::now();
  SliceLimits limits;
  limits.threads = usefulThreads(threads);
  // a step that has been begun may take a little longer than the slice before it is left half done
  limits.deadline = after(now, 1.25 * sliceMilliseconds + 1);
  limits.cancelFlag = cancelFlag;
  ReluStages stages(*this, limits.threads, steps, after(now, sliceMilliseconds), &history);
  c.cursor = StagedRunner<ReluStages>(stages, c.cursor, limits).run();
  stages.keepPending();
  return {stages.count(), c.cursor.stage == kUpdate && c.cursor.unit == 0};
}

}  // namespace gramscope
