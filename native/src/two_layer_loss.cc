// Loss of a two-layer trainer, and what follows from it.
#include <algorithm>
#include <cmath>

#include "two_layer_points.h"

namespace gramscope {

TwoLayerStatus TwoLayerTraining::status(bool withIncrease) const {
  if (!std::isfinite(numbers.residualNorm)) return TwoLayerStatus::notFinite;
  if (numbers.residualNorm < c_.convergedResidual || numbers.loss < c_.convergedLoss) return TwoLayerStatus::converged;
  if (numbers.residualNorm > c_.divergedResidual) return TwoLayerStatus::diverged;
  if (withIncrease && c_.residualIncrease && numbers.residualNorm > numbers.previousResidualNorm) return TwoLayerStatus::residualIncreased;
  if (numbers.gradientNorm < c_.gradientFloor) return TwoLayerStatus::gradientFloor;
  return TwoLayerStatus::running;
}

// residuals, loss and slopes of points whose outputs are known
void TwoLayerTraining::takeResiduals(Points& points, double lossFactor, double& residualNorm, double& loss) {
  const int64_t K = c_.outputs, count = points.count;
  double* slopes = points.slopes.get();
  const double *outputs = points.outputs.data(), *targets = points.targets.data();
  double sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  if (!c_.crossEntropy && K == 1) {
    int64_t i = count - count % 8;
    kernels_.takeDifferences(i, outputs, targets, lossFactor, slopes, sums);
    for (int64_t lane = 0; i < count; i++, lane++) {
      const double r = outputs[i] - targets[i];
      sums[lane] += r * r;
      slopes[i] = lossFactor * r;
    }
  } else if (!c_.crossEntropy) {
    for (int64_t i = 0; i < count; i++) {
      for (int64_t k = 0; k < K; k++) {
        const double r = outputs[i * K + k] - targets[i * K + k];
        sums[i % 8] += r * r;
        slopes[k * points.padded + i] = lossFactor * r;
      }
    }
  } else {
    std::vector<double> exponentials(static_cast<size_t>(roundUp(K, 8)));
    loss = 0;
    for (int64_t i = 0; i < count; i++) {
      double largest = -INFINITY, sum = 0;
      for (int64_t k = 0; k < K; k++) largest = outputs[i * K + k] > largest ? outputs[i * K + k] : largest;
      for (int64_t k = 0; k < K; k++) exponentials[static_cast<size_t>(k)] = outputs[i * K + k] - largest;
      kernels_.exponentials(roundUp(K, 8), exponentials.data());
      for (int64_t k = 0; k < K; k++) sum += exponentials[static_cast<size_t>(k)];
      const double logSum = std::log(sum);
      for (int64_t k = 0; k < K; k++) {
        const double y = targets[i * K + k];
        const double r = exponentials[static_cast<size_t>(k)] / sum - y;
        sums[i % 8] += r * r;
        slopes[k * points.padded + i] = lossFactor * r;
        if (y != 0) loss -= y * (outputs[i * K + k] - largest - logSum);
      }
    }
    loss *= lossFactor;
  }
  const double squares = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
  residualNorm = std::sqrt(squares);
  if (!c_.crossEntropy) loss = lossFactor * 0.5 * squares;
  for (int64_t k = 0; k < K; k++) std::fill(slopes + k * points.padded + count, slopes + (k + 1) * points.padded, 0.0);
  if (points.folded == nullptr) return;
  if (lanesAreNeurons_) {
    for (int64_t l = 0; l < columns_; l++)
      kernels_.multiplyEntries(points.padded, points.columns.get() + l * points.padded, slopes, points.folded->get() + l * points.padded);
  } else {
    kernels_.scaleRows(count, stride_ / lanes_, points.rows.get(), stride_, slopes, points.folded->get(), stride_);
  }
}

}  // namespace gramscope
