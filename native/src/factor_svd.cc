#include <algorithm>
#include <cmath>
#include <numeric>

#include "blas.h"
#include "factor.h"

namespace gramscope {

namespace {

using Doubles = std::vector<double>;

size_t at(int64_t index) { return static_cast<size_t>(index); }

// columns of the factor, its rows in descending order of their largest entry
Doubles sortedColumns(int64_t rows, int64_t order, const Doubles& factor) {
  Doubles sizes(at(rows));
  for (int64_t i = 0; i < rows; i++)
    for (int64_t k = 0; k < order; k++) sizes[at(i)] = std::max(sizes[at(i)], std::fabs(factor[at(i * order + k)]));
  std::vector<int64_t> ranking(at(rows));
  std::iota(ranking.begin(), ranking.end(), 0);
  std::stable_sort(ranking.begin(), ranking.end(), [&](int64_t a, int64_t b) { return sizes[at(a)] > sizes[at(b)]; });
  Doubles columns(at(rows * order));
  for (int64_t i = 0; i < rows; i++)
    for (int64_t k = 0; k < order; k++) columns[at(k * rows + i)] = factor[at(ranking[at(i)] * order + k)];
  return columns;
}

// Fills the columns from `found` on with unit vectors orthogonal to all before: coordinate vectors furthest from the span, projected twice.
void completeBasis(int64_t order, int64_t found, Doubles& columns) {
  Doubles inside(at(order));
  for (int64_t k = 0; k < found; k++)
    for (int64_t i = 0; i < order; i++) inside[at(i)] += columns[at(k * order + i)] * columns[at(k * order + i)];
  for (int64_t k = found; k < order; k++) {
    double* column = columns.data() + k * order;
    std::fill(column, column + order, 0.0);
    column[std::min_element(inside.begin(), inside.end()) - inside.begin()] = 1;
    for (int pass = 0; pass < 2; pass++) {
      for (int64_t other = 0; other < k; other++) {
        const double* known = columns.data() + other * order;
        const double product = std::inner_product(known, known + order, column, 0.0);
        for (int64_t i = 0; i < order; i++) column[i] -= product * known[i];
      }
    }
    const double length = std::sqrt(std::inner_product(column, column + order, column, 0.0));
    for (int64_t i = 0; i < order; i++) {
      column[i] /= length;
      inside[at(i)] += column[i] * column[i];
    }
  }
}

}  // namespace

int solveFactorProblem(int64_t rows, int64_t order, Doubles& factor, Doubles& values, Doubles& vectors) {
  const int m = static_cast<int>(rows), n = static_cast<int>(order), query = -1, none = 0, one = 1;
  Doubles columns = sortedColumns(rows, order, factor), reflectors(at(order));
  Doubles().swap(factor);
  std::vector<int> pivots(at(order));
  double best = 0;
  int info = 0;
  dgeqp3_(&m, &n, columns.data(), &m, pivots.data(), reflectors.data(), &best, &query, &info);
  if (info != 0) return info;
  Doubles work(std::max(static_cast<size_t>(best), at(std::max<int64_t>(6, 2 * order))));
  int length = static_cast<int>(work.size());
  dgeqp3_(&m, &n, columns.data(), &m, pivots.data(), reflectors.data(), work.data(), &length, &info);
  if (info != 0) return info;

  // R^T is closer to diagonal than R, so that the rotations converge in few sweeps
  Doubles lower(at(order * order)), singular(at(order));
  for (int64_t i = 0; i < order; i++)
    for (int64_t k = i; k < order; k++) lower[at(i * order + k)] = columns[at(k * rows + i)];
  double unused = 0;
  dgesvj_("L", "U", "N", &n, &n, lower.data(), &n, singular.data(), &none, &unused, &one, work.data(), &length, &info, 1, 1, 1);
  if (info != 0) return info;

  const double scale = work[0];
  int64_t found = 0;
  while (found < order && singular[at(found)] > 0) found++;
  completeBasis(order, found, lower);
  values.resize(at(order));
  vectors.resize(at(order * order));
  for (int64_t k = 0; k < order; k++) {
    const int64_t place = order - 1 - k;
    const double value = k < found ? scale * singular[at(k)] : 0;
    values[at(place)] = value * value;
    for (int64_t i = 0; i < order; i++) vectors[at(place * order + pivots[at(i)] - 1)] = lower[at(k * order + i)];
  }
  return 0;
}

}  // namespace gramscope
