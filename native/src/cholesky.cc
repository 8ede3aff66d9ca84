#include "cholesky.h"

#include <algorithm>
#include <cstring>

#include "bindings.h"
#include "blas.h"
#include "slice_call.h"

namespace gramscope {

namespace {

constexpr int kStride = static_cast<int>(kCholeskyTile);
// orders under which one thread is faster
constexpr int64_t kThreadedFactorOrder = 500;
constexpr int64_t kThreadedSolveOrder = 1500;

int sizeOf(int64_t tile, int64_t order) { return static_cast<int>(std::min(kCholeskyTile, order - tile * kCholeskyTile)); }

}  // namespace

// Stage 0 copies the matrix; then for each tile column k: factor its diagonal tile, solve the tiles under it, update what is right of it.
enum { kFactorDiagonal = 0, kSolveColumn, kUpdateRest };

int CholeskyFactorisation::size(int64_t tile) const { return sizeOf(tile, order_); }

int64_t CholeskyFactorisation::units(int64_t stage) const {
  if (stage == 0) return count_;
  const int64_t below = count_ - 1 - (stage - 1) / 3;
  switch ((stage - 1) % 3) {
    case kFactorDiagonal:
      return 1;
    case kSolveColumn:
      return below;
    default:
      return below * (below + 1) / 2;
  }
}

void CholeskyFactorisation::copyRow(int64_t row) {
  for (int64_t column = 0; column <= row; column++)
    for (int r = 0; r < size(row); r++)
      std::memcpy(tile(row, column) + r * kStride, matrix_ + (row * kCholeskyTile + r) * order_ + column * kCholeskyTile,
                  static_cast<size_t>(size(column)) * sizeof(double));
}

void CholeskyFactorisation::run(int64_t stage, int64_t unit, int) {
  if (stage == 0) {
    copyRow(unit);
    return;
  }
  const int64_t k = (stage - 1) / 3;
  switch ((stage - 1) % 3) {
    case kFactorDiagonal: {
      // a row-major lower triangle is a column-major upper one
      const int n = size(k);
      int info = 0;
      dpotrf_("U", &n, tile(k, k), &kStride, &info, 1);
      if (info > 0) *failedPivot_ = static_cast<double>(k * kCholeskyTile + info);
      break;
    }
    case kSolveColumn: {
      const int64_t i = k + 1 + unit;
      cblas_dtrsm(kRowMajor, kRight, kLower, kTranspose, kNonUnit, size(i), size(k), 1, tile(k, k), kStride, tile(i, k), kStride);
      break;
    }
    default: {
      int64_t row = 0;
      while ((row + 1) * (row + 2) / 2 <= unit) row++;
      const int64_t i = k + 1 + row, j = k + 1 + unit - row * (row + 1) / 2;
      if (i == j)
        cblas_dsyrk(kRowMajor, kLower, kNoTranspose, size(i), size(k), -1, tile(i, k), kStride, 1, tile(i, i), kStride);
      else
        cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, size(i), size(j), size(k), -1, tile(i, k), kStride, tile(j, k), kStride, 1, tile(i, j),
                    kStride);
    }
  }
}

bool CholeskyFactorisation::finish(int64_t& stage) {
  // the last column has nothing under it
  stage = *failedPivot_ > 0 || stage == end() - 3 ? end() : stage + 1;
  return stage < end();
}

// Forward substitution for tile columns 0, 1, ..., then backward for ..., 1, 0; each a diagonal solve and an update of what follows.
int CholeskySolve::size(int64_t tile) const { return sizeOf(tile, order_); }

int64_t CholeskySolve::units(int64_t stage) const {
  const int64_t step = stage / 2;
  if (stage % 2 == 0) return 1;
  return step < count_ ? count_ - 1 - step : 2 * count_ - 1 - step;
}

void CholeskySolve::run(int64_t stage, int64_t unit, int) {
  const int64_t step = stage / 2;
  const bool forward = step < count_;
  const int64_t k = forward ? step : 2 * count_ - 1 - step;
  double* solved = x_ + k * kCholeskyTile;
  if (stage % 2 == 0) {
    cblas_dtrsv(kRowMajor, kLower, forward ? kNoTranspose : kTranspose, kNonUnit, size(k), tile(k, k), kStride, solved, 1);
  } else if (forward) {
    const int64_t i = k + 1 + unit;
    cblas_dgemv(kRowMajor, kNoTranspose, size(i), size(k), -1, tile(i, k), kStride, solved, 1, 1, x_ + i * kCholeskyTile, 1);
  } else {
    cblas_dgemv(kRowMajor, kTranspose, size(k), size(unit), -1, tile(k, unit), kStride, solved, 1, 1, x_ + unit * kCholeskyTile, 1);
  }
}

bool CholeskySolve::finish(int64_t& stage) {
  stage++;
  // the last tile has nothing to update, neither forward nor backward
  while (stage < end() && units(stage) == 0) stage++;
  return stage < end();
}

namespace {

// choleskyLength(order): entries of the Float64Array for the factor
Napi::Value length(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(choleskyLength(Arguments(info).integer(0))));
}

// choleskyFactor(matrix, order, tiles, cursor, slice, threads, cancelFlag) -> done; cursor[2] becomes the failed pivot
Napi::Value factor(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t order = arguments.integer(1);
  SliceCall call(arguments, 3, 3);
  if (order < kThreadedFactorOrder) call.limits.threads = 1;
  CholeskyFactorisation work(arguments.doubles(0, order * order), order, arguments.doubles(2, choleskyLength(order)), call.numbers + 2);
  return Napi::Boolean::New(info.Env(), call.run(work, work.end()));
}

// choleskySolve(tiles, order, x, cursor, slice, threads, cancelFlag) -> done
Napi::Value solve(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t order = arguments.integer(1);
  SliceCall call(arguments, 3);
  if (order < kThreadedSolveOrder) call.limits.threads = 1;
  CholeskySolve work(arguments.doubles(0, choleskyLength(order)), order, arguments.doubles(2, order));
  return Napi::Boolean::New(info.Env(), call.run(work, work.end()));
}

}  // namespace

void exportCholesky(Napi::Env env, Napi::Object exports) {
  exports.Set("choleskyLength", Napi::Function::New(env, length));
  exports.Set("choleskyFactor", Napi::Function::New(env, factor));
  exports.Set("choleskySolve", Napi::Function::New(env, solve));
}

}  // namespace gramscope
