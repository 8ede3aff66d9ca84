#pragma once
#include <algorithm>
#include <cstring>

#include "two_layer_points.h"

namespace gramscope {

// The work of a unit of neurons in a pass
class TwoLayerPass {
 public:
  TwoLayerPass(TwoLayerTraining& training) : t_(training), k_(training.kernels_), K_(training.c_.outputs) {}

  int64_t units(int64_t) const { return std::max<int64_t>(t_.units_, 1); }

  void run(int64_t, int64_t unit, int thread) {
    if (unit >= t_.units_) return;
    const int64_t items = t_.lanesAreNeurons_ ? t_.panels_ : static_cast<int64_t>(t_.active_.size());
    const int64_t first = unit * t_.unitItems_, end = std::min(first + t_.unitItems_, items);
    double* chunk = t_.scratch_[static_cast<size_t>(thread)]->get();
    double* second = chunk + t_.scratchChunk_;
    double* gradient = second + t_.scratchChunk_;
    GradientSums& sums = t_.sums_[static_cast<size_t>(unit)];
    sums = GradientSums();
    double* shares = t_.evaluate_ == nullptr ? nullptr : t_.evaluate_->shares->get() + unit * t_.evaluate_->unitShare;
    if (shares != nullptr) std::memset(shares, 0, static_cast<size_t>(t_.evaluate_->unitShare) * sizeof(double));
    const int64_t block = t_.lanesAreNeurons_ ? t_.blockPanels() : kBlockRows;
    for (int64_t item = first; item < end; item += block) {
      const int64_t count = std::min(block, end - item);
      if (t_.lanesAreNeurons_) {
        if (t_.update_ != nullptr) updatePanels(*t_.update_, item, count, chunk, second, gradient, sums);
        if (t_.evaluate_ != nullptr) evaluatePanels(*t_.evaluate_, item, count, chunk, shares);
      } else {
        if (t_.update_ != nullptr) updateRows(*t_.update_, item, count, chunk, second, gradient, sums);
        if (t_.evaluate_ != nullptr) evaluateRows(*t_.evaluate_, item, count, chunk, shares);
      }
    }
  }

  bool finish(int64_t&) { return t_.finishPass(); }

 private:
  using Points = TwoLayerTraining::Points;

  const Activation* activation() const { return t_.activation_.get(); }

  // vectors of a panel that hold neurons
  int64_t vectorsOf(int64_t panel) const { return std::min<int64_t>(k_.columns, t_.rows_ / t_.lanes_ - panel * k_.columns); }

  // pre-activations of a chunk of points of a panel, points x panel
  void preactivatePanel(const Points& points, int64_t first, int64_t count, int64_t panel, double* z) const {
    k_.multiply({count, t_.columns_, vectorsOf(panel), points.rows.get() + first * t_.stride_, t_.stride_,
                 t_.weights_->get() + panel * t_.columns_ * t_.panel_, t_.panel_, z, t_.panel_, false});
  }

  void updatePanels(Points& points, int64_t firstPanel, int64_t panels, double* chunk, double* second, double* gradients, GradientSums& sums) {
    const int64_t L = t_.panel_;
    const int64_t gradientSize = (t_.columns_ + K_) * L;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      for (int64_t p = 0; p < panels; p++) {
        const int64_t panel = firstPanel + p, vectors = vectorsOf(panel);
        double *gradient = gradients + p * gradientSize, *outputGradient = gradient + t_.columns_ * L;
        const int64_t kept = (panel * points.padded + first) * L;
        const bool isKept = points.keeps && points.kept;
        double* derivative = isKept && points.derivatives != nullptr ? points.derivatives->get() + kept : chunk;
        const double* value = isKept && points.values != nullptr ? points.values->get() + kept : second;
        if (!isKept) {
          preactivatePanel(points, first, count, panel, chunk);
          k_.activate({activation(), Combine::store, count, vectors, chunk, L, t_.trainsOutput_ ? second : nullptr, L,
                       t_.trainsHidden_ ? chunk : nullptr, L, nullptr, nullptr});
        }
        if (t_.trainsOutput_)
          k_.multiply({K_, count, vectors, points.slopes.get() + first, points.padded, value, L, outputGradient, L, c > 0});
        if (!t_.trainsHidden_) continue;
        const double* factors = points.columns.get();
        if (K_ == 1) {
          factors = points.folded->get();
        } else {
          k_.scaleByProducts(count, vectors, K_, derivative, L, points.slopes.get() + first, points.padded,
                             t_.outputWeights_->get() + panel * K_ * L, L, chunk, L);
          derivative = chunk;
        }
        k_.multiply({t_.columns_, count, vectors, factors + first, points.padded, derivative, L, gradient, L, c > 0});
      }
    }
    for (int64_t p = 0; p < panels; p++) movePanel(firstPanel + p, gradients + p * gradientSize, sums);
  }

  void movePanel(int64_t panel, double* gradient, GradientSums& sums) {
    const int64_t L = t_.panel_, vectors = vectorsOf(panel);
    double* outputGradient = gradient + t_.columns_ * L;
    const double* scales = t_.scales_->get() + panel * L;
    const int64_t weightsAt = panel * t_.columns_ * L, outputAt = panel * K_ * L;
    const bool apply = !t_.keepGradient_;
    if (t_.trainsHidden_) {
      const double* coefficients = K_ == 1 ? t_.coefficients_->get() + outputAt : scales;
      k_.updateWeights({t_.columns_, vectors, t_.weights_->get() + weightsAt, L, gradient, L, nullptr, coefficients, t_.steps_.data(), nullptr, apply},
                       sums);
      if (!apply) copyPanel(gradient, t_.columns_, vectors, t_.gradient_->get() + weightsAt);
    }
    if (t_.trainsOutput_) {
      k_.updateWeights({K_, vectors, t_.outputWeights_->get() + outputAt, L, outputGradient, L, nullptr, scales, t_.outputSteps_.data(), nullptr, apply},
                       sums);
      if (apply)
        t_.refreshCoefficients(panel * L, vectors * t_.lanes_);
      else
        copyPanel(outputGradient, K_, vectors, t_.outputGradient_->get() + outputAt);
    }
  }

  void copyPanel(const double* source, int64_t rows, int64_t vectors, double* target) const {
    for (int64_t r = 0; r < rows; r++)
      std::memcpy(target + r * t_.panel_, source + r * t_.panel_, static_cast<size_t>(vectors * t_.lanes_) * sizeof(double));
  }

  void evaluatePanels(Points& points, int64_t firstPanel, int64_t panels, double* chunk, double* shares) const {
    const int64_t L = t_.panel_;
    const bool keepsDerivatives = points.derivatives != nullptr, keepsValues = points.values != nullptr;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      for (int64_t p = 0; p < panels; p++) {
        const int64_t panel = firstPanel + p, vectors = vectorsOf(panel);
        const int64_t kept = (panel * points.padded + first) * L;
        double* derivative = keepsDerivatives ? points.derivatives->get() + kept : nullptr;
        const double* coefficients = t_.coefficients_->get() + panel * K_ * L;
        preactivatePanel(points, first, count, panel, chunk);
        if (K_ == 1 && !keepsValues) {
          k_.activate({activation(), Combine::byRow, count, vectors, chunk, L, nullptr, 0, derivative, L, coefficients, shares + first * t_.lanes_});
          continue;
        }
        double* value = keepsValues ? points.values->get() + kept : chunk;
        k_.activate({activation(), Combine::store, count, vectors, chunk, L, value, L, derivative, L, nullptr, nullptr});
        k_.combineRows(count, vectors, K_, value, L, coefficients, L, shares + first * K_ * t_.lanes_);
      }
    }
  }

  void preactivateRows(const Points& points, int64_t first, int64_t count, int64_t firstRow, int64_t rows, double* z) const {
    k_.multiply({rows, t_.columns_, roundUp(count, t_.lanes_) / t_.lanes_, t_.weights_->get() + firstRow * t_.stride_, t_.stride_,
                 points.columns.get() + first, points.padded, z, kChunkPoints, false});
  }

  void updateRows(Points& points, int64_t firstRow, int64_t rows, double* chunk, double* second, double* gradient, GradientSums& sums) {
    double* outputGradient = gradient + kBlockRows * t_.stride_;
    if (t_.trainsOutput_) std::memset(outputGradient, 0, static_cast<size_t>(rows * K_) * sizeof(double));
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      const int64_t vectors = roundUp(count, t_.lanes_) / t_.lanes_;
      const int64_t kept = firstRow * points.padded + first;
      const bool isKept = points.keeps && points.kept;
      const double* derivative = isKept && points.derivatives != nullptr ? points.derivatives->get() + kept : chunk;
      const double* value = isKept && points.values != nullptr ? points.values->get() + kept : second;
      int64_t stride = isKept ? points.padded : kChunkPoints;
      if (!isKept) {
        preactivateRows(points, first, count, firstRow, rows, chunk);
        k_.activate({activation(), Combine::store, rows, vectors, chunk, kChunkPoints, t_.trainsOutput_ ? second : nullptr, kChunkPoints,
                     t_.trainsHidden_ ? chunk : nullptr, kChunkPoints, nullptr, nullptr});
      }
      if (t_.trainsOutput_)
        for (int64_t k = 0; k < K_; k++)
          k_.sumRows(rows, vectors, value, stride, points.slopes.get() + k * points.padded + first, outputGradient + k, K_);
      if (!t_.trainsHidden_) continue;
      const double* factors = points.folded == nullptr ? points.rows.get() : points.folded->get();
      if (K_ > 1) {
        k_.scaleByProducts(rows, vectors, K_, derivative, stride, t_.outputWeights_->get() + firstRow, t_.rows_, points.slopes.get() + first,
                           points.padded, chunk, kChunkPoints);
        derivative = chunk;
        stride = kChunkPoints;
      }
      k_.multiply({rows, count, t_.stride_ / t_.lanes_, derivative, stride, factors + first * t_.stride_, t_.stride_, gradient, t_.stride_, c > 0,
                   K_ == 1 && points.folded == nullptr ? points.slopes.get() + first : nullptr});
    }
    moveRows(firstRow, rows, gradient, outputGradient, sums);
  }

  void moveRows(int64_t firstRow, int64_t rows, double* gradient, double* outputGradient, GradientSums& sums) {
    const double* scales = t_.scales_->get() + firstRow;
    const bool apply = !t_.keepGradient_;
    if (t_.trainsHidden_) {
      const double* coefficients = K_ == 1 ? t_.coefficients_->get() + firstRow : scales;
      k_.updateWeights({rows, t_.stride_ / t_.lanes_, t_.weights_->get() + firstRow * t_.stride_, t_.stride_, gradient, t_.stride_, coefficients,
                        nullptr, nullptr, t_.steps_.data(), apply},
                       sums);
      if (!apply)
        std::memcpy(t_.gradient_->get() + firstRow * t_.stride_, gradient, static_cast<size_t>(rows * t_.stride_) * sizeof(double));
    }
    if (!t_.trainsOutput_) return;
    for (int64_t r = 0; r < rows; r++) {
      for (int64_t k = 0; k < K_; k++) {
        const double g = scales[r] * outputGradient[r * K_ + k], length = t_.c_.outputStep * g;
        const int64_t at = k * t_.rows_ + firstRow + r;
        sums.squares += g * g;
        sums.squaredLengths += length * length;
        if (apply)
          t_.outputWeights_->get()[at] -= length;
        else
          t_.outputGradient_->get()[at] = g;
      }
    }
    if (apply) t_.refreshCoefficients(firstRow, rows);
  }

  void evaluateRows(Points& points, int64_t firstRow, int64_t rows, double* chunk, double* shares) const {
    const bool keepsDerivatives = points.derivatives != nullptr, keepsValues = points.values != nullptr;
    for (int64_t c = 0; c < points.chunks(); c++) {
      const int64_t first = c * points.chunk, count = std::min(points.chunk, points.count - first);
      const int64_t vectors = roundUp(count, t_.lanes_) / t_.lanes_;
      const int64_t kept = firstRow * points.padded + first;
      double* derivative = keepsDerivatives ? points.derivatives->get() + kept : nullptr;
      const double* coefficients = t_.coefficients_->get() + firstRow;
      preactivateRows(points, first, count, firstRow, rows, chunk);
      if (K_ == 1 && !keepsValues) {
        k_.activate({activation(), Combine::byColumn, rows, vectors, chunk, kChunkPoints, nullptr, 0, derivative, points.padded, coefficients,
                     shares + first});
        continue;
      }
      double* value = keepsValues ? points.values->get() + kept : chunk;
      const int64_t stride = keepsValues ? points.padded : kChunkPoints;
      k_.activate({activation(), Combine::store, rows, vectors, chunk, kChunkPoints, value, stride, derivative, points.padded, nullptr, nullptr});
      k_.multiply({K_, rows, vectors, coefficients, t_.rows_, value, stride, shares + first, points.padded, true});
    }
  }

  TwoLayerTraining& t_;
  const TwoLayerKernels& k_;
  const int64_t K_;
};

}  // namespace gramscope
