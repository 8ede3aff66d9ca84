#include <immintrin.h>

#include "relu_kernels.h"

namespace gramscope {
namespace {

struct Simd {
  using Vector = __m512d;
  static constexpr int kLanes = 8;
  static constexpr int kColumns = 4;  // 6 x 4 sums, 4 points and 1 weight of 32 registers
  static Vector zero() { return _mm512_setzero_pd(); }
  static Vector load(const double* p) { return _mm512_loadu_pd(p); }
  static void store(double* p, Vector v) { _mm512_storeu_pd(p, v); }
  static Vector broadcast(const double* p) { return _mm512_set1_pd(*p); }
  static Vector add(Vector a, Vector b) { return _mm512_add_pd(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_pd(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_pd(a, b); }
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm512_fmadd_pd(a, b, c); }
  // max(0, p) whose second operand wins over NaN, so that NaN stays NaN
  static Vector relu(Vector p) { return _mm512_max_pd(zero(), p); }
  static uint32_t positive(Vector p) { return _mm512_cmp_pd_mask(p, zero(), _CMP_GT_OQ); }
  static double sum(Vector v) {
    double lanes[8];
    store(lanes, v);
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  }
};

}  // namespace
#include "relu_kernels_source.h"

const ReluKernels* avx512ReluKernels() {
  static constexpr ReluKernels kernels{"AVX-512", kWidth, evaluate, update, takeBits, commonOnes};
  return &kernels;
}

}  // namespace gramscope
