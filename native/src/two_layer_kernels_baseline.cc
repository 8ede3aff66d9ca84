#include "simd_baseline.h"
// the lanes first
#include "two_layer_kernels_source.h"

namespace gramscope {

const TwoLayerKernels* baselineTwoLayerKernels() {
  static constexpr TwoLayerKernels kernels = kernelsNamed("two lanes");
  return &kernels;
}

}  // namespace gramscope
