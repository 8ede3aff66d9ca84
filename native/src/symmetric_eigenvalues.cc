#include "symmetric_eigenvalues.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "band_reduction.h"
#include "blas.h"
#include "bulge_chase.h"

namespace gramscope {

namespace {

// outside of these the squares of entries lose digits; LAPACK's dsyevd scales there as well
constexpr double kSmallest = 1e-140, kLargest = 1e140;

// a power of 2, so that scaling is exact
int exponentOf(const std::vector<double>& matrix) {
  double largest = 0;
  for (const double entry : matrix) largest = std::max(largest, std::abs(entry));
  return largest > 0 && (largest < kSmallest || largest > kLargest) ? std::ilogb(largest) : 0;
}

}  // namespace

int twoStageEigenvalues(std::vector<double>& matrix, int64_t order, int threads, const volatile int32_t* cancelFlag, std::vector<double>& values) {
  const int exponent = exponentOf(matrix);
  if (exponent != 0)
    for (double& entry : matrix) entry = std::ldexp(entry, -exponent);

  BandReduction reduction(matrix.data(), order);
  SliceLimits limits;
  limits.threads = threads;
  limits.cancelFlag = cancelFlag;
  for (Cursor cursor; cursor.stage < reduction.end();) {
    cursor = StagedRunner<BandReduction>(reduction, cursor, limits).run();
    if (cancelFlag != nullptr && *cancelFlag != 0) return 0;
  }

  std::vector<double> band(static_cast<size_t>(2 * kBandwidth * order));
  for (int64_t column = 0; column < order; column++)
    std::memcpy(band.data() + column * 2 * kBandwidth, matrix.data() + column * (order + 1),
                static_cast<size_t>(std::min(kBandwidth + 1, order - column)) * sizeof(double));
  chaseBulges(band.data(), order, kBandwidth, threads, cancelFlag);
  if (cancelFlag != nullptr && *cancelFlag != 0) return 0;

  std::vector<double> below(static_cast<size_t>(order));
  for (int64_t column = 0; column < order; column++) {
    values[static_cast<size_t>(column)] = band[static_cast<size_t>(column * 2 * kBandwidth)];
    below[static_cast<size_t>(column)] = band[static_cast<size_t>(column * 2 * kBandwidth + 1)];
  }
  const int n = static_cast<int>(order);
  int info = 0;
  dsterf_(&n, values.data(), below.data(), &info);
  if (exponent != 0)
    for (double& value : values) value = std::ldexp(value, exponent);
  return info;
}

}  // namespace gramscope
