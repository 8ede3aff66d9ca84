// Four lanes of AVX2 with fused multiply-add.
#pragma once
#include "inline.h"

#include <immintrin.h>

#include <cstdint>

namespace gramscope {
namespace {

struct Simd {
  using Vector = __m256d;
  using Mask = __m256d;
  static constexpr int kLanes = 4;
  static constexpr int kColumns = 2;  // 6 x 2 sums, 2 vectors of one factor and 1 of the other of 16 registers
  static constexpr int kGroupVectors = 2;  // activations work on so many vectors at once
  GRAMSCOPE_INLINE static Vector zero() { return _mm256_setzero_pd(); }
  GRAMSCOPE_INLINE static Vector set(double value) { return _mm256_set1_pd(value); }
  GRAMSCOPE_INLINE static Vector load(const double* p) { return _mm256_loadu_pd(p); }
  GRAMSCOPE_INLINE static void store(double* p, Vector v) { _mm256_storeu_pd(p, v); }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return _mm256_add_pd(a, b); }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return _mm256_sub_pd(a, b); }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return _mm256_mul_pd(a, b); }
  GRAMSCOPE_INLINE static Vector divide(Vector a, Vector b) { return _mm256_div_pd(a, b); }
  GRAMSCOPE_INLINE static Vector squareRoot(Vector a) { return _mm256_sqrt_pd(a); }
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm256_fmadd_pd(a, b, c); }
  GRAMSCOPE_INLINE static Vector multiplySubtractFrom(Vector a, Vector b, Vector c) { return _mm256_fnmadd_pd(a, b, c); }
  GRAMSCOPE_INLINE static Vector productError(Vector a, Vector b, Vector p) { return _mm256_fmsub_pd(a, b, p); }
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return _mm256_max_pd(a, b); }
  GRAMSCOPE_INLINE static Vector min(Vector a, Vector b) { return _mm256_min_pd(a, b); }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return _mm256_andnot_pd(set(-0.0), a); }
  GRAMSCOPE_INLINE static Vector withSign(Vector magnitude, Vector sign) { return _mm256_or_pd(magnitude, _mm256_and_pd(sign, set(-0.0))); }
  GRAMSCOPE_INLINE static Vector minusAbsolute(Vector a) { return _mm256_or_pd(a, set(-0.0)); }
  GRAMSCOPE_INLINE static Vector copySign(Vector magnitude, Vector sign) { return withSign(absolute(magnitude), sign); }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return _mm256_cmp_pd(a, b, _CMP_GT_OQ); }
  GRAMSCOPE_INLINE static Mask greaterOrEqual(Vector a, Vector b) { return _mm256_cmp_pd(a, b, _CMP_GE_OQ); }
  GRAMSCOPE_INLINE static Mask differs(Vector a, Vector b) { return _mm256_cmp_pd(a, b, _CMP_NEQ_UQ); }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return _mm256_blendv_pd(no, yes, mask); }
  GRAMSCOPE_INLINE static bool any(Mask mask) { return _mm256_movemask_pd(mask) != 0; }
  GRAMSCOPE_INLINE static Vector round(Vector a) { return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  // 2^k for whole k in the exponent's range
  GRAMSCOPE_INLINE static Vector powerOfTwo(Vector k) {
    const __m256i bits = _mm256_castpd_si256(add(k, set(6755399441055744.0 + 1023)));
    return _mm256_castsi256_pd(_mm256_slli_epi64(bits, 52));
  }
  // in two factors, so that results may be below the normal range; |k| below 2000
  GRAMSCOPE_INLINE static Vector scale(Vector v, Vector k) {
    const Vector half = round(multiply(k, set(0.5)));
    return multiply(multiply(v, powerOfTwo(half)), powerOfTwo(subtract(k, half)));
  }
  GRAMSCOPE_INLINE static Vector exponent(Vector a) {
    const __m256i bits = _mm256_and_si256(_mm256_srli_epi64(_mm256_castpd_si256(a), 52), _mm256_set1_epi64x(0x7ff));
    const Vector magic = set(4503599627370496.0);
    return subtract(subtract(_mm256_or_pd(_mm256_castsi256_pd(bits), magic), magic), set(1023));
  }
  GRAMSCOPE_INLINE static Vector mantissa(Vector a) {
    const Vector bits = _mm256_and_pd(a, _mm256_castsi256_pd(_mm256_set1_epi64x(static_cast<long long>(0x800fffffffffffffull))));
    return _mm256_or_pd(bits, set(1));
  }
  GRAMSCOPE_INLINE static Vector halfReciprocal(Vector a) { return reciprocal(a); }
  GRAMSCOPE_INLINE static Vector reciprocal(Vector a) { return divide(set(1), a); }
  static constexpr bool kTables = false;
  GRAMSCOPE_INLINE static double sum(Vector v) {
    double lanes[4];
    store(lanes, v);
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  }
};

}  // namespace
}  // namespace gramscope
