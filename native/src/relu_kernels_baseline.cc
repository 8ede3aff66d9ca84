#include <cstdint>

#include "relu_kernels.h"

namespace gramscope {
namespace {

// two lanes of the compiler's own vectors: SSE2 on x86-64, NEON on arm64
struct Simd {
  typedef double Vector __attribute__((vector_size(16)));
  typedef double UnalignedVector __attribute__((vector_size(16), aligned(8), may_alias));
  static constexpr int kLanes = 2;
  static constexpr int kColumns = 2;
  static Vector zero() { return Vector{0, 0}; }
  static Vector load(const double* p) { return *reinterpret_cast<const UnalignedVector*>(p); }
  static void store(double* p, Vector v) { *reinterpret_cast<UnalignedVector*>(p) = v; }
  static Vector broadcast(const double* p) { return Vector{*p, *p}; }
  static Vector add(Vector a, Vector b) { return a + b; }
  static Vector subtract(Vector a, Vector b) { return a - b; }
  static Vector multiply(Vector a, Vector b) { return a * b; }
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return a * b + c; }
  // comparisons with NaN are false, so that NaN stays NaN
  static Vector relu(Vector p) { return p < zero() ? zero() : p; }
  static uint32_t positive(Vector p) { return (p[0] > 0 ? 1u : 0u) | (p[1] > 0 ? 2u : 0u); }
  static double sum(Vector v) { return v[0] + v[1]; }
};

}  // namespace
#include "relu_kernels_source.h"

const ReluKernels* baselineReluKernels() {
  static constexpr ReluKernels kernels{"two lanes", kWidth, evaluate, update, takeBits, commonOnes};
  return &kernels;
}

}  // namespace gramscope
