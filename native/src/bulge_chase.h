// A symmetric band matrix is reduced to tridiagonal form: the second of two stages on the way to its eigenvalues.
#pragma once
#include <cstdint>
#include <vector>

namespace gramscope {

// Column-major: entry (i, j), i >= j, of a matrix of half bandwidth b stands at band[j * 2 b + i - j]; entries more than b below the diagonal
// are 0. Afterwards the diagonal and the one below it are those of the tridiagonal matrix.
//
// Column after column is annihilated by a reflection, and the bulge it leaves is chased down the band by further ones (Murata and Horikoshi).
// Columns are taken in groups, each by one thread; a group follows the one before at a safe distance, so every entry sees the same operations
// in the same order whatever the number of threads. A cancelled chase returns early.
void chaseBulges(double* band, int64_t order, int64_t halfBandwidth, int threads, const volatile int32_t* cancelFlag);

}  // namespace gramscope
