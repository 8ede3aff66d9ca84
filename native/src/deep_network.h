// A deep network as a list of operations on tensors, and where everything of it lies in memory.
#pragma once
#include <cstdint>
#include <vector>

#include "activation.h"

namespace gramscope {

// the numbers of native/deep-network.ts
enum class LayerKind : int {
  linear,
  convolution,
  batchNormalisation,
  layerNormalisation,
  activation,
  scalarBias,
  scalarScale,
  residualBegin,
  residualEnd,
  globalAverage,
  // the output of a layer of the outermost list is complete
  mark,
};

// numbers of a description, for each operation
enum LayerField {
  kKind,
  kPlace,
  kInputChannels,
  kInputHeight,
  kInputWidth,
  kOutputChannels,
  kOutputHeight,
  kOutputWidth,
  kKernel,
  kStride,
  kBias,
  kEpsilon,
  kMomentum,
  kActivation,
  kLayerFields
};

struct Shape {
  int64_t channels, height, width;
  int64_t positions() const { return height * width; }
  int64_t size() const { return channels * positions(); }
};

struct LayerOp {
  LayerKind kind;
  int place;
  Shape in, out;
  int placeBefore = 0;                 // of what makes its input
  int kernel = 1, stride = 1;
  bool bias = false;
  double epsilon = 0, momentum = 0;
  const Activation* activation = nullptr;
  int source = 0, target = 0;          // tensors; the same one where the operation is done in place
  int partner = -1;                    // residualBegin and residualEnd: the other one
  int slopesOut = -1, slopesIn = -1;   // slots of the gradient by the output and by the input
  bool passesBack = true;              // whether the gradient by the input is wanted
  int64_t parameters = 0;              // place of the first one
  int64_t weights = 0, others = 0;     // how many weights, and how many parameters after them
  int64_t running = 0;                 // place of the running statistics
  int64_t gradient = 0;                // place of the gradient by what is no weight of a linear layer
  int64_t sums = 0;                    // place of sums over a block, one for each of the `others`
  int64_t weightSums = 0;              // place of the weight gradients of a block
  int64_t channelNumbers = 0;          // batch normalisation: place of mean, variance and what follows from them
  int64_t exampleNumbers = 0;          // layer normalisation: how many there are before
  int64_t transposed = -1;             // linear: place of the examples as rows; -1: they are the batch itself
  bool hasParameters() const { return weights + others > 0; }
};

struct DeepPlan {
  // description: kLayerFields numbers for each operation; throws std::invalid_argument when it makes no sense
  DeepPlan(const double* description, int64_t count, const std::vector<const Activation*>& activations);

  std::vector<LayerOp> ops;
  std::vector<int64_t> tensors;  // sizes; tensor 0 is the input
  std::vector<int64_t> slots;    // sizes
  int64_t places = 0;
  int64_t parameters = 0, runningStatistics = 0, gradients = 0, sums = 0, weightSums = 0, channelNumbers = 0, layerNormalisations = 0;
  int64_t transposedRow = 0;     // numbers for each example, of all that is transposed
  int64_t scratch = 0;           // rows of a thread's scratch
  int64_t zeros = 0;             // rows of zeros that convolutions need
  int outputTensor = 0;

  const Shape& input() const { return ops.front().in; }
  const Shape& output() const { return ops.back().out; }

 private:
  void placeTensors();
  void placeSlots();
  void placeParameters();
};

// for each channel of a batch normalisation
enum ChannelNumber { kMean, kVariance, kInverse, kSlopeMean, kSlopeFactor, kChannelNumbers };

}  // namespace gramscope
