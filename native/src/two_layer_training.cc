#include "two_layer_training.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "two_layer_pass.h"

namespace gramscope {

namespace {

// multiply-adds of a unit, so that many units share the work and a slice can end
constexpr double kUnitWork = 3e5;
constexpr double kMostUnits = 192;
// multiply-adds a thread should have in a pass to be worth its synchronisation
constexpr double kWorthwhile = 1e6;

Clock::time_point after(Clock::time_point start, double milliseconds) {
  return start + std::chrono::microseconds(static_cast<int64_t>(1000 * std::clamp(milliseconds, 0.0, 1e9)));
}

}  // namespace

TwoLayerTraining::~TwoLayerTraining() = default;

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
      int64_t i = points.count - points.count % lanes_;
      kernels_.addEntries(i, shares, points.outputs.data());
      for (; i < points.count; i++) points.outputs[static_cast<size_t>(i)] += shares[i];
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
  clock_ = PatientClock();
  if (steps < 1 || status(true) != TwoLayerStatus::running)
    task_ = Task::none;
  else
    preparePass(all_.get(), all_.get());
}

void TwoLayerTraining::beginBatches(const TwoLayerBatches& batches, double milliseconds) {
  task_ = Task::batches;
  recorded_ = 0;
  end_ = after(Clock::now(), milliseconds);
  clock_ = PatientClock();
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
  const Clock::time_point now = clock_.now();
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
