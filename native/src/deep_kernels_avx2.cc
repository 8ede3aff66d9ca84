#include <immintrin.h>

#define GRAMSCOPE_VECTOR_BYTES 32
#define GRAMSCOPE_MULTIPLY_ADD_FLOAT(a, b, c) _mm256_fmadd_ps(a, b, c)
#define GRAMSCOPE_MULTIPLY_ADD_DOUBLE(a, b, c) _mm256_fmadd_pd(a, b, c)
#include "deep_simd_portable.h"
// the lanes first
#include "deep_kernels_source.h"

namespace gramscope {

const DeepKernelsOf* avx2DeepKernels() {
  static constexpr DeepKernelsOf kernels = deepKernelsNamed("AVX2");
  return &kernels;
}

}  // namespace gramscope
