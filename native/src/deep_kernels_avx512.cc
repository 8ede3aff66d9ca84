#include "deep_simd_avx512.h"
// the lanes first
#include "deep_kernels_source.h"

namespace gramscope {

const DeepKernelsOf* avx512DeepKernels() {
  static constexpr DeepKernelsOf kernels = deepKernelsNamed("AVX-512");
  return &kernels;
}

}  // namespace gramscope
