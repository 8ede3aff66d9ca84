#include "band_reduction.h"

#include <algorithm>
#include <cstring>

#include "blas.h"

namespace gramscope {

namespace {

constexpr int64_t kTile = 256;

int64_t tilesOf(int64_t length) { return (length + kTile - 1) / kTile; }
int sizeOf(int64_t tile, int64_t length) { return static_cast<int>(std::min(kTile, length - tile * kTile)); }

}  // namespace

BandReduction::BandReduction(double* matrix, int64_t order)
    : matrix_(matrix), order_(order), panels_(order < kBandwidth + 2 ? 0 : (order - 2) / kBandwidth) {
  const size_t column = static_cast<size_t>(order), square = static_cast<size_t>(kBandwidth * kBandwidth);
  for (int side = 0; side < 2; side++) {
    sides_[side].resize(3 * column * static_cast<size_t>(kBandwidth));
    w_[side].resize(column * static_cast<size_t>(kBandwidth));
  }
  triangle_.resize(square);
  workspace_.resize(square);
  shares_.resize(square * static_cast<size_t>(tilesOf(order)));
  middle_.resize(square);
}

// Stage 0 factors the first panel; then for panel p: 3 p + 1 products, 3 p + 2 corrections, 3 p + 3 updates.
int64_t BandReduction::units(int64_t stage) const {
  if (stage == 0) return 1;
  const int64_t panel = (stage - 1) / 3;
  if (stage % 3 != 0) return tilesOf(rest(panel));
  const int64_t tiles = tilesOf(std::max<int64_t>(0, rest(panel) - kBandwidth));
  return 1 + tiles * (tiles + 1) / 2;
}

void BandReduction::run(int64_t stage, int64_t unit, int) {
  const int64_t panel = (stage - 1) / 3;
  if (stage == 0) {
    if (panels_ > 0) factorPanel(0);
  } else if (stage % 3 == 1) {
    product(panel, unit);
  } else if (stage % 3 == 2) {
    correction(panel, unit);
  } else if (unit == 0) {
    updateNext(panel);
  } else {
    updateTile(panel, unit - 1);
  }
}

bool BandReduction::finish(int64_t& stage) {
  if (stage % 3 == 1) {
    const int64_t panel = (stage - 1) / 3, square = width(panel) * width(panel);
    std::fill_n(middle_.begin(), square, 0.0);
    for (int64_t tile = 0; tile < tilesOf(rest(panel)); tile++)
      for (int64_t i = 0; i < square; i++) middle_[static_cast<size_t>(i)] += shares_[static_cast<size_t>(tile * square + i)];
  }
  stage++;
  return stage < end();
}

void BandReduction::factorPanel(int64_t panel) {
  const int64_t m = rest(panel), k = width(panel);
  const int rows = static_cast<int>(m), columns = static_cast<int>(kBandwidth), reflectors = static_cast<int>(k), stride = static_cast<int>(order_);
  int info = 0;
  double* panelEntries = entry(first(panel), panel * kBandwidth);
  dgeqrt_(&rows, &columns, &reflectors, panelEntries, &stride, triangle_.data(), &reflectors, workspace_.data(), &info);
  double* v = sides(panel);
  double* w = w_[panel % 2].data();
  for (int64_t c = 0; c < k; c++) {
    double* column = v + c * m;
    std::fill_n(column, c, 0.0);
    column[c] = 1;
    std::memcpy(column + c + 1, panelEntries + c * order_ + c + 1, static_cast<size_t>(m - c - 1) * sizeof(double));
  }
  std::memcpy(v + 2 * k * m, v, static_cast<size_t>(k * m) * sizeof(double));
  std::memcpy(w, v, static_cast<size_t>(k * m) * sizeof(double));
  cblas_dtrmm(kColumnMajor, kRight, kUpper, kNoTranspose, kNonUnit, rows, reflectors, 1, triangle_.data(), reflectors, w, rows);
}

void BandReduction::product(int64_t panel, int64_t tile) {
  const int64_t m = rest(panel), start = tile * kTile, origin = first(panel);
  const int rows = static_cast<int>(m), k = static_cast<int>(width(panel)), stride = static_cast<int>(order_), size = sizeOf(tile, m);
  const double* w = w_[panel % 2].data();
  double* x = sides(panel) + k * m + start;
  const int after = static_cast<int>(m - start) - size;
  cblas_dsymm(kColumnMajor, kLeft, kLower, size, k, 1, entry(origin + start, origin + start), stride, w + start, rows, 0, x, rows);
  if (start > 0)
    cblas_dgemm(kColumnMajor, kNoTranspose, kNoTranspose, size, k, static_cast<int>(start), 1, entry(origin + start, origin), stride, w, rows, 1, x,
                rows);
  if (after > 0)
    cblas_dgemm(kColumnMajor, kTranspose, kNoTranspose, size, k, after, 1, entry(origin + start + size, origin + start), stride, w + start + size,
                rows, 1, x, rows);
  cblas_dgemm(kColumnMajor, kTranspose, kNoTranspose, k, k, size, 1, w + start, rows, x, rows, 0, shares_.data() + tile * k * k, k);
}

void BandReduction::correction(int64_t panel, int64_t tile) {
  const int64_t m = rest(panel), start = tile * kTile;
  const int rows = static_cast<int>(m), k = static_cast<int>(width(panel));
  double* v = sides(panel) + start;
  cblas_dgemm(kColumnMajor, kNoTranspose, kNoTranspose, sizeOf(tile, m), k, k, -.5, v, rows, middle_.data(), k, 1, v + k * m, rows);
}

void BandReduction::updateNext(int64_t panel) {
  const int64_t m = rest(panel), origin = first(panel);
  const int rows = static_cast<int>(m), k = static_cast<int>(width(panel)), stride = static_cast<int>(order_);
  double* v = sides(panel);
  // k columns: a last panel that is narrower than the band leaves a square of k
  cblas_dgemm(kColumnMajor, kNoTranspose, kTranspose, rows, k, 2 * k, -1, v, rows, v + k * m, rows, 1, entry(origin, origin), stride);
  if (panel + 1 < panels_) factorPanel(panel + 1);
}

void BandReduction::updateTile(int64_t panel, int64_t unit) {
  int64_t row = 0;
  while ((row + 1) * (row + 2) / 2 <= unit) row++;
  const int64_t column = unit - row * (row + 1) / 2, m = rest(panel), remaining = m - kBandwidth, k = width(panel);
  const int rows = static_cast<int>(m), depth = static_cast<int>(k), stride = static_cast<int>(order_);
  const int64_t i = kBandwidth + row * kTile, j = kBandwidth + column * kTile, origin = first(panel);
  double* v = sides(panel);
  if (row == column)
    cblas_dsyr2k(kColumnMajor, kLower, kNoTranspose, sizeOf(row, remaining), depth, -1, v + i, rows, v + k * m + i, rows, 1,
                 entry(origin + i, origin + i), stride);
  else
    cblas_dgemm(kColumnMajor, kNoTranspose, kTranspose, sizeOf(row, remaining), sizeOf(column, remaining), 2 * depth, -1, v + i, rows,
                v + k * m + j, rows, 1, entry(origin + i, origin + j), stride);
}

}  // namespace gramscope
