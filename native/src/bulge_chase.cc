#include "bulge_chase.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>
#include <thread>

#include "blas.h"
#include "staged_work.h"

namespace gramscope {

namespace {

// columns of one group are chased in each other's wake, over a part of the band that stays in the processor's cache
constexpr int64_t kGroup = 8;

class Chase {
 public:
  Chase(double* band, int64_t order, int64_t width, const volatile int32_t* cancelFlag)
      : band_(band), order_(order), width_(width), cancelFlag_(cancelFlag), groups_((order - 2 + kGroup - 1) / kGroup), progress_(new std::atomic<int64_t>[static_cast<size_t>(groups_)]()) {}

  void chase(int threads) {
    std::vector<Scratch> scratch;
    for (int t = 0; t < threads; t++) scratch.emplace_back(width_);
    std::vector<std::thread> others;
    for (int t = 1; t < threads; t++) {
      // fewer threads than wanted is slower, not wrong
      try {
        others.emplace_back([this, &mine = scratch[static_cast<size_t>(t)]] { loop(mine); });
      } catch (const std::exception&) {
        break;
      }
    }
    loop(scratch[0]);
    for (auto& thread : others) thread.join();
  }

 private:
  struct Scratch {
    explicit Scratch(int64_t width) : reflectors(static_cast<size_t>(kGroup * width)), product(static_cast<size_t>(width)) {}
    std::vector<double> reflectors, product;
    double factors[kGroup] = {};
  };

  bool cancelled() const { return cancelFlag_ != nullptr && *cancelFlag_ != 0; }

  void loop(Scratch& scratch) {
    for (int64_t group; (group = next_.fetch_add(1)) < groups_;) {
      const int64_t from = group * kGroup, to = std::min(from + kGroup, order_ - 2), columns = to - from;
      const int64_t last = blocks(from) + 2 * (columns - 1);
      for (int64_t time = 0; time < last; time++) {
        if (group > 0 && !waitFor(group - 1, time + 2)) return;
        for (int64_t c = 0; c < columns && 2 * c <= time; c++)
          if (time - 2 * c < blocks(from + c))
            step(from + c, time - 2 * c, scratch.reflectors.data() + c * width_, scratch.factors[c], scratch.product.data());
        progress_[group].store(time - 2 * (columns - 1) + 1, std::memory_order_release);
      }
      progress_[group].store(std::numeric_limits<int64_t>::max(), std::memory_order_release);
    }
  }

  // until the last column of a group has done so many steps
  bool waitFor(int64_t group, int64_t steps) {
    for (int spins = 0; progress_[group].load(std::memory_order_acquire) < steps; spins++) {
      if (spins < 2000) {
        relax();
      } else {
        std::this_thread::yield();
        if (cancelled()) return false;
      }
    }
    return !cancelled();
  }

  int64_t blocks(int64_t column) const { return (order_ - 2 - column) / width_ + 1; }
  double* entry(int64_t row, int64_t column) const { return band_ + column * 2 * width_ + row - column; }

  // v becomes the reflector (first entry 1) that leaves only the first of the n entries at x, which become (beta, 0, ..., 0)
  static void annihilate(int n, double* x, double* v, double& factor) {
    const int one = 1;
    dlarfg_(&n, x, x + 1, &one, &factor);
    v[0] = 1;
    for (int i = 1; i < n; i++) {
      v[i] = x[i];
      x[i] = 0;
    }
  }

  void reflectBothSides(int n, double* diagonalBlock, const double* v, double factor, double* product) const {
    const int stride = static_cast<int>(2 * width_ - 1);
    cblas_dsymv(kColumnMajor, kLower, n, factor, diagonalBlock, stride, v, 1, 0, product, 1);
    const double half = -.5 * factor * cblas_ddot(n, product, 1, v, 1);
    cblas_daxpy(n, half, v, 1, product, 1);
    cblas_dsyr2(kColumnMajor, kLower, n, -1, v, 1, product, 1, diagonalBlock, stride);
  }

  void step(int64_t column, int64_t block, double* v, double& factor, double* product) const {
    const int64_t row = column + 1 + block * width_;
    const int n = static_cast<int>(std::min(width_, order_ - row)), b = static_cast<int>(width_), stride = 2 * b - 1;
    if (block == 0) {
      annihilate(n, entry(row, column), v, factor);
    } else {
      double* bulge = entry(row, row - width_);
      cblas_dgemv(kColumnMajor, kNoTranspose, n, b, factor, bulge, stride, v, 1, 0, product, 1);
      cblas_dger(kColumnMajor, n, b, -1, product, 1, v, 1, bulge, stride);
      annihilate(n, bulge, v, factor);
      cblas_dgemv(kColumnMajor, kTranspose, n, b - 1, factor, bulge + stride, stride, v, 1, 0, product, 1);
      cblas_dger(kColumnMajor, n, b - 1, -1, v, 1, product, 1, bulge + stride, stride);
    }
    reflectBothSides(n, entry(row, row), v, factor, product);
  }

  double* band_;
  int64_t order_, width_;
  const volatile int32_t* cancelFlag_;
  int64_t groups_;
  std::unique_ptr<std::atomic<int64_t>[]> progress_;
  std::atomic<int64_t> next_{0};
};

}  // namespace

void chaseBulges(double* band, int64_t order, int64_t halfBandwidth, int threads, const volatile int32_t* cancelFlag) {
  if (order < 3 || halfBandwidth < 2) return;
  Chase(band, order, halfBandwidth, cancelFlag).chase(threads);
}

}  // namespace gramscope
