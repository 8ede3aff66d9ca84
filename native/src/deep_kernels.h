// The inner loops of deep networks, compiled once for each instruction set. What passes between layers lies in blocks of some examples: a row
// for every number of an example, in it that number of every example of the block, a whole number of vectors. So no loop knows where an
// image ends, and a convolution is a product whose factor needs no rearrangement. `vectors` are those of a row.
// Functions that write numbers return whether all of them are finite.
#pragma once
#include <cstdint>

namespace gramscope {

// rows of a transposed left factor that a product copies together
constexpr int64_t kPackedRows = 48;

// target[r] = start[r] + sum over l < inner of left[r * leftRow + l * leftInner] * right[l], of rows
template <class T>
struct ProductUnit {
  int64_t rows, inner, vectors;
  const T* left;
  int64_t leftRow, leftInner;
  const T* right;
  T* target;
  const T* start;  // null: 0
};

// target[o] = start[o] + sum over i and taps of weights[o * weightOutput + i * weightInput + tap] * source[i], shifted
template <class T>
struct ConvolutionUnit {
  int64_t outputs, inputs, height, width, outputHeight, outputWidth;
  int kernel, stride;
  const T* weights;
  int64_t weightOutput, weightInput;
  bool reversed;  // taps from the last to the first
  const T* source;
  T* target;
  const T* start;  // null: 0
};

// target[o][i][tap] = sum over positions and examples of slopes[o] * source[i], shifted
template <class T>
struct KernelGradientUnit {
  int64_t outputs, inputs, height, width, outputHeight, outputWidth;
  int kernel, stride;
  const T* source;
  const T* slopes;
  T* target;
  const T* zeros;  // a row of the image and two more positions
};

template <class T>
struct Descent {
  T stepSize, weightDecay, momentum;
};

// gradient[o][i] = sum over examples of slopes[o][example] * inputs[example][i], and a step with it
template <class T>
struct WeightGradientUnit {
  int64_t rows, inputs, blocks, blockRow, count;  // examples of a block, of all blocks
  const T* slopes;                                // of the first row, in the first block
  int64_t slopeBlock;                             // from a block to the next
  const T* examples;                              // an example a row
  int64_t exampleStride;
  T *weights, *velocity;  // of the first row
  T* gradient;            // null: not wanted
  bool move;
  Descent<T> descent;
};

template <class T>
struct DeepKernels {
  int lanes;
  bool (*product)(const ProductUnit<T>&);
  bool (*convolution)(const ConvolutionUnit<T>&);
  void (*kernelGradient)(const KernelGradientUnit<T>&);
  // the sum of squares
  double (*weightGradient)(const WeightGradientUnit<T>&);
  // rows x row numbers: target[example * stride + r] = source[r * row + example], example < count
  void (*toExamples)(int64_t rows, int64_t row, int64_t count, const T* source, T* target, int64_t stride);
  // the other way; numbers of examples from count on are 0
  void (*toRows)(int64_t rows, int64_t row, int64_t count, const T* source, int64_t stride, T* target);
  // target = floor + (z > kink ? right : left) (z - kink)
  bool (*piecewiseLinear)(int64_t length, const double* parameters, const T* z, T* target);
  // slopes *= z > kink ? right : left
  bool (*piecewiseLinearSlopes)(int64_t length, const double* parameters, const T* z, T* slopes);
  // target = (source - mean) scale + shift
  bool (*normalise)(int64_t length, T mean, T scale, T shift, const T* source, T* target);
  // target = scale (slopes - slopeMean - (source - mean) factor), of the first `count` examples of each row; 0 for the others
  bool (*normaliseSlopes)(int64_t rows, int64_t row, int64_t count, T mean, T scale, T slopeMean, T factor, const T* source, T* slopes);
  // of every channel of `rows` rows, of the first `count` examples of each row: the mean and the sum of squared distances from it
  void (*moments)(int64_t channels, int64_t rows, int64_t row, int64_t count, const T* source, double* means, double* squaredDistances);
  // of every channel of `length` numbers: the sum of slopes, and of slopes (source - mean)
  void (*slopeMoments)(int64_t channels, int64_t length, const T* means, const T* slopes, const T* source, double* sums, double* products);
  // targets[g] = sum of the g-th `length` numbers
  void (*sums)(int64_t groups, int64_t length, const T* source, double* targets);
  // of the first `count` examples of each row
  double (*squares)(int64_t rows, int64_t row, int64_t count, const T* source);
  // example by example: means[e], deviations[e] = sqrt(variance + epsilon); source and target rows of all channels
  void (*exampleMoments)(int64_t rows, int64_t row, double epsilon, const T* source, T* means, T* inverseDeviations);
  bool (*layerNormalise)(int64_t channels, int64_t positions, int64_t row, const T* means, const T* inverseDeviations, const T* gain, const T* shift,
                         const T* source, T* target);
  // slopes of the output become those of the input; gain and shift sums of every channel
  bool (*layerNormaliseSlopes)(int64_t channels, int64_t positions, int64_t row, const T* means, const T* inverseDeviations, const T* gain,
                               const T* source, T* slopes, double* gainSums, double* shiftSums);
  bool (*add)(int64_t length, const T* source, T* target);
  bool (*affine)(int64_t length, T scale, T offset, const T* source, T* target);
  // largest |x|
  T (*largest)(int64_t length, const T* source);
  // v <- momentum v + (g + weightDecay w), w <- w - stepSize v
  void (*descend)(int64_t length, const Descent<T>& descent, const T* gradient, T* velocity, T* weights);
};

struct DeepKernelsOf {
  const char* name;
  DeepKernels<float> single;
  DeepKernels<double> twice;
};

const DeepKernelsOf* baselineDeepKernels();
const DeepKernelsOf* avx2DeepKernels();
const DeepKernelsOf* avx512DeepKernels();

}  // namespace gramscope
