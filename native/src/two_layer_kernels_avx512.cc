#include "simd_avx512.h"
// the lanes first
#include "two_layer_kernels_source.h"

namespace gramscope {

const TwoLayerKernels* avx512TwoLayerKernels() {
  static constexpr TwoLayerKernels kernels = kernelsNamed("AVX-512");
  return &kernels;
}

}  // namespace gramscope
