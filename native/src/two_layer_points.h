// What the parts of a two-layer trainer share.
#pragma once
#include "two_layer_training.h"

namespace gramscope {

// points whose pre-activations are worked on at once, so that they stay in the first-level cache
constexpr int64_t kChunkPoints = 128;
// neurons whose rows are worked on at once where lanes are points
constexpr int64_t kBlockRows = 48;
// what an activation costs in multiply-adds of its vector
constexpr int64_t kActivationWork = 25;

// Samples in both layouts, and what belongs to them
struct TwoLayerTraining::Points {
  int64_t capacity, count = 0, padded = 0;
  int64_t chunk = 0;
  Doubles rows;     // count x stride
  Doubles columns;  // columns x padded
  std::unique_ptr<Doubles> folded;  // one output and more than a few neurons: the inputs times the slopes, in the layout of the gradient's product
  Doubles slopes;                   // dL/df, K x padded
  std::unique_ptr<Doubles> derivatives, values;
  bool keeps = false, kept = false;
  std::vector<double> targets, outputs;
  std::unique_ptr<Doubles> shares;  // of f, a unit each
  int64_t unitShare = 0, shareCapacity = 0;

  int64_t chunks() const { return chunk == 0 ? 0 : (count + chunk - 1) / chunk; }
};

}  // namespace gramscope
