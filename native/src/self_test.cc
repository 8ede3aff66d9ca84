// Known answers for the BLAS kernels the processor was given and for the training step. Wrong or crashing kernels have been seen on
// some processors with some builds, so this runs in a process of its own before the addon is trusted.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aligned.h"
#include "bindings.h"
#include "blas.h"
#include "cholesky.h"
#include "eigen_job.h"
#include "factor.h"
#include "symmetric_eigenvalues.h"
#include "relu_training.h"
#include "two_layer_training.h"

namespace gramscope {

namespace {

using Doubles = std::vector<double>;

class Random {
 public:
  // in (-1, 1)
  double next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(static_cast<int64_t>(state_) >> 11) / 4503599627370496.0;
  }
  int small() { return static_cast<int>(std::floor(next() * 10)); }

 private:
  uint64_t state_ = 20221202;
};

// products of small whole numbers are exact, whatever the order of summation
bool productsAreExact() {
  Random random;
  const int shapes[][3] = {{1, 1, 1}, {7, 5, 3}, {8, 8, 8}, {33, 17, 65}, {64, 64, 64}, {129, 67, 301}, {192, 192, 192}, {200, 333, 150}};
  for (const auto& [m, n, k] : shapes) {
    for (int mode = 0; mode < 4; mode++) {
      const bool transposeA = (mode & 1) != 0, transposeB = (mode & 2) != 0;
      Doubles a(static_cast<size_t>(m * k)), b(static_cast<size_t>(k * n)), c(static_cast<size_t>(m * n), NAN);
      for (double& x : a) x = random.small();
      for (double& x : b) x = random.small();
      cblas_dgemm(kRowMajor, transposeA ? kTranspose : kNoTranspose, transposeB ? kTranspose : kNoTranspose, m, n, k, 1, a.data(),
                  transposeA ? m : k, b.data(), transposeB ? k : n, 0, c.data(), n);
      for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++)
            sum += a[static_cast<size_t>(transposeA ? l * m + i : i * k + l)] * b[static_cast<size_t>(transposeB ? j * k + l : l * n + j)];
          if (c[static_cast<size_t>(i * n + j)] != sum) return false;
        }
    }
  }
  return true;
}

// the second difference matrix has the eigenvalues 2 - 2 cos(k pi / (n + 1))
bool eigenvaluesAreKnown() {
  for (const int n : {1, 2, 50, 300}) {
    for (const EigenKind kind : {EigenKind::values, EigenKind::system, EigenKind::pairs}) {
      Doubles matrix(static_cast<size_t>(n * n)), values, vectors;
      for (int i = 0; i < n; i++) {
        matrix[static_cast<size_t>(i * n + i)] = 2;
        if (i > 0) matrix[static_cast<size_t>(i * n + i - 1)] = matrix[static_cast<size_t>((i - 1) * n + i)] = -1;
      }
      const Doubles original = matrix;
      const EigenProblem problem{kind, n, n / 3, n / 2};
      if (solveEigenProblem(problem, nullptr, matrix, values, vectors) != 0) return false;
      const int first = kind == EigenKind::pairs ? n / 3 : 0, last = kind == EigenKind::pairs ? n / 2 : n - 1;
      for (int k = first; k <= last; k++) {
        const double value = values[static_cast<size_t>(k - first)];
        if (!(std::fabs(value - (2 - 2 * std::cos((k + 1) * 3.14159265358979323846 / (n + 1)))) < 1e-12)) return false;
        if (kind == EigenKind::values) continue;
        const double* vector = vectors.data() + static_cast<size_t>(k - first) * static_cast<size_t>(n);
        for (int i = 0; i < n; i++) {
          double sum = -value * vector[i];
          for (int j = 0; j < n; j++) sum += original[static_cast<size_t>(i * n + j)] * vector[j];
          if (!(std::fabs(sum) < 1e-12)) return false;
        }
      }
    }
  }
  return true;
}

// the same in two stages, which the orders above are too small for
bool stagesAgree() {
  const int n = 200;
  Random random;
  Doubles matrix(static_cast<size_t>(n * n)), values, inTwo(n), vectors;
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++) matrix[static_cast<size_t>(i * n + j)] = matrix[static_cast<size_t>(j * n + i)] = random.next();
  Doubles copy = matrix;
  if (solveEigenProblem({EigenKind::values, n, 0, 0}, nullptr, matrix, values, vectors) != 0) return false;
  if (twoStageEigenvalues(copy, n, 1, nullptr, inTwo) != 0) return false;
  for (size_t k = 0; k < values.size(); k++)
    if (!(std::fabs(values[k] - inTwo[k]) < 1e-12)) return false;
  return true;
}

// the triangle of a random block has its products, and the eigenpairs of F^T F are found from F, also far below epsilon
bool factorsAreRight() {
  const int n = 40, rows = 130;
  Random random;
  Doubles block(rows * n), triangle(n * n), gram(n * n);
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < n; k++) block[static_cast<size_t>(i * n + k)] = random.next() * std::ldexp(1.0, -k);
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < n; k++)
      for (int l = 0; l < n; l++) gram[static_cast<size_t>(k * n + l)] += block[static_cast<size_t>(i * n + k)] * block[static_cast<size_t>(i * n + l)];
  addToTriangle(triangle.data(), n, block.data(), rows);
  Doubles factor = triangle, values, vectors;
  if (solveFactorProblem(n, n, factor, values, vectors) != 0) return false;
  double logOfDeterminant = 0;
  for (int k = 0; k < n; k++) {
    const double value = values[static_cast<size_t>(k)];
    if (!(value > 0) || (k > 0 && value < values[static_cast<size_t>(k - 1)])) return false;
    logOfDeterminant += 0.5 * std::log(value) - std::log(std::fabs(triangle[static_cast<size_t>(k * n + k)]));
    for (int i = 0; i < n; i++) {
      double sum = -value * vectors[static_cast<size_t>(k * n + i)];
      for (int l = 0; l < n; l++) sum += gram[static_cast<size_t>(i * n + l)] * vectors[static_cast<size_t>(k * n + l)];
      if (!(std::fabs(sum) < 1e-11)) return false;
    }
  }
  return std::fabs(logOfDeterminant) < 1e-10;
}

bool choleskySolves() {
  const int n = 401;
  Random random;
  Doubles factor(static_cast<size_t>(n * n)), matrix(static_cast<size_t>(n * n)), x(static_cast<size_t>(n)), b(static_cast<size_t>(n));
  for (double& entry : factor) entry = random.next();
  cblas_dsyrk(kRowMajor, kLower, kNoTranspose, n, n, 1, factor.data(), n, 0, matrix.data(), n);
  for (int i = 0; i < n; i++) {
    matrix[static_cast<size_t>(i * n + i)] += 1;
    for (int j = 0; j < i; j++) matrix[static_cast<size_t>(j * n + i)] = matrix[static_cast<size_t>(i * n + j)];
  }
  for (double& entry : b) entry = random.next();
  x = b;
  Doubles tiles(static_cast<size_t>(choleskyLength(n)));
  double failedPivot = 0;
  SliceLimits limits;
  CholeskyFactorisation factorisation(matrix.data(), n, tiles.data(), &failedPivot);
  StagedRunner<CholeskyFactorisation>(factorisation, Cursor{}, limits).run();
  if (failedPivot != 0) return false;
  CholeskySolve solve(tiles.data(), n, x.data());
  StagedRunner<CholeskySolve>(solve, Cursor{}, limits).run();
  for (int i = 0; i < n; i++) {
    double sum = -b[static_cast<size_t>(i)];
    for (int j = 0; j < n; j++) sum += matrix[static_cast<size_t>(i * n + j)] * x[static_cast<size_t>(j)];
    if (!(std::fabs(sum) < 1e-9)) return false;
  }
  return true;
}

// steps of gradient descent against plain loops
bool trainingIsRight() {
  const int n = 13, neurons = 37, points = 70, steps = 5;
  const double hiddenStepSize = 1e-3, outputStepSize = 2e-3;
  Random random;
  Doubles x(points * n), y(points), w(neurons * n), z(neurons), f(points);
  for (double& v : x) v = random.next();
  for (double& v : y) v = random.next();
  for (double& v : w) v = random.next();
  for (double& v : z) v = random.next();
  const ReluShape shape{n, neurons, points};
  Doubles workspace(static_cast<size_t>(ReluTraining::workspaceBytes(shape)) / sizeof(double) + 1);
  ReluTraining training(shape, workspace.data());
  ReluControl& control = training.control();
  control.hiddenStepSize = hiddenStepSize;
  control.outputStepSize = outputStepSize;
  control.stopResidual = 0;
  control.safetyValve = 0;
  training.packProblem(x.data(), y.data());
  training.start(w.data(), z.data(), 1);
  Doubles history(5 * steps);
  const ReluHistory reluHistory{steps, &history[0], &history[steps], &history[2 * steps], &history[3 * steps], &history[4 * steps]};
  if (training.advance(steps, 1e6, 2, nullptr, reluHistory).count != steps) return false;

  Doubles p(neurons * points);
  for (int step = 0; step <= steps; step++) {
    for (int j = 0; j < points; j++) {
      f[static_cast<size_t>(j)] = 0;
      for (int nu = 0; nu < neurons; nu++) {
        double sum = 0;
        for (int i = 0; i < n; i++) sum += w[static_cast<size_t>(nu * n + i)] * x[static_cast<size_t>(j * n + i)];
        p[static_cast<size_t>(nu * points + j)] = sum;
        if (sum > 0) f[static_cast<size_t>(j)] += z[static_cast<size_t>(nu)] * sum;
      }
    }
    if (step == steps) break;
    for (int nu = 0; nu < neurons; nu++) {
      double outputGradient = 0;
      Doubles hiddenGradient(n);
      for (int j = 0; j < points; j++) {
        const double activation = p[static_cast<size_t>(nu * points + j)];
        if (!(activation > 0)) continue;
        const double e = f[static_cast<size_t>(j)] - y[static_cast<size_t>(j)];
        outputGradient += e * activation;
        for (int i = 0; i < n; i++) hiddenGradient[static_cast<size_t>(i)] += z[static_cast<size_t>(nu)] * e * x[static_cast<size_t>(j * n + i)];
      }
      for (int i = 0; i < n; i++) w[static_cast<size_t>(nu * n + i)] -= hiddenStepSize * hiddenGradient[static_cast<size_t>(i)];
      z[static_cast<size_t>(nu)] -= outputStepSize * outputGradient;
    }
  }
  Doubles w2(neurons * n), z2(neurons), f2(points);
  std::vector<uint32_t> bits(3 * neurons * 3);
  training.writeState({w2.data(), z2.data(), nullptr, nullptr, f2.data(), bits.data(), nullptr, bits.data() + neurons * 3, bits.data() + 2 * neurons * 3},
                      false);
  const auto near = [](const Doubles& a, const Doubles& b) {
    for (size_t i = 0; i < a.size(); i++)
      if (!(std::fabs(a[i] - b[i]) < 1e-11)) return false;
    return true;
  };
  return near(w, w2) && near(z, z2) && near(f, f2);
}

// steps of a network with tanh, biases and two outputs against plain loops; few neurons and many take different ways
bool networksAreRight() {
  const int d = 5, n = 21, K = 2, steps = 4;
  const double step = 0.01, scale = 0.7;
  for (const int m : {6, 75}) {
    Random random;
    Doubles x(n * d), y(n * K), c(static_cast<size_t>(m)), w(static_cast<size_t>(m * d)), b(static_cast<size_t>(m)), a(static_cast<size_t>(m * K));
    for (Doubles* part : {&x, &y, &c, &w, &b, &a})
      for (double& value : *part) value = random.next();
    const TwoLayerConstants constants{d, m, n, K, scale, true, false, 1, step, step, step, 0, 0, INFINITY, false, 0, 2};
    auto activation = std::make_shared<Activation>();
    activation->id = ActivationId::tanh;
    activation->parameters[0] = activation->parameters[1] = 1;
    TwoLayerTraining training(constants, activation, x.data(), y.data(), c.data());
    training.setWeights(w.data(), b.data(), a.data());
    Doubles history(4 * steps);
    const TwoLayerHistory record{steps, &history[0], &history[steps], &history[2 * steps], &history[3 * steps]};
    training.beginEvaluation();
    while (!training.go(1e6, nullptr, &record)) continue;
    training.beginDescent(steps, 1e6);
    while (!training.go(1e6, nullptr, &record)) continue;
    Doubles f(n * K), phi(static_cast<size_t>(m * n));
    for (int done = 0; done <= steps; done++) {
      std::fill(f.begin(), f.end(), 0.0);
      for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++) {
          double z = b[static_cast<size_t>(j)];
          for (int l = 0; l < d; l++) z += scale * w[static_cast<size_t>(j * d + l)] * x[static_cast<size_t>(i * d + l)];
          phi[static_cast<size_t>(j * n + i)] = std::tanh(z);
          for (int k = 0; k < K; k++)
            f[static_cast<size_t>(i * K + k)] += c[static_cast<size_t>(j)] * a[static_cast<size_t>(j * K + k)] * phi[static_cast<size_t>(j * n + i)];
        }
      if (done == steps) break;
      for (int j = 0; j < m; j++) {
        Doubles wGradient(d), aGradient(K);
        double bGradient = 0;
        for (int i = 0; i < n; i++) {
          const double feature = phi[static_cast<size_t>(j * n + i)];
          double slope = 0;
          for (int k = 0; k < K; k++) {
            const double r = f[static_cast<size_t>(i * K + k)] - y[static_cast<size_t>(i * K + k)];
            slope += c[static_cast<size_t>(j)] * a[static_cast<size_t>(j * K + k)] * r;
            aGradient[static_cast<size_t>(k)] += c[static_cast<size_t>(j)] * feature * r;
          }
          slope *= 1 - feature * feature;
          bGradient += slope;
          for (int l = 0; l < d; l++) wGradient[static_cast<size_t>(l)] += slope * scale * x[static_cast<size_t>(i * d + l)];
        }
        for (int l = 0; l < d; l++) w[static_cast<size_t>(j * d + l)] -= step * wGradient[static_cast<size_t>(l)];
        b[static_cast<size_t>(j)] -= step * bGradient;
        for (int k = 0; k < K; k++) a[static_cast<size_t>(j * K + k)] -= step * aGradient[static_cast<size_t>(k)];
      }
    }
    Doubles w2(w.size()), b2(b.size()), a2(a.size());
    training.readWeights(w2.data(), b2.data(), a2.data());
    const std::pair<const Doubles&, const Doubles&> pairs[] = {{w, w2}, {b, b2}, {a, a2}, {f, training.outputs()}};
    for (const auto& [expected, actual] : pairs)
      for (size_t i = 0; i < expected.size(); i++)
        if (!(std::fabs(expected[i] - actual[i]) < 1e-12)) return false;
  }
  return true;
}

// selfTest() -> names of what is wrong, empty when all is well
Napi::Value selfTest(const Napi::CallbackInfo& info) {
  std::string wrong;
  const auto check = [&wrong](bool right, const char* name) {
    if (right) return;
    if (!wrong.empty()) wrong += ", ";
    wrong += name;
  };
  check(productsAreExact(), "matrix products");
  check(eigenvaluesAreKnown() && stagesAgree(), "eigenvalues");
  check(factorsAreRight(), "factors of Gram matrices");
  check(choleskySolves(), "Cholesky factor");
  check(trainingIsRight(), "training step");
  check(networksAreRight(), "step of any network");
  return Napi::String::New(info.Env(), wrong);
}

}  // namespace

void exportSelfTest(Napi::Env env, Napi::Object exports) { exports.Set("selfTest", Napi::Function::New(env, selfTest)); }

}  // namespace gramscope
