// Symmetric products: H = (X^T X) o (B^T B) and G = F^T F of a two-layer ReLU network, and plain products.
#include <algorithm>
#include <cstring>
#include <vector>

#include "aligned.h"
#include "bindings.h"
#include "blas.h"
#include "cpu.h"
#include "slice_call.h"

namespace gramscope {

namespace {

constexpr int64_t kTile = 192;   // rows and columns of a tile of a symmetric result
constexpr int64_t kDepth = 256;  // columns of the factor that are made at once

int narrow(int64_t value) { return static_cast<int>(value); }

int64_t tilesOf(int64_t order) { return (order + kTile - 1) / kTile; }

// tile `index` of the lower triangle, row by row
struct TileIndex {
  explicit TileIndex(int64_t index) {
    while ((row + 1) * (row + 2) / 2 <= index) row++;
    column = index - row * (row + 1) / 2;
  }
  int64_t row = 0;
  int64_t column = 0;
};

struct TileRange {
  TileRange(int64_t tile, int64_t order) : first(tile * kTile), count(std::min(kTile, order - first)) {}
  int64_t first;
  int64_t count;
};

// Copies the lower triangle onto the upper one, for one tile and its mirror image; in blocks that share cache lines both ways.
void mirrorTile(double* matrix, int64_t order, const TileRange& rows, const TileRange& columns) {
  constexpr int64_t block = 16;
  const int64_t rowEnd = rows.first + rows.count, columnEnd = columns.first + columns.count;
  for (int64_t firstRow = rows.first; firstRow < rowEnd; firstRow += block)
    for (int64_t firstColumn = columns.first; firstColumn < columnEnd; firstColumn += block)
      for (int64_t k = firstColumn; k < std::min(firstColumn + block, columnEnd); k++)
        for (int64_t j = std::max(firstRow, k + 1); j < std::min(firstRow + block, rowEnd); j++)
          matrix[k * order + j] = matrix[j * order + k];
}

// 32 x 32 bits, rows are words, bit 0 first (Warren, Hacker's Delight, 7-3)
void transpose32(uint32_t* a) {
  uint32_t mask = 0x0000ffff;
  for (int j = 16; j != 0; j >>= 1, mask ^= mask << j) {
    for (int k = 0; k < 32; k = (k + j + 1) & ~j) {
      const uint32_t t = ((a[k] >> j) ^ a[k + j]) & mask;
      a[k] ^= t << j;
      a[k + j] ^= t;
    }
  }
}

// H for z in {-1, +1}^S: inner products of points times exact counts of neurons active on both
class CountedHiddenGram {
 public:
  enum : int64_t { kTranspose_ = 0, kTiles, kEnd };
  CountedHiddenGram(int64_t inputs, int64_t neurons, int64_t points, const double* x, const uint32_t* activations, uint64_t* byPoint, double* gram,
                    int threads)
      : inputs_(inputs), neurons_(neurons), points_(points), x_(x), activations_(activations), byPoint_(byPoint), gram_(gram) {
    for (int t = 0; t < threads; t++) scratch_.emplace_back(2 * kTile * kTile);
  }

  static int64_t neuronWords(int64_t neurons) { return (neurons + 63) / 64; }

  int64_t units(int64_t stage) const { return stage == kTranspose_ ? neuronWords(neurons_) : tilesOf(points_) * (tilesOf(points_) + 1) / 2; }

  void run(int64_t stage, int64_t unit, int thread) {
    if (stage == kTranspose_)
      transposeWord(unit);
    else
      tile(TileIndex(unit), scratch_[static_cast<size_t>(thread)].get());
  }

  bool finish(int64_t& stage) { return ++stage < kEnd; }

 private:
  void transposeWord(int64_t word) {
    const int64_t panels = (points_ + 31) / 32, words = neuronWords(neurons_);
    for (int64_t panel = 0; panel < panels; panel++) {
      uint32_t halves[2][32];
      for (int64_t r = 0; r < 64; r++) {
        const int64_t nu = word * 64 + r;
        halves[r / 32][r % 32] = nu < neurons_ ? activations_[nu * panels + panel] : 0;
      }
      transpose32(halves[0]);
      transpose32(halves[1]);
      const int64_t count = std::min<int64_t>(32, points_ - panel * 32);
      for (int64_t j = 0; j < count; j++)
        byPoint_[(panel * 32 + j) * words + word] = halves[0][j] | (static_cast<uint64_t>(halves[1][j]) << 32);
    }
  }

  void tile(const TileIndex& index, double* scratch) {
    const TileRange rows(index.row, points_), columns(index.column, points_);
    double *products = scratch, *counts = scratch + kTile * kTile;
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows.count), narrow(columns.count), narrow(inputs_), 1, x_ + rows.first * inputs_,
                narrow(inputs_), x_ + columns.first * inputs_, narrow(inputs_), 0, products, narrow(kTile));
    const int64_t words = neuronWords(neurons_);
    reluKernels().commonOnes(rows.count, columns.count, words, byPoint_ + rows.first * words, byPoint_ + columns.first * words, counts, kTile);
    for (int64_t j = 0; j < rows.count; j++)
      for (int64_t k = 0; k < columns.count; k++)
        gram_[(rows.first + j) * points_ + columns.first + k] = products[j * kTile + k] * counts[j * kTile + k];
    mirrorTile(gram_, points_, rows, columns);
  }

  int64_t inputs_, neurons_, points_;
  const double* x_;
  const uint32_t* activations_;
  uint64_t* byPoint_;
  double* gram_;
  std::vector<AlignedScratch<double>> scratch_;
};

// E E^T for a factor E (order x depth) that is made kDepth columns at a time by `Factor`:
//   int64_t order, depth;
//   void make(int64_t firstRow, int64_t rows, int64_t firstColumn, int64_t columns, double* panel, int64_t stride)
//   void complete(const TileRange& rows, const TileRange& columns, double* gram, double* scratch)    last touch to a tile
template <class Factor>
class FactorGram {
 public:
  FactorGram(Factor& factor, double* panel, double* gram, int threads) : factor_(factor), panel_(panel), gram_(gram) {
    for (int t = 0; t < threads; t++) scratch_.emplace_back(kTile * kTile);
  }

  int64_t end() const { return 2 * blocks(); }
  int64_t units(int64_t stage) const {
    const int64_t tiles = tilesOf(factor_.order);
    return stage % 2 == 0 ? tiles : tiles * (tiles + 1) / 2;
  }

  void run(int64_t stage, int64_t unit, int thread) {
    const int64_t block = stage / 2;
    const int64_t first = block * kDepth, depth = std::min(kDepth, factor_.depth - first);
    if (stage % 2 == 0) {
      const TileRange rows(unit, factor_.order);
      factor_.make(rows.first, rows.count, first, depth, panel_ + rows.first * kDepth, kDepth);
      return;
    }
    const TileIndex index(unit);
    const TileRange rows(index.row, factor_.order), columns(index.column, factor_.order);
    double* target = gram_ + rows.first * factor_.order + columns.first;
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows.count), narrow(columns.count), narrow(depth), 1, panel_ + rows.first * kDepth,
                narrow(kDepth), panel_ + columns.first * kDepth, narrow(kDepth), block == 0 ? 0 : 1, target, narrow(factor_.order));
    if (block + 1 == blocks()) {
      factor_.complete(rows, columns, gram_, scratch_[static_cast<size_t>(thread)].get());
      mirrorTile(gram_, factor_.order, rows, columns);
    }
  }

  bool finish(int64_t& stage) { return ++stage < end(); }

 private:
  int64_t blocks() const { return (factor_.depth + kDepth - 1) / kDepth; }
  Factor& factor_;
  double* panel_;
  double* gram_;
  std::vector<AlignedScratch<double>> scratch_;
};

// B^T by points, and the product with X^T X at the end
struct WeightedActivations {
  int64_t order, depth, inputs;
  const double* x;
  const double* outputWeights;
  const uint32_t* activations;

  // a word of 32 points of eight neurons at a time, so that a cache line of the panel is written at once; tiles begin at whole words
  void make(int64_t firstRow, int64_t rows, int64_t firstColumn, int64_t columns, double* panel, int64_t stride) const {
    static_assert(kTile % 32 == 0);
    constexpr int64_t eight = 8;
    const int64_t words = (order + 31) / 32;
    for (int64_t c = 0; c < columns; c += eight) {
      const int64_t width = std::min(eight, columns - c);
      for (int64_t r = 0; r < rows; r += 32) {
        uint32_t bits[eight] = {};
        double values[eight] = {};
        for (int64_t q = 0; q < width; q++) {
          const int64_t nu = firstColumn + c + q;
          bits[q] = activations[nu * words + (firstRow + r) / 32];
          values[q] = outputWeights[nu];
        }
        const int64_t count = std::min<int64_t>(32, rows - r);
        for (int64_t b = 0; b < count; b++) {
          double line[eight];
          for (int64_t q = 0; q < eight; q++) line[q] = ((bits[q] >> b) & 1) != 0 ? values[q] : 0.0;
          std::memcpy(panel + (r + b) * stride + c, line, static_cast<size_t>(width) * sizeof(double));
        }
      }
    }
  }

  template <class Range>
  void complete(const Range& rows, const Range& columns, double* gram, double* products) const {
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows.count), narrow(columns.count), narrow(inputs), 1, x + rows.first * inputs,
                narrow(inputs), x + columns.first * inputs, narrow(inputs), 0, products, narrow(kTile));
    for (int64_t j = 0; j < rows.count; j++)
      for (int64_t k = 0; k < columns.count; k++) gram[(rows.first + j) * order + columns.first + k] *= products[j * kTile + k];
  }
};

// max(R C^T, 0) for R order x inputs and C depth x inputs
struct RectifiedProducts {
  int64_t order, depth, inputs;
  const double* rowFactor;
  const double* columnFactor;

  void make(int64_t firstRow, int64_t rows, int64_t firstColumn, int64_t columns, double* panel, int64_t stride) const {
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, narrow(rows), narrow(columns), narrow(inputs), 1, rowFactor + firstRow * inputs,
                narrow(inputs), columnFactor + firstColumn * inputs, narrow(inputs), 0, panel, narrow(stride));
    for (int64_t r = 0; r < rows; r++)
      for (int64_t c = 0; c < columns; c++) {
        double& value = panel[r * stride + c];
        value = value < 0 ? 0.0 : value;
      }
  }

  template <class Range>
  void complete(const Range&, const Range&, double*, double*) const {}
};

class Product {
 public:
  // an eighth of the rows is enough for few threads to share, and much for BLAS to make use of what it packs
  Product(const double* a, const double* b, double* c, int64_t rows, int64_t inner, int64_t columns)
      : a_(a), b_(b), c_(c), rows_(rows), inner_(inner), columns_(columns), unitRows_(std::max<int64_t>(64, roundUp((rows + 7) / 8, 32))) {}
  int64_t units(int64_t) const { return (rows_ + unitRows_ - 1) / unitRows_; }
  void run(int64_t, int64_t unit, int) {
    const int64_t first = unit * unitRows_, count = std::min(unitRows_, rows_ - first);
    if (columns_ == 1)
      cblas_dgemv(kRowMajor, kNoTranspose, narrow(count), narrow(inner_), 1, a_ + first * inner_, narrow(inner_), b_, 1, 0, c_ + first, 1);
    else
      cblas_dgemm(kRowMajor, kNoTranspose, kNoTranspose, narrow(count), narrow(columns_), narrow(inner_), 1, a_ + first * inner_, narrow(inner_),
                  b_, narrow(columns_), 0, c_ + first * columns_, narrow(columns_));
  }
  bool finish(int64_t& stage) {
    stage++;
    return false;
  }

 private:
  const double *a_, *b_;
  double* c_;
  int64_t rows_, inner_, columns_, unitRows_;
};

// hiddenGramByCounts(n, S, m, inputs, activations, scratch, gram, slice...) -> done; scratch: m * ceil(S / 64) entries
Napi::Value hiddenGramByCounts(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t n = arguments.integer(0), neurons = arguments.integer(1), points = arguments.integer(2);
  SliceCall call(arguments, 7);
  CountedHiddenGram work(n, neurons, points, arguments.doubles(3, points * n), arguments.words(4, neurons * ((points + 31) / 32)),
                         reinterpret_cast<uint64_t*>(arguments.doubles(5, points * CountedHiddenGram::neuronWords(neurons))),
                         arguments.doubles(6, points * points), call.limits.threads);
  return Napi::Boolean::New(info.Env(), call.run(work, CountedHiddenGram::kEnd));
}

// hiddenGramWeighted(n, S, m, inputs, outputWeights, activations, panel, gram, slice...) -> done; panel: m * factorDepth entries
Napi::Value hiddenGramWeighted(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t n = arguments.integer(0), neurons = arguments.integer(1), points = arguments.integer(2);
  SliceCall call(arguments, 8);
  WeightedActivations factor{points,
                             neurons,
                             n,
                             arguments.doubles(3, points * n),
                             arguments.doubles(4, neurons),
                             arguments.words(5, neurons * ((points + 31) / 32))};
  FactorGram<WeightedActivations> work(factor, arguments.doubles(6, points * kDepth), arguments.doubles(7, points * points), call.limits.threads);
  return Napi::Boolean::New(info.Env(), call.run(work, work.end()));
}

// rectifiedGram(order, depth, n, rowFactor, columnFactor, panel, gram, slice...) -> done; panel: order * factorDepth entries
Napi::Value rectifiedGram(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t order = arguments.integer(0), depth = arguments.integer(1), n = arguments.integer(2);
  SliceCall call(arguments, 7);
  RectifiedProducts factor{order, depth, n, arguments.doubles(3, order * n), arguments.doubles(4, depth * n)};
  FactorGram<RectifiedProducts> work(factor, arguments.doubles(5, order * kDepth), arguments.doubles(6, order * order), call.limits.threads);
  return Napi::Boolean::New(info.Env(), call.run(work, work.end()));
}

// multiply(a, b, rows, inner, columns, product, threads)
void multiply(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t rows = arguments.integer(2), inner = arguments.integer(3), columns = arguments.integer(4);
  Product work(arguments.doubles(0, rows * inner), arguments.doubles(1, inner * columns), arguments.doubles(5, rows * columns), rows, inner,
               columns);
  SliceLimits limits;
  const double flops = static_cast<double>(rows) * static_cast<double>(inner) * static_cast<double>(columns);
  limits.threads = flops < 1e6 ? 1 : arguments.threads(6);
  StagedRunner<Product>(work, Cursor{}, limits).run();
}

}  // namespace

void exportMatrixProducts(Napi::Env env, Napi::Object exports) {
  exports.Set("factorDepth", Napi::Number::New(env, static_cast<double>(kDepth)));
  exports.Set("hiddenGramByCounts", Napi::Function::New(env, hiddenGramByCounts));
  exports.Set("hiddenGramWeighted", Napi::Function::New(env, hiddenGramWeighted));
  exports.Set("rectifiedGram", Napi::Function::New(env, rectifiedGram));
  exports.Set("multiply", Napi::Function::New(env, multiply));
}

}  // namespace gramscope
