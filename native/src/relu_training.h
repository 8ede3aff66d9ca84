// Two-rate gradient descent of f = z^T max(W x, 0) (arXiv 2212.02323, 1.3), a step as two stages of independent units.
#pragma once
#include <cstdint>

#include "relu_kernels.h"
#include "staged_work.h"

namespace gramscope {

struct ReluShape {
  int64_t inputs;   // n
  int64_t neurons;  // S
  int64_t points;   // m
};

enum class TrainingStatus : int32_t { running = 0, converged = 1, residualIncreased = 2, notFinite = 3 };

// What of the training JavaScript sees, in its own layout (see TwoLayerReluState in arithmetic.ts)
struct ReluStateArrays {
  double* hiddenWeights;
  double* outputWeights;
  double* initialHiddenWeights;
  double* initialOutputWeights;
  double* outputs;
  uint32_t* activations;
  uint32_t* initialActivations;
  uint32_t* everChanged;
  uint32_t* lastFlips;
};

struct ReluHistory {
  int64_t capacity;
  double* residualNorm;
  double* everChangedCount;
  double* flips;
  double* hiddenWeightDistance;
  double* outputWeightDistance;
};

// Lives at the start of the workspace, so that a step can be left between two units and taken up again by a later call.
struct ReluControl {
  Cursor cursor;  // stage 0: update, stage 1: evaluate
  int64_t step;
  int64_t everChangedCount;
  int64_t pendingFlips;
  int64_t pendingNewlyChanged;
  double residualNorm;
  double previousResidualNorm;
  double hiddenWeightDistance;
  double outputWeightDistance;
  double hiddenStepSize;
  double outputStepSize;
  double stopResidual;
  int32_t safetyValve;
  TrainingStatus status;
};

struct AdvanceResult {
  int64_t count;
  bool betweenSteps;  // false: the slice ended inside a step, the arrays of the state have not been written
};

class ReluTraining {
 public:
  // bytes of memory the constructor needs
  static int64_t workspaceBytes(const ReluShape& shape);
  // a view of a workspace; nothing is written
  ReluTraining(const ReluShape& shape, void* workspace);

  ReluControl& control() { return *control_; }

  void packProblem(const double* inputs, const double* labels);
  // evaluates the first iterate
  void start(const double* hiddenWeights, const double* outputWeights, int threads);
  // takes over an evaluated iterate; control() must hold its numbers
  void resume(const ReluStateArrays& state);
  void writeState(const ReluStateArrays& state, bool withInitial) const;
  AdvanceResult advance(int64_t maxSteps, double sliceMilliseconds, int threads, const volatile int32_t* cancelFlag, const ReluHistory& history);

 private:
  friend class ReluStages;
  void packWeights(const double* source, double* target) const;
  void takeOutputs();
  void applyStoppingRules();
  int usefulThreads(int threads) const;

  ReluShape shape_;
  const ReluKernels& kernels_;
  int64_t panels_, paddedPoints_, paddedInputs_, weightStride_, paddedNeurons_, chunks_;
  ReluControl* control_;
  double *panelInputs_, *pointInputs_, *labels_, *weights_, *initialWeights_, *outputWeights_, *initialOutputWeights_;
  double *partialOutputs_, *outputs_, *residuals_, *squaredDistances_;
  uint32_t *activations_, *initialActivations_, *everChanged_, *flips_;
  int64_t layoutBytes_;
};

}  // namespace gramscope
