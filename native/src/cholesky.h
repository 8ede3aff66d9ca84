// Cholesky factorisation of a symmetric positive definite matrix stored in square tiles (the lower ones, row by row), and solves with it.
#pragma once
#include <cstdint>

#include "staged_work.h"

namespace gramscope {

constexpr int64_t kCholeskyTile = 192;

inline int64_t choleskyTiles(int64_t order) { return (order + kCholeskyTile - 1) / kCholeskyTile; }
inline int64_t choleskyLength(int64_t order) { return choleskyTiles(order) * (choleskyTiles(order) + 1) / 2 * kCholeskyTile * kCholeskyTile; }

class CholeskyFactorisation {
 public:
  // failedPivot stays 0, or becomes the 1-based number of the first pivot that is not positive
  CholeskyFactorisation(const double* matrix, int64_t order, double* tiles, double* failedPivot)
      : matrix_(matrix), order_(order), count_(choleskyTiles(order)), tiles_(tiles), failedPivot_(failedPivot) {}
  int64_t end() const { return 2 * count_; }
  int64_t units(int64_t stage) const;
  void run(int64_t stage, int64_t unit, int thread);
  bool finish(int64_t& stage);

 private:
  int size(int64_t tile) const;
  double* tile(int64_t row, int64_t column) const { return tiles_ + (row * (row + 1) / 2 + column) * kCholeskyTile * kCholeskyTile; }
  void copyRow(int64_t row);
  void factorDiagonal(int64_t column);
  const double* matrix_;
  int64_t order_, count_;
  double* tiles_;
  double* failedPivot_;
};

// x becomes the solution of L L^T x = b
class CholeskySolve {
 public:
  CholeskySolve(const double* tiles, int64_t order, double* x) : tiles_(tiles), order_(order), count_(choleskyTiles(order)), x_(x) {}
  int64_t end() const { return 2 * count_ + 1; }
  int64_t units(int64_t stage) const;
  void run(int64_t stage, int64_t unit, int thread);
  bool finish(int64_t& stage);

 private:
  int size(int64_t tile) const;
  bool forward(int64_t step) const { return step < count_; }
  int64_t column(int64_t step) const { return forward(step) ? step : 2 * count_ - 1 - step; }
  void solveDiagonal(int64_t step);
  const double* tile(int64_t row, int64_t column) const { return tiles_ + (row * (row + 1) / 2 + column) * kCholeskyTile * kCholeskyTile; }
  const double* tiles_;
  int64_t order_, count_;
  double* x_;
};

}  // namespace gramscope
