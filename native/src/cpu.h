#pragma once
#include <string>

#include "relu_kernels.h"
#include "two_layer_kernels.h"

namespace gramscope {

// the best kernels the processor and the operating system support
const ReluKernels& reluKernels();
const TwoLayerKernels& twoLayerKernels();

// features that the kernels depend on, e.g. "avx512f avx512bw avx512dq avx512vl avx2 fma popcnt"
std::string cpuFeatures();

}  // namespace gramscope
