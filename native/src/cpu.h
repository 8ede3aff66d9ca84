#pragma once
#include <string>

#include "deep_kernels.h"
#include "relu_kernels.h"
#include "two_layer_kernels.h"

namespace gramscope {

// the best kernels the processor and the operating system support
const ReluKernels& reluKernels();
const TwoLayerKernels& twoLayerKernels();
const DeepKernelsOf& deepKernels();

// features that the kernels depend on, e.g. "avx512f avx512bw avx512dq avx512vl avx2 fma popcnt"
std::string cpuFeatures();

}  // namespace gramscope
