// Eight lanes of AVX-512. The same members as simd_avx2.h and simd_baseline.h.
#pragma once
#include "inline.h"

#include <immintrin.h>

#include <cstdint>

namespace gramscope {
namespace {

struct Simd {
  using Vector = __m512d;
  using Mask = __mmask8;
  static constexpr int kLanes = 8;
  static constexpr int kColumns = 4;  // 6 x 4 sums, 4 vectors of one factor and 1 of the other of 32 registers
  static constexpr int kGroupVectors = 4;  // activations work on so many vectors at once
  GRAMSCOPE_INLINE static Vector zero() { return _mm512_setzero_pd(); }
  GRAMSCOPE_INLINE static Vector set(double value) { return _mm512_set1_pd(value); }
  GRAMSCOPE_INLINE static Vector load(const double* p) { return _mm512_loadu_pd(p); }
  GRAMSCOPE_INLINE static void store(double* p, Vector v) { _mm512_storeu_pd(p, v); }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return _mm512_add_pd(a, b); }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return _mm512_sub_pd(a, b); }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return _mm512_mul_pd(a, b); }
  GRAMSCOPE_INLINE static Vector divide(Vector a, Vector b) { return _mm512_div_pd(a, b); }
  GRAMSCOPE_INLINE static Vector squareRoot(Vector a) { return _mm512_sqrt_pd(a); }
  // a b + c and c - a b
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm512_fmadd_pd(a, b, c); }
  GRAMSCOPE_INLINE static Vector multiplySubtractFrom(Vector a, Vector b, Vector c) { return _mm512_fnmadd_pd(a, b, c); }
  // the rounding error of the product p of a and b
  GRAMSCOPE_INLINE static Vector productError(Vector a, Vector b, Vector p) { return _mm512_fmsub_pd(a, b, p); }
  // the second operand wins over NaN
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return _mm512_max_pd(a, b); }
  GRAMSCOPE_INLINE static Vector min(Vector a, Vector b) { return _mm512_min_pd(a, b); }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return _mm512_abs_pd(a); }
  // negative where one of the two is
  GRAMSCOPE_INLINE static Vector withSign(Vector magnitude, Vector sign) {
    return _mm512_or_pd(magnitude, _mm512_and_pd(sign, _mm512_set1_pd(-0.0)));
  }
  GRAMSCOPE_INLINE static Vector minusAbsolute(Vector a) { return _mm512_or_pd(a, _mm512_set1_pd(-0.0)); }
  // |magnitude| with the sign of the other: bits of the second where the first has ones
  GRAMSCOPE_INLINE static Vector copySign(Vector magnitude, Vector sign) {
    const __m512i bits = _mm512_ternarylogic_epi64(_mm512_castpd_si512(set(-0.0)), _mm512_castpd_si512(sign), _mm512_castpd_si512(magnitude), 0xca);
    return _mm512_castsi512_pd(bits);
  }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ); }
  GRAMSCOPE_INLINE static Mask greaterOrEqual(Vector a, Vector b) { return _mm512_cmp_pd_mask(a, b, _CMP_GE_OQ); }
  GRAMSCOPE_INLINE static Mask differs(Vector a, Vector b) { return _mm512_cmp_pd_mask(a, b, _CMP_NEQ_UQ); }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return _mm512_mask_blend_pd(mask, no, yes); }
  GRAMSCOPE_INLINE static bool any(Mask mask) { return mask != 0; }
  // whole numbers |a| < 2^51
  GRAMSCOPE_INLINE static Vector round(Vector a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  // v 2^floor(k)
  GRAMSCOPE_INLINE static Vector scale(Vector v, Vector k) { return _mm512_scalef_pd(v, k); }
  // the exponent of a normal number, and its mantissa in [1, 2)
  GRAMSCOPE_INLINE static Vector exponent(Vector a) { return _mm512_getexp_pd(a); }
  GRAMSCOPE_INLINE static Vector mantissa(Vector a) { return _mm512_getmant_pd(a, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src); }
  // 1 / a of normal numbers with normal reciprocals, to half of the digits at least: a Newton step, and another for all, are faster than a
  // division
  GRAMSCOPE_INLINE static Vector halfReciprocal(Vector a) {
    const Vector r = _mm512_rcp14_pd(a);
    return multiplyAdd(r, multiplySubtractFrom(a, r, set(1)), r);
  }
  GRAMSCOPE_INLINE static Vector reciprocal(Vector a) {
    const Vector r = halfReciprocal(a);
    return multiplyAdd(r, multiplySubtractFrom(a, r, set(1)), r);
  }
  // sixteen numbers, of which an instruction picks one for each lane by the lowest four bits of the index
  static constexpr bool kTables = true;
  GRAMSCOPE_INLINE static Vector lookUp(const double (&table)[16], Vector index) {
    return _mm512_permutex2var_pd(load(table), _mm512_castpd_si512(index), load(table + 8));
  }
  GRAMSCOPE_INLINE static double sum(Vector v) {
    double lanes[8];
    store(lanes, v);
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  }
};

}  // namespace
}  // namespace gramscope
