#include <immintrin.h>

#include "relu_kernels.h"

namespace gramscope {
namespace {

struct Simd {
  using Vector = __m256d;
  static constexpr int kLanes = 4;
  static constexpr int kColumns = 2;  // 6 x 2 sums, 2 points and 1 weight of 16 registers
  static Vector zero() { return _mm256_setzero_pd(); }
  static Vector load(const double* p) { return _mm256_loadu_pd(p); }
  static void store(double* p, Vector v) { _mm256_storeu_pd(p, v); }
  static Vector broadcast(const double* p) { return _mm256_broadcast_sd(p); }
  static Vector add(Vector a, Vector b) { return _mm256_add_pd(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_pd(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_pd(a, b); }
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm256_fmadd_pd(a, b, c); }
  // max(0, p) whose second operand wins over NaN, so that NaN stays NaN
  static Vector relu(Vector p) { return _mm256_max_pd(zero(), p); }
  static uint32_t positive(Vector p) { return static_cast<uint32_t>(_mm256_movemask_pd(_mm256_cmp_pd(p, zero(), _CMP_GT_OQ))); }
  static double sum(Vector v) {
    double lanes[4];
    store(lanes, v);
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  }
};

}  // namespace
#include "relu_kernels_source.h"

const ReluKernels* avx2ReluKernels() {
  static constexpr ReluKernels kernels{"AVX2", kWidth, evaluate, update, takeBits, commonOnes};
  return &kernels;
}

}  // namespace gramscope
