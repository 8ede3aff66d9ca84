// Two lanes of the compiler's own vectors: SSE2 on x86-64, NEON on arm64.
#pragma once
#include "inline.h"

#include <cstdint>

namespace gramscope {
namespace {

struct Simd {
  typedef double Vector __attribute__((vector_size(16)));
  typedef int64_t Mask __attribute__((vector_size(16)));
  typedef uint64_t Bits __attribute__((vector_size(16)));
  typedef double UnalignedVector __attribute__((vector_size(16), aligned(8), may_alias));
  static constexpr int kLanes = 2;
  static constexpr int kColumns = 2;
  static constexpr int kGroupVectors = 2;  // activations work on so many vectors at once
  static constexpr uint64_t kSign = 0x8000000000000000ull;
  GRAMSCOPE_INLINE static Vector zero() { return Vector{0, 0}; }
  GRAMSCOPE_INLINE static Vector set(double value) { return Vector{value, value}; }
  GRAMSCOPE_INLINE static Vector load(const double* p) { return *reinterpret_cast<const UnalignedVector*>(p); }
  GRAMSCOPE_INLINE static void store(double* p, Vector v) { *reinterpret_cast<UnalignedVector*>(p) = v; }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return a + b; }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return a - b; }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return a * b; }
  GRAMSCOPE_INLINE static Vector divide(Vector a, Vector b) { return a / b; }
  GRAMSCOPE_INLINE static Vector squareRoot(Vector a) { return Vector{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])}; }
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return a * b + c; }
  GRAMSCOPE_INLINE static Vector multiplySubtractFrom(Vector a, Vector b, Vector c) { return c - a * b; }
  // Dekker's product; no overflow for |a|, |b| below 2^995
  GRAMSCOPE_INLINE static Vector productError(Vector a, Vector b, Vector p) {
    const Vector splitter = set(134217729);
    const Vector aLarge = a * splitter, bLarge = b * splitter;
    const Vector aHigh = aLarge - (aLarge - a), bHigh = bLarge - (bLarge - b);
    const Vector aLow = a - aHigh, bLow = b - bHigh;
    return ((aHigh * bHigh - p) + aHigh * bLow + aLow * bHigh) + aLow * bLow;
  }
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return select(a > b, a, b); }
  GRAMSCOPE_INLINE static Vector min(Vector a, Vector b) { return select(a < b, a, b); }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return reinterpret_cast<Vector>(reinterpret_cast<Bits>(a) & ~kSign); }
  GRAMSCOPE_INLINE static Vector withSign(Vector magnitude, Vector sign) {
    return reinterpret_cast<Vector>(reinterpret_cast<Bits>(magnitude) | (reinterpret_cast<Bits>(sign) & kSign));
  }
  GRAMSCOPE_INLINE static Vector minusAbsolute(Vector a) { return withSign(a, set(-0.0)); }
  GRAMSCOPE_INLINE static Vector copySign(Vector magnitude, Vector sign) { return withSign(absolute(magnitude), sign); }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return a > b; }
  GRAMSCOPE_INLINE static Mask greaterOrEqual(Vector a, Vector b) { return a >= b; }
  GRAMSCOPE_INLINE static Mask differs(Vector a, Vector b) { return a != b; }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) {
    const Bits bits = reinterpret_cast<Bits>(mask);
    return reinterpret_cast<Vector>((reinterpret_cast<Bits>(yes) & bits) | (reinterpret_cast<Bits>(no) & ~bits));
  }
  GRAMSCOPE_INLINE static bool any(Mask mask) { return (mask[0] | mask[1]) != 0; }
  GRAMSCOPE_INLINE static Vector round(Vector a) {
    const Vector magic = set(6755399441055744.0);
    return (a + magic) - magic;
  }
  GRAMSCOPE_INLINE static Vector powerOfTwo(Vector k) {
    return reinterpret_cast<Vector>(reinterpret_cast<Bits>(k + set(6755399441055744.0 + 1023)) << 52);
  }
  GRAMSCOPE_INLINE static Vector scale(Vector v, Vector k) {
    const Vector half = round(k * set(0.5));
    return (v * powerOfTwo(half)) * powerOfTwo(k - half);
  }
  GRAMSCOPE_INLINE static Vector exponent(Vector a) {
    const Vector magic = set(4503599627370496.0);
    const Bits bits = (reinterpret_cast<Bits>(a) >> 52) & 0x7ff;
    return reinterpret_cast<Vector>(bits | reinterpret_cast<Bits>(magic)) - magic - set(1023);
  }
  GRAMSCOPE_INLINE static Vector mantissa(Vector a) {
    return reinterpret_cast<Vector>((reinterpret_cast<Bits>(a) & 0x800fffffffffffffull) | reinterpret_cast<Bits>(set(1)));
  }
  GRAMSCOPE_INLINE static Vector halfReciprocal(Vector a) { return reciprocal(a); }
  GRAMSCOPE_INLINE static Vector reciprocal(Vector a) { return set(1) / a; }
  static constexpr bool kTables = false;
  GRAMSCOPE_INLINE static double sum(Vector v) { return v[0] + v[1]; }
};

}  // namespace
}  // namespace gramscope
