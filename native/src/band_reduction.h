// A symmetric matrix is reduced to a band by orthogonal similarity: the first of two stages on the way to its eigenvalues.
#pragma once
#include <cstdint>
#include <vector>

#include "staged_work.h"

namespace gramscope {

// wide enough for products that keep the arithmetic busy, narrow enough for the second stage, whose work grows with it
constexpr int64_t kBandwidth = 64;

// Staged work on the lower triangle of a column-major matrix. When it has ended the entries at most kBandwidth below the diagonal are those of
// the band; what is farther below is used up.
//
// For each panel of kBandwidth columns: the part under the band is factored, Q R with Q = 1 - V T V^T, and the rest of the matrix A
// becomes Q^T A Q = A - V Y^T - Y V^T with W = V T, X = A W, Y = X - V (W^T X) / 2. The first unit of this update goes on to the next panel,
// so that nobody waits for it.
class BandReduction {
 public:
  BandReduction(double* matrix, int64_t order);
  int64_t end() const { return 3 * panels_ + 1; }
  int64_t units(int64_t stage) const;
  void run(int64_t stage, int64_t unit, int thread);
  bool finish(int64_t& stage);

 private:
  int64_t first(int64_t panel) const { return (panel + 1) * kBandwidth; }
  int64_t rest(int64_t panel) const { return order_ - first(panel); }
  int64_t width(int64_t panel) const { return std::min(kBandwidth, rest(panel)); }
  double* entry(int64_t row, int64_t column) const { return matrix_ + column * order_ + row; }
  // V, Y and V again side by side: [V Y] [Y V]^T is one product
  double* sides(int64_t panel) { return sides_[panel % 2].data(); }
  void factorPanel(int64_t panel);
  void product(int64_t panel, int64_t tile);
  void correction(int64_t panel, int64_t tile);
  void updateNext(int64_t panel);
  void updateTile(int64_t panel, int64_t unit);

  double* matrix_;
  int64_t order_, panels_;
  std::vector<double> sides_[2], w_[2];
  std::vector<double> triangle_, workspace_;
  // W^T X, tile by tile, and their sum
  std::vector<double> shares_, middle_;
};

}  // namespace gramscope
