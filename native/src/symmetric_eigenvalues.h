// All eigenvalues of a symmetric matrix without its eigenvectors.
#pragma once
#include <cstdint>
#include <vector>

namespace gramscope {

// From this order on a reduction in two stages, to a band and from there to tridiagonal form, is faster than LAPACK's in one: nearly all its
// work is products of matrices.
constexpr int64_t kTwoStages = 1000;

// Values in ascending order, the same to the last bit for any number of threads. `matrix`, column-major, of which the lower triangle counts, is
// destroyed. Returns LAPACK's info; when *cancelFlag becomes other than 0 the call returns early and the values mean nothing.
int twoStageEigenvalues(std::vector<double>& matrix, int64_t order, int threads, const volatile int32_t* cancelFlag, std::vector<double>& values);

}  // namespace gramscope
