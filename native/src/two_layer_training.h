// Gradient descent on f_k(x) = sum_j c_j a_jk phi(s <w_j, x> + b_j). A step is one pass over the neurons: each unit of neurons takes its
// gradient with the last residual, moves, and evaluates itself at the new weights; the units' shares of f are then added in order. The
// units depend on the sizes alone, so results do not depend on the number of threads.
#pragma once
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "activation.h"
#include "aligned.h"
#include "staged_work.h"
#include "two_layer_kernels.h"

namespace gramscope {

// numbers beside the arrays of a problem; the order is that of `constantsOf` in two-layer.ts
struct TwoLayerConstants {
  int64_t inputs;   // d
  int64_t neurons;  // m
  int64_t samples;  // n
  int64_t outputs;  // K
  double scale;     // s
  bool biases;
  bool crossEntropy;
  double lossFactor;
  double hiddenStep, biasStep, outputStep;
  double convergedResidual, convergedLoss, divergedResidual;
  bool residualIncrease;
  double gradientFloor;
  int threads;
};

// the order is that of `statuses` in native/two-layer.ts
enum class TwoLayerStatus : int32_t { running, converged, diverged, residualIncreased, gradientFloor, notFinite };

struct TwoLayerHistory {
  int64_t capacity;
  double *residualNorm, *loss, *gradientNorm, *stepLength;
};

struct TwoLayerBatches {
  const uint32_t* indices;
  int64_t count;
  int64_t batchSize;
  double lossFactor;
};

// What JavaScript sees of a trainer between steps
struct TwoLayerNumbers {
  int64_t step = 0;
  double residualNorm = INFINITY, previousResidualNorm = INFINITY, loss = INFINITY, gradientNorm = INFINITY;
};

using Doubles = AlignedScratch<double>;

class TwoLayerTraining {
 public:
  TwoLayerTraining(const TwoLayerConstants& constants, std::shared_ptr<const Activation> activation, const double* inputs, const double* targets,
                   const double* nodeScales);
  ~TwoLayerTraining();

  // bytes of memory held, for the garbage collector of JavaScript
  int64_t bytes() const { return bytes_; }

  // m x d, m (or empty) and m x K
  void setWeights(const double* hidden, const double* biases, const double* output);
  // neurons that take no part are left as they are
  void readWeights(double* hidden, double* biases, double* output) const;
  void setOutputs(const double* outputs);
  const std::vector<double>& outputs() const { return outputs_; }

  TwoLayerNumbers numbers;
  TwoLayerStatus status(bool withIncrease) const;

  // Work is begun once and then continued in slices until it is done.
  void beginEvaluation();
  void beginEvaluationAt(const double* inputs, int64_t count);
  void beginGradient();
  void beginDescent(int64_t steps, double milliseconds);
  void beginBatches(const TwoLayerBatches& batches, double milliseconds);
  // true when what was begun has ended
  bool go(double milliseconds, const volatile int32_t* cancelFlag, const TwoLayerHistory* history);
  // what was begun ends after the step in hand
  void endSoon() { end_ = Clock::now(); }
  // steps recorded in the history since the begin
  int64_t recorded() const { return recorded_; }
  // after a gradient: m x d, m and m x K
  void readGradient(double* hidden, double* biases, double* output) const;
  // after an evaluation elsewhere: count x K
  int64_t elsewhereLength() const;
  void readOutputsElsewhere(double* outputs) const;

 private:
  friend class TwoLayerPass;
  struct Points;
  enum class Task { none, evaluation, elsewhere, gradient, descent, batches };

  Doubles allocate(int64_t count);
  std::unique_ptr<Points> makePoints(int64_t capacity, bool trains);
  void packPoint(Points& points, int64_t place, const double* input);
  void choosePoints(Points& points, int64_t count) const;
  void gather(Points& points, int64_t batch);
  void packWeights(const double* hidden, const double* biases, const double* output);
  void unpack(const double* weights, const double* outputWeights, double* hidden, double* biases, double* output) const;
  void refreshCoefficients(int64_t firstRow, int64_t rows);
  void preparePass(Points* update, Points* evaluate);
  bool finishPass();
  void combineOutputs(Points& points);
  void takeResiduals(Points& points, double lossFactor, double& residualNorm, double& loss);
  int usefulThreads() const;
  int64_t blockPanels() const;

  TwoLayerConstants c_;
  std::shared_ptr<const Activation> activation_;
  const TwoLayerKernels& kernels_;
  int64_t bytes_ = 0;

  bool lanesAreNeurons_ = true;
  bool trainsOutput_, trainsHidden_;  // hidden: weights or biases
  int64_t columns_;                   // d, and one for the bias
  int64_t stride_;                    // padded columns, for rows of inputs and, where lanes are points, of weights
  int64_t lanes_;
  int64_t panel_;                     // neurons of a panel
  int64_t panels_ = 0;                // where lanes are neurons
  std::vector<int64_t> active_;       // neurons that take part, in order
  int64_t rows_ = 0;                  // their number, padded to lanes
  std::vector<double> inputs_, nodeScales_, targets_, outputs_, steps_, outputSteps_;

  // where lanes are neurons: panel after panel, columns x panel; otherwise neuron after neuron, stride
  std::unique_ptr<Doubles> weights_, gradient_;
  // where lanes are neurons: panel after panel, K x panel; otherwise K x rows
  std::unique_ptr<Doubles> outputWeights_, coefficients_, outputGradient_;
  std::unique_ptr<Doubles> scales_;  // c_j

  std::unique_ptr<Points> all_, batch_, nextBatch_, elsewhere_;

  // the pass in hand
  Points* update_ = nullptr;
  Points* evaluate_ = nullptr;
  bool keepGradient_ = false;
  int64_t unitItems_ = 1, units_ = 1;
  double passWork_ = 0;
  int64_t scratchChunk_ = 0, scratchGradient_ = 0;
  Cursor cursor_;
  std::vector<GradientSums> sums_;
  std::vector<std::unique_ptr<Doubles>> scratch_;

  // the task in hand
  Task task_ = Task::none;
  const TwoLayerHistory* history_ = nullptr;
  int64_t recorded_ = 0, wantedSteps_ = 0;
  Clock::time_point end_, stepStart_;
  PatientClock clock_;
  std::vector<uint32_t> indices_;
  int64_t batchSize_ = 0, batchIndex_ = 0;
  double batchLossFactor_ = 0, batchResidual_ = 0, batchLoss_ = 0;
  bool lastBatch_ = false;
};

}  // namespace gramscope
