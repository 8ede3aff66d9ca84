// The inner loops of two-layer networks of any activation, compiled once for each instruction set. Results differ in rounding between
// instruction sets, never within one.
#pragma once
#include <cstdint>

#include "activation.h"

namespace gramscope {

// C = A B or C += A B, where B is diag(innerFactors) b or b itself
struct MultiplyUnit {
  int64_t rows, inner, vectors;
  const double* a;
  int64_t aStride;
  const double* b;
  int64_t bStride;
  double* c;
  int64_t cStride;
  bool accumulate;
  const double* innerFactors = nullptr;
};

// what becomes of the values of phi
enum class Combine : int32_t {
  // stored where `value` says
  store,
  // outputs[row * lanes + lane] += sum over vectors of coefficients times values: columns are neurons
  byRow,
  // outputs[column] += sum over rows of coefficients times values: rows are neurons
  byColumn,
};

// phi and phi' of a matrix of pre-activations
struct ActivateUnit {
  const Activation* activation;
  Combine combine;
  int64_t rows, vectors;
  const double* z;
  int64_t zStride;
  double* value;  // null: not wanted (Combine::store); may be z
  int64_t valueStride;
  double* derivative;  // null: not wanted; may be z
  int64_t derivativeStride;
  const double* coefficients;  // a column each (byRow) or a row each (byColumn)
  double* outputs;
};

struct GradientSums {
  double squares = 0;         // |gradient|^2 of what is trained
  double squaredLengths = 0;  // |step size gradient|^2
};

// w -= step * coefficient * gradient; rows x vectors. The gradient is replaced by coefficient * gradient.
struct UpdateWeightsUnit {
  int64_t rows, vectors;
  double* weights;
  int64_t stride;
  double* gradient;
  int64_t gradientStride;
  const double* rowCoefficients;     // a row each, or null
  const double* columnCoefficients;  // a column each, or null
  const double* rowSteps;            // a row each, or null
  const double* columnSteps;         // a column each, or null
  bool apply;                        // false: the gradient is wanted, not the step
};

struct TwoLayerKernels {
  const char* name;
  int lanes;
  int columns;  // vectors of a panel
  void (*multiply)(const MultiplyUnit&);
  void (*activate)(const ActivateUnit&);
  void (*updateWeights)(const UpdateWeightsUnit&, GradientSums&);
  // rows x vectors: target = source * (sum over k < K of left[k * leftStride + row] * right[k * rightStride + column])
  void (*scaleByProducts)(int64_t rows, int64_t vectors, int64_t K, const double* source, int64_t sourceStride, const double* left, int64_t leftStride,
                          const double* right, int64_t rightStride, double* target, int64_t targetStride);
  // target[(row * K + k) * lanes] += sum over vectors of values * coefficients[k * stride]
  void (*combineRows)(int64_t rows, int64_t vectors, int64_t K, const double* values, int64_t valueStride, const double* coefficients,
                      int64_t coefficientStride, double* target);
  // target[row] += sum over columns of values * factors
  void (*sumRows)(int64_t rows, int64_t vectors, const double* values, int64_t valueStride, const double* factors, double* target,
                  int64_t targetStride);
  // rows x vectors: target = source * factor of the row
  void (*scaleRows)(int64_t rows, int64_t vectors, const double* source, int64_t sourceStride, const double* factors, double* target,
                    int64_t targetStride);
  // count a multiple of lanes
  void (*addEntries)(int64_t count, const double* source, double* target);
  // slopes = factor * (outputs - targets), and the squares of the differences are added to the sum of their index modulo 8; count a multiple of 8
  void (*takeDifferences)(int64_t count, const double* outputs, const double* targets, double factor, double* slopes, double* sums);
  // count a multiple of lanes
  void (*multiplyEntries)(int64_t count, const double* a, const double* b, double* product);
  void (*exponentials)(int64_t count, double* values);
  double (*sumLanes)(const double* lanes);
};

const TwoLayerKernels* baselineTwoLayerKernels();
#if defined(__x86_64__)
const TwoLayerKernels* avx2TwoLayerKernels();
const TwoLayerKernels* avx512TwoLayerKernels();
#endif

}  // namespace gramscope
