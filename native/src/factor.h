// Gram matrices F^T F by way of their factors.
#pragma once
#include <cstdint>
#include <vector>

namespace gramscope {

// Upper triangular factor of a QR factorisation of `triangle` (order x order, zeros below the diagonal, changed) stacked on `block` (rows x
// order); row-major.
void addToTriangle(double* triangle, int64_t order, const double* block, int64_t rows);

// Eigenvalues, ascending, and eigenvectors (row by row) of F^T F for the row-major rows x order factor F, rows >= order: rows sorted by size,
// QR with column pivoting, one-sided Jacobi on the transposed triangle. `factor` is destroyed. Returns LAPACK's info.
int solveFactorProblem(int64_t rows, int64_t order, std::vector<double>& factor, std::vector<double>& values, std::vector<double>& vectors);

}  // namespace gramscope
