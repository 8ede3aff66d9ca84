// Vectors of float and double with AVX-512. The same members as deep_simd_avx2.h and deep_simd_baseline.h.
#pragma once
#include "inline.h"

#include <immintrin.h>

#include <cstdint>

namespace gramscope {
namespace {

// the forms of instructions with a mask, where there are two, are those without an undefined register, which the compiler would warn of
template <class T>
struct Lanes;

GRAMSCOPE_INLINE double sumOfDoubles(__m512d v) {
  double lanes[8];
  _mm512_storeu_pd(lanes, v);
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

template <>
struct Lanes<double> {
  using Vector = __m512d;
  using Mask = __mmask8;
  static constexpr int kLanes = 8, kTileRows = 6, kTileColumns = 4, kConvolutionOutputs = 4, kGradientOutputs = 2;
  static constexpr bool kTransposes = false;
  GRAMSCOPE_INLINE static Vector zero() { return _mm512_setzero_pd(); }
  GRAMSCOPE_INLINE static Vector set(double value) { return _mm512_set1_pd(value); }
  GRAMSCOPE_INLINE static Vector load(const double* p) { return _mm512_loadu_pd(p); }
  GRAMSCOPE_INLINE static void store(double* p, Vector v) { _mm512_storeu_pd(p, v); }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return _mm512_add_pd(a, b); }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return _mm512_sub_pd(a, b); }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return _mm512_mul_pd(a, b); }
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm512_fmadd_pd(a, b, c); }
  // the second operand wins over NaN
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return _mm512_max_pd(a, b); }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return _mm512_abs_pd(a); }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ); }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return _mm512_mask_blend_pd(mask, no, yes); }
  GRAMSCOPE_INLINE static Mask first(int64_t count) { return count >= kLanes ? 0xff : count <= 0 ? 0 : static_cast<Mask>((1u << count) - 1); }
  GRAMSCOPE_INLINE static Vector loadFirst(const double* p, Mask mask) { return _mm512_maskz_loadu_pd(mask, p); }
  GRAMSCOPE_INLINE static void storeFirst(double* p, Mask mask, Vector v) { _mm512_mask_storeu_pd(p, mask, v); }
  GRAMSCOPE_INLINE static double sum(Vector v) { return sumOfDoubles(v); }
};

template <>
struct Lanes<float> {
  using Vector = __m512;
  using Mask = __mmask16;
  static constexpr int kLanes = 16, kTileRows = 6, kTileColumns = 4, kConvolutionOutputs = 4, kGradientOutputs = 2;
  static constexpr bool kTransposes = true;
  GRAMSCOPE_INLINE static Vector zero() { return _mm512_setzero_ps(); }
  GRAMSCOPE_INLINE static Vector set(float value) { return _mm512_set1_ps(value); }
  GRAMSCOPE_INLINE static Vector load(const float* p) { return _mm512_loadu_ps(p); }
  GRAMSCOPE_INLINE static void store(float* p, Vector v) { _mm512_storeu_ps(p, v); }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return _mm512_add_ps(a, b); }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return _mm512_max_ps(a, b); }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return _mm512_abs_ps(a); }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return _mm512_mask_blend_ps(mask, no, yes); }
  GRAMSCOPE_INLINE static Mask first(int64_t count) { return count >= kLanes ? 0xffff : count <= 0 ? 0 : static_cast<Mask>((1u << count) - 1); }
  GRAMSCOPE_INLINE static Vector loadFirst(const float* p, Mask mask) { return _mm512_maskz_loadu_ps(mask, p); }
  GRAMSCOPE_INLINE static void storeFirst(float* p, Mask mask, Vector v) { _mm512_mask_storeu_ps(p, mask, v); }
  GRAMSCOPE_INLINE static float sum(Vector v) {
    const __m256 eight = _mm256_add_ps(_mm512_maskz_extractf32x8_ps(0xff, v, 0), _mm512_maskz_extractf32x8_ps(0xff, v, 1));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_maskz_extractf32x4_ps(0xf, eight, 1));
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
  }
  // rows become columns
  GRAMSCOPE_INLINE static void transpose(Vector (&rows)[16]) {
    Vector pairs[16], fours[16];
    for (int r = 0; r < 16; r += 2) {
      pairs[r] = _mm512_unpacklo_ps(rows[r], rows[r + 1]);
      pairs[r + 1] = _mm512_unpackhi_ps(rows[r], rows[r + 1]);
    }
    for (int r = 0; r < 16; r += 4)
      for (int half = 0; half < 2; half++) {
        const __m512d a = _mm512_castps_pd(pairs[r + half]), b = _mm512_castps_pd(pairs[r + 2 + half]);
        fours[r + 2 * half] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
        fours[r + 2 * half + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
      }
    for (int c = 0; c < 4; c++) {
      const Vector a = _mm512_shuffle_f32x4(fours[c], fours[4 + c], 0x88), b = _mm512_shuffle_f32x4(fours[8 + c], fours[12 + c], 0x88);
      const Vector d = _mm512_shuffle_f32x4(fours[c], fours[4 + c], 0xdd), e = _mm512_shuffle_f32x4(fours[8 + c], fours[12 + c], 0xdd);
      rows[c] = _mm512_shuffle_f32x4(a, b, 0x88);
      rows[8 + c] = _mm512_shuffle_f32x4(a, b, 0xdd);
      rows[4 + c] = _mm512_shuffle_f32x4(d, e, 0x88);
      rows[12 + c] = _mm512_shuffle_f32x4(d, e, 0xdd);
    }
  }
};

// sums in float64 of vectors, lane by lane
template <class T>
struct Sum;

template <>
struct Sum<double> {
  __m512d total = _mm512_setzero_pd();
  GRAMSCOPE_INLINE void add(__m512d v) { total = _mm512_add_pd(total, v); }
  GRAMSCOPE_INLINE void addProduct(__m512d a, __m512d b) { total = _mm512_fmadd_pd(a, b, total); }
  GRAMSCOPE_INLINE double value() const { return sumOfDoubles(total); }
  GRAMSCOPE_INLINE void lanes(double* target) const { _mm512_storeu_pd(target, total); }
};

template <>
struct Sum<float> {
  __m512d low = _mm512_setzero_pd(), high = _mm512_setzero_pd();
  GRAMSCOPE_INLINE static __m512d lower(__m512 v) { return _mm512_cvtps_pd(_mm512_maskz_extractf32x8_ps(0xff, v, 0)); }
  GRAMSCOPE_INLINE static __m512d upper(__m512 v) { return _mm512_cvtps_pd(_mm512_maskz_extractf32x8_ps(0xff, v, 1)); }
  GRAMSCOPE_INLINE void add(__m512 v) {
    low = _mm512_add_pd(low, lower(v));
    high = _mm512_add_pd(high, upper(v));
  }
  GRAMSCOPE_INLINE void addProduct(__m512 a, __m512 b) {
    low = _mm512_fmadd_pd(lower(a), lower(b), low);
    high = _mm512_fmadd_pd(upper(a), upper(b), high);
  }
  GRAMSCOPE_INLINE double value() const { return sumOfDoubles(_mm512_add_pd(low, high)); }
  GRAMSCOPE_INLINE void lanes(double* target) const {
    _mm512_storeu_pd(target, low);
    _mm512_storeu_pd(target + 8, high);
  }
};

}  // namespace
}  // namespace gramscope
