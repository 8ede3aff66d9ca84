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

// Stage 0 copies the matrix. Then for each tile column k, whose diagonal tile has been factored at the end of the stage before: solve the
// tiles under it (stage 2k + 1), update what is right of it (stage 2k + 2).
int CholeskyFactorisation::size(int64_t tile) const { return sizeOf(tile, order_); }

int64_t CholeskyFactorisation::units(int64_t stage) const {
  if (stage == 0) return count_;
  const int64_t below = count_ - 1 - (stage - 1) / 2;
  return stage % 2 == 1 ? below : below * (below + 1) / 2;
}

void CholeskyFactorisation::copyRow(int64_t row) {
  for (int64_t column = 0; column <= row; column++)
    for (int r = 0; r < size(row); r++)
      std::memcpy(tile(row, column) + r * kStride, matrix_ + (row * kCholeskyTile + r) * order_ + column * kCholeskyTile,
                  static_cast<size_t>(size(column)) * sizeof(double));
}

void CholeskyFactorisation::factorDiagonal(int64_t column) {
  // a row-major lower triangle is a column-major upper one
  const int n = size(column);
  int info = 0;
  dpotrf_("U", &n, tile(column, column), &kStride, &info, 1);
  if (info > 0) *failedPivot_ = static_cast<double>(column * kCholeskyTile + info);
}

void CholeskyFactorisation::run(int64_t stage, int64_t unit, int) {
  if (stage == 0) {
    copyRow(unit);
    return;
  }
  const int64_t k = (stage - 1) / 2;
  if (stage % 2 == 1) {
    const int64_t i = k + 1 + unit;
    cblas_dtrsm(kRowMajor, kRight, kLower, kTranspose, kNonUnit, size(i), size(k), 1, tile(k, k), kStride, tile(i, k), kStride);
    return;
  }
  int64_t row = 0;
  while ((row + 1) * (row + 2) / 2 <= unit) row++;
  const int64_t i = k + 1 + row, j = k + 1 + unit - row * (row + 1) / 2;
  if (i == j)
    cblas_dsyrk(kRowMajor, kLower, kNoTranspose, size(i), size(k), -1, tile(i, k), kStride, 1, tile(i, i), kStride);
  else
    cblas_dgemm(kRowMajor, kNoTranspose, kTranspose, size(i), size(j), size(k), -1, tile(i, k), kStride, tile(j, k), kStride, 1, tile(i, j),
                kStride);
}

bool CholeskyFactorisation::finish(int64_t& stage) {
  if (stage % 2 == 0) factorDiagonal(stage / 2);
  // the last column has nothing under it
  stage = *failedPivot_ > 0 || stage == 2 * (count_ - 1) ? end() : stage + 1;
  return stage < end();
}

// Forward substitution for tile columns 0, 1, ... (steps 0..count - 1), then backward for ..., 1, 0 (steps count..2 count - 1). Stage 0
// solves the diagonal tile of step 0; stage s updates what step s - 1 leaves to others, and ends with the diagonal tile of step s.
int CholeskySolve::size(int64_t tile) const { return sizeOf(tile, order_); }

int64_t CholeskySolve::units(int64_t stage) const {
  if (stage == 0) return 1;
  const int64_t step = stage - 1;
  return forward(step) ? count_ - 1 - column(step) : column(step);
}

void CholeskySolve::solveDiagonal(int64_t step) {
  const int64_t k = column(step);
  cblas_dtrsv(kRowMajor, kLower, forward(step) ? kNoTranspose : kTranspose, kNonUnit, size(k), tile(k, k), kStride, x_ + k * kCholeskyTile, 1);
}

void CholeskySolve::run(int64_t stage, int64_t unit, int) {
  if (stage == 0) {
    solveDiagonal(0);
    return;
  }
  const int64_t k = column(stage - 1);
  const double* solved = x_ + k * kCholeskyTile;
  if (forward(stage - 1)) {
    const int64_t i = k + 1 + unit;
    cblas_dgemv(kRowMajor, kNoTranspose, size(i), size(k), -1, tile(i, k), kStride, solved, 1, 1, x_ + i * kCholeskyTile, 1);
  } else {
    cblas_dgemv(kRowMajor, kTranspose, size(k), size(unit), -1, tile(k, unit), kStride, solved, 1, 1, x_ + unit * kCholeskyTile, 1);
  }
}

bool CholeskySolve::finish(int64_t& stage) {
  // the last tile leaves nothing to others, neither forward nor backward
  do {
    if (stage > 0 && stage < 2 * count_) solveDiagonal(stage);
    stage++;
  } while (stage < end() && units(stage) == 0);
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
