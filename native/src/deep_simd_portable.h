// Vectors of float and double by the compiler's own vector types, of GRAMSCOPE_VECTOR_BYTES bytes: AVX2 and the baseline.
#pragma once
#include "inline.h"

#include <cstdint>

namespace gramscope {
namespace {

template <class T, class Integer>
struct CompilerLanes {
  typedef T Vector __attribute__((vector_size(GRAMSCOPE_VECTOR_BYTES)));
  typedef Integer Mask __attribute__((vector_size(GRAMSCOPE_VECTOR_BYTES)));
  typedef T Unaligned __attribute__((vector_size(GRAMSCOPE_VECTOR_BYTES), aligned(sizeof(T)), may_alias));
  static constexpr int kLanes = GRAMSCOPE_VECTOR_BYTES / sizeof(T), kTileRows = 4, kTileColumns = 2, kConvolutionOutputs = 2, kGradientOutputs = 1;
  static constexpr bool kTransposes = false;
  GRAMSCOPE_INLINE static Vector zero() { return Vector{}; }
  GRAMSCOPE_INLINE static Vector set(T value) { return value - Vector{}; }
  GRAMSCOPE_INLINE static Vector load(const T* p) { return *reinterpret_cast<const Unaligned*>(p); }
  GRAMSCOPE_INLINE static void store(T* p, Vector v) { *reinterpret_cast<Unaligned*>(p) = v; }
  GRAMSCOPE_INLINE static Vector add(Vector a, Vector b) { return a + b; }
  GRAMSCOPE_INLINE static Vector subtract(Vector a, Vector b) { return a - b; }
  GRAMSCOPE_INLINE static Vector multiply(Vector a, Vector b) { return a * b; }
  // the second operand wins over NaN
  GRAMSCOPE_INLINE static Vector max(Vector a, Vector b) { return a > b ? a : b; }
  GRAMSCOPE_INLINE static Vector absolute(Vector a) { return a < zero() ? -a : a; }
  GRAMSCOPE_INLINE static Mask greater(Vector a, Vector b) { return a > b; }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return mask ? yes : no; }
  GRAMSCOPE_INLINE static Mask first(int64_t count) {
    Mask mask{};
    for (int lane = 0; lane < kLanes; lane++) mask[lane] = lane < count ? -1 : 0;
    return mask;
  }
  GRAMSCOPE_INLINE static Vector loadFirst(const T* p, Mask mask) {
    Vector v{};
    for (int lane = 0; lane < kLanes; lane++)
      if (mask[lane]) v[lane] = p[lane];
    return v;
  }
  GRAMSCOPE_INLINE static void storeFirst(T* p, Mask mask, Vector v) {
    for (int lane = 0; lane < kLanes; lane++)
      if (mask[lane]) p[lane] = v[lane];
  }
  GRAMSCOPE_INLINE static T sum(Vector v) {
    T total = 0;
    for (int lane = 0; lane < kLanes; lane++) total += v[lane];
    return total;
  }
};

template <class T>
struct Lanes;

template <>
struct Lanes<float> : CompilerLanes<float, int32_t> {
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return GRAMSCOPE_MULTIPLY_ADD_FLOAT(a, b, c); }
};

template <>
struct Lanes<double> : CompilerLanes<double, int64_t> {
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector a, Vector b, Vector c) { return GRAMSCOPE_MULTIPLY_ADD_DOUBLE(a, b, c); }
};

// sums in float64 of vectors, lane by lane
template <class T>
struct Sum {
  using L = Lanes<T>;
  double total[L::kLanes] = {};
  GRAMSCOPE_INLINE void add(typename L::Vector v) {
    for (int lane = 0; lane < L::kLanes; lane++) total[lane] += static_cast<double>(v[lane]);
  }
  GRAMSCOPE_INLINE void addProduct(typename L::Vector a, typename L::Vector b) {
    for (int lane = 0; lane < L::kLanes; lane++) total[lane] += static_cast<double>(a[lane]) * static_cast<double>(b[lane]);
  }
  GRAMSCOPE_INLINE double value() const {
    double sum = 0;
    for (int lane = 0; lane < L::kLanes; lane++) sum += total[lane];
    return sum;
  }
  GRAMSCOPE_INLINE void lanes(double* target) const {
    for (int lane = 0; lane < L::kLanes; lane++) target[lane] = total[lane];
  }
};

}  // namespace
}  // namespace gramscope
