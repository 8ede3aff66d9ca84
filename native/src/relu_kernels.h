// The inner loops of two-layer ReLU training, compiled once for each instruction set. Results differ in rounding between instruction
// sets, never within one.
#pragma once
#include <cstdint>

namespace gramscope {

constexpr int kPanelPoints = 32;  // points of a panel: one word of activation bits
constexpr int kTileRows = 6;      // neurons whose pre-activations are in registers at once
constexpr int kStripWidth = 16;   // inputs that the table of partial sums covers at once
constexpr int kGroupPoints = 4;   // points a table of partial sums combines
constexpr int kTableRows = 1 << kGroupPoints;
constexpr int kGroups = kPanelPoints / kGroupPoints;
constexpr int kTableLength = kGroups * kTableRows * kStripWidth;

// f and activation bits of a few neurons on one panel of points
struct EvaluateUnit {
  int64_t inputs;         // n
  int64_t rows;           // neurons, a multiple of kTileRows
  int64_t points;         // points of the panel that exist, 1..32; the others are zero columns
  const double* weights;  // rows x stride
  int64_t stride;
  const double* outputWeights;
  const double* panel;  // sub-panels of `panelWidth` points, in each input-major
  double* outputs;      // 32: sum over these neurons, in ascending order, of z_nu max(P, 0)
  uint32_t* bits;       // rows words
};

// gradient and new weights of a few neurons
struct UpdateUnit {
  int64_t rows;          // neurons
  int64_t paddedInputs;  // multiple of 8
  int64_t points;        // m
  const uint32_t* bits;  // word of panel p and neuron r at p * bitStride + r
  int64_t bitStride;
  const double* pointInputs;  // rows of inputs, 32-padded m x paddedInputs
  const double* residuals;  // 32-padded m
  double* weights;          // rows x stride, updated
  const double* initialWeights;
  int64_t stride;
  double* outputWeights;  // updated
  double hiddenStepSize;
  double outputStepSize;
  double* squaredDistances;  // |W_nu - W0_nu|^2 after the update
  double* tables;            // scratch, kTableLength, 64-aligned
  double* gradients;         // scratch, rows x kStripWidth, 64-aligned
};

struct BitCounts {
  int64_t flips;
  int64_t newlyChanged;
};

struct ReluKernels {
  const char* name;
  int panelWidth;
  void (*evaluate)(const EvaluateUnit&);
  void (*update)(const UpdateUnit&);
  // takes `next` over into `current`: flips = current xor next, everChanged |= next xor initial
  BitCounts (*takeBits)(int64_t count, const uint32_t* next, const uint32_t* initial, uint32_t* current, uint32_t* everChanged, uint32_t* flips);
  // counts[j * stride + k] = number of common ones of rows j of a and k of b, each `words` 64-bit words long
  void (*commonOnes)(int64_t rowsA, int64_t rowsB, int64_t words, const uint64_t* a, const uint64_t* b, double* counts, int64_t stride);
};

const ReluKernels* baselineReluKernels();
#if defined(__x86_64__)
const ReluKernels* avx2ReluKernels();
const ReluKernels* avx512ReluKernels();
#endif

}  // namespace gramscope
