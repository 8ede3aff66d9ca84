#include "simd_avx2.h"
// the lanes first
#include "two_layer_kernels_source.h"

namespace gramscope {

const TwoLayerKernels* avx2TwoLayerKernels() {
  static constexpr TwoLayerKernels kernels = kernelsNamed("AVX2");
  return &kernels;
}

}  // namespace gramscope
