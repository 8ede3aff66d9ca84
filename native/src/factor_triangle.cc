#include <algorithm>
#include <vector>

#include "arguments.h"
#include "bindings.h"
#include "blas.h"
#include "factor.h"

namespace gramscope {

void addToTriangle(double* triangle, int64_t order, const double* block, int64_t rows) {
  if (rows == 0) return;
  const int n = static_cast<int>(order), m = static_cast<int>(rows), pentagon = 0, width = std::min(32, n);
  std::vector<double> r(static_cast<size_t>(order * order)), b(static_cast<size_t>(rows * order)), t(static_cast<size_t>(width) * static_cast<size_t>(n)),
      work(t.size());
  for (int64_t i = 0; i < order; i++)
    for (int64_t k = i; k < order; k++) r[static_cast<size_t>(k * order + i)] = triangle[i * order + k];
  for (int64_t i = 0; i < rows; i++)
    for (int64_t k = 0; k < order; k++) b[static_cast<size_t>(k * rows + i)] = block[i * order + k];
  int info = 0;
  dtpqrt_(&m, &n, &pentagon, &width, r.data(), &n, b.data(), &m, t.data(), &width, work.data(), &info);
  for (int64_t i = 0; i < order; i++)
    for (int64_t k = i; k < order; k++) triangle[i * order + k] = r[static_cast<size_t>(k * order + i)];
}

namespace {

// addToTriangle(triangle, order, block, firstRow, rows): adds `rows` rows of the block from `firstRow` on
void add(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const int64_t order = arguments.integer(1), first = arguments.integer(3), rows = arguments.integer(4);
  if (order < 1 || order > 30000 || rows > 1000000) throw Napi::RangeError::New(info.Env(), "the factor is too large");
  addToTriangle(arguments.doubles(0, order * order), order, arguments.doubles(2, (first + rows) * order) + first * order, rows);
}

}  // namespace

void exportFactors(Napi::Env env, Napi::Object exports) { exports.Set("addToTriangle", Napi::Function::New(env, add)); }

}  // namespace gramscope
