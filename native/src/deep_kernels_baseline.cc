#define GRAMSCOPE_VECTOR_BYTES 16
#define GRAMSCOPE_MULTIPLY_ADD_FLOAT(a, b, c) ((a) * (b) + (c))
#define GRAMSCOPE_MULTIPLY_ADD_DOUBLE(a, b, c) ((a) * (b) + (c))
#include "deep_simd_portable.h"
// the lanes first
#include "deep_kernels_source.h"

namespace gramscope {

const DeepKernelsOf* baselineDeepKernels() {
  static constexpr DeepKernelsOf kernels = deepKernelsNamed("two lanes");
  return &kernels;
}

}  // namespace gramscope
