// Gram matrices of activations, sum_j c_j psi(z_ji) psi(z_jl), a block of neurons at a time.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "activation_argument.h"
#include "aligned.h"
#include "bindings.h"
#include "blas.h"
#include "cpu.h"
#include "slice_call.h"

namespace gramscope {

namespace {

constexpr int64_t kTile = 192;         // rows and columns of a tile of the result
constexpr int64_t kNeuronTile = 256;   // neurons whose activations are made together
constexpr int64_t kMostBlock = 512;    // neurons of a block

int narrow(int64_t value) { return static_cast<int>(value); }
int64_t tilesOf(int64_t count, int64_t tile) { return (count + tile - 1) / tile; }

struct GramShape {
  int64_t inputs, neurons, points;  // neurons: of the block
};

struct Range {
  Range(int64_t tile, int64_t size, int64_t total) : first(tile * size), count(std::min(size, total - first)) {}
  int64_t first, count;
};

// tile `index` of the lower triangle, row by row
struct LowerTile {
  explicit LowerTile(int64_t index) {
    while ((row + 1) * (row + 2) / 2 <= index) row++;
    column = index - row * (row + 1) / 2;
  }
  int64_t row = 0, column = 0;
};

// The share of a block of neurons, added to the lower triangle of the result
class GramBlock {
 public:
  enum : int64_t { kActivations, kProducts, kEnd };
  GramBlock(const GramShape& shape, const Activation& activation, bool derivative, double scale, const double* x, const double* weights,
            const double* biases, const double* neuronWeights, double* panel, double* weighted, double* gram)
      : shape_(shape), activation_(activation), derivative_(derivative), scale_(scale), x_(x), weights_(weights), biases_(biases),
        neuronWeights_(neuronWeights), panel_(panel), weighted_(weighted), gram_(gram) {
    equal_ = std::all_of(neuronWeights, neuronWeights + shape.neurons, [&](double c) { return c == neuronWeights[0]; });
  }

  int64_t units(int64_t stage) const {
    const int64_t tiles = tilesOf(shape_.points, kTile);
    return stage == kActivations ? tiles * tilesOf(shape_.neurons, kNeuronTile) : tiles * (tiles + 1) / 2;
  }

  void run(int64_t stage, int64_t unit, int) {
    if (stage == kActivations)
      makeActivations(unit);
    else
      addProducts(LowerTile(unit));
  }

  bool finish(int64_t& stage) { return ++stage < kEnd; }

 private:
  void makeActivations(int64_t unit) const {
    const int64_t parts = tilesOf(shape_.neurons, kNeuronTile);
    const Range points(unit / parts, kTile, shape_.points), neurons(unit % parts, kNeuronTile, shape_.neurons);
    double* z = panel_ + points.first * kMostBlock + neurons.first;
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(points.count), narrow(neurons.count), narrow(shape_.inputs), scale_,
                x_ + points.first * shape_.inputs, narrow(shape_.inputs), weights_ + neurons.first * shape_.inputs, narrow(shape_.inputs), 0, z,
                narrow(kMostBlock));
    if (biases_ != nullptr)
      for (int64_t i = 0; i < points.count; i++)
        for (int64_t j = 0; j < neurons.count; j++) z[i * kMostBlock + j] += biases_[neurons.first + j];
    const TwoLayerKernels& kernels = twoLayerKernels();
    double* psi = z;
    kernels.activate({&activation_, Combine::store, points.count, roundUp(neurons.count, kernels.lanes) / kernels.lanes, z, kMostBlock,
                      derivative_ ? nullptr : psi, kMostBlock, derivative_ ? psi : nullptr, kMostBlock, nullptr, nullptr});
    if (equal_) return;
    double* target = weighted_ + points.first * kMostBlock + neurons.first;
    for (int64_t i = 0; i < points.count; i++)
      for (int64_t j = 0; j < neurons.count; j++) target[i * kMostBlock + j] = neuronWeights_[neurons.first + j] * psi[i * kMostBlock + j];
  }

  void addProducts(const LowerTile& tile) const {
    const Range rows(tile.row, kTile, shape_.points), columns(tile.column, kTile, shape_.points);
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows.count), narrow(columns.count), narrow(shape_.neurons),
                equal_ ? neuronWeights_[0] : 1, (equal_ ? panel_ : weighted_) + rows.first * kMostBlock, narrow(kMostBlock),
                panel_ + columns.first * kMostBlock, narrow(kMostBlock), 1, gram_ + rows.first * shape_.points + columns.first,
                narrow(shape_.points));
  }

  GramShape shape_;
  const Activation& activation_;
  bool derivative_;
  double scale_;
  const double *x_, *weights_, *biases_, *neuronWeights_;
  double *panel_, *weighted_, *gram_;
  bool equal_;
};

// The products of inputs, if wanted, and the upper triangle
class GramEnd {
 public:
  enum : int64_t { kTiles, kEnd };
  GramEnd(int64_t inputs, int64_t points, const double* x, double* gram, int threads) : inputs_(inputs), points_(points), x_(x), gram_(gram) {
    for (int t = 0; t < threads; t++) scratch_.emplace_back(x == nullptr ? 1 : kTile * kTile);
  }
  int64_t units(int64_t) const {
    const int64_t tiles = tilesOf(points_, kTile);
    return tiles * (tiles + 1) / 2;
  }
  void run(int64_t, int64_t unit, int thread) {
    const LowerTile tile(unit);
    const Range rows(tile.row, kTile, points_), columns(tile.column, kTile, points_);
    double* products = scratch_[static_cast<size_t>(thread)].get();
    if (x_ != nullptr) {
      cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows.count), narrow(columns.count), narrow(inputs_), 1, x_ + rows.first * inputs_,
                  narrow(inputs_), x_ + columns.first * inputs_, narrow(inputs_), 0, products, narrow(kTile));
      for (int64_t j = 0; j < rows.count; j++)
        for (int64_t k = 0; k < columns.count; k++) gram_[(rows.first + j) * points_ + columns.first + k] *= products[j * kTile + k];
    }
    // in blocks that share cache lines both ways
    constexpr int64_t block = 16;
    const int64_t rowEnd = rows.first + rows.count, columnEnd = columns.first + columns.count;
    for (int64_t firstRow = rows.first; firstRow < rowEnd; firstRow += block)
      for (int64_t firstColumn = columns.first; firstColumn < columnEnd; firstColumn += block)
        for (int64_t k = firstColumn; k < std::min(firstColumn + block, columnEnd); k++)
          for (int64_t j = std::max(firstRow, k + 1); j < std::min(firstRow + block, rowEnd); j++) gram_[k * points_ + j] = gram_[j * points_ + k];
  }
  bool finish(int64_t& stage) { return ++stage < kEnd; }

 private:
  int64_t inputs_, points_;
  const double* x_;
  double* gram_;
  std::vector<AlignedScratch<double>> scratch_;
};

// activationGramBlock(activation, derivative, scale, inputDimension, count, sampleCount, inputs, hiddenWeights, biases or undefined,
// neuronWeights, panel, weightedPanel, gram, ...slice) -> done
Napi::Value gramBlock(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const auto activation = activationOf(info, 0);
  const GramShape shape{arguments.integer(3), arguments.integer(4), arguments.integer(5)};
  if (shape.neurons < 1 || shape.neurons > kMostBlock) throw Napi::RangeError::New(info.Env(), "a block of too many neurons");
  GramBlock work(shape, activation->activation, arguments.number(1) != 0, arguments.number(2), arguments.doubles(6, shape.points * shape.inputs),
                 arguments.doubles(7, shape.neurons * shape.inputs), info[8].IsUndefined() ? nullptr : arguments.doubles(8, shape.neurons),
                 arguments.doubles(9, shape.neurons), arguments.doubles(10, shape.points * kMostBlock),
                 arguments.doubles(11, shape.points * kMostBlock), arguments.doubles(12, shape.points * shape.points));
  SliceCall call(arguments, 13);
  return Napi::Boolean::New(info.Env(), call.run(work, GramBlock::kEnd));
}

// activationGramEnd(inputDimension, sampleCount, inputs or undefined, gram, ...slice) -> done
Napi::Value gramEnd(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t inputs = arguments.integer(0), points = arguments.integer(1);
  const double* x = info[2].IsUndefined() ? nullptr : arguments.doubles(2, inputs * points);
  SliceCall call(arguments, 4);
  GramEnd work(inputs, points, x, arguments.doubles(3, points * points), call.limits.threads);
  return Napi::Boolean::New(info.Env(), call.run(work, GramEnd::kEnd));
}

}  // namespace

void exportActivationGram(Napi::Env env, Napi::Object exports) {
  exports.Set("activationGramDepth", Napi::Number::New(env, static_cast<double>(kMostBlock)));
  exports.Set("activationGramBlock", Napi::Function::New(env, gramBlock));
  exports.Set("activationGramEnd", Napi::Function::New(env, gramEnd));
}

}  // namespace gramscope
