// Included once for each instruction set, after one of the deep_simd_*.h. No standard library header may be included with an instruction
// set's flags on: its inline functions could be the ones the linker keeps for everybody.
#include "deep_kernels.h"

namespace gramscope {
namespace {

// NaN once something was not finite
template <class T>
struct Check {
  using L = Lanes<T>;
  typename L::Vector sum = L::zero();
  GRAMSCOPE_INLINE void see(typename L::Vector v) { sum = L::multiplyAdd(v, L::zero(), sum); }
  GRAMSCOPE_INLINE bool finite() const { return L::sum(sum) == 0; }
};

#include "deep_products_source.h"
// after the products
#include "deep_convolution_source.h"
#include "deep_rows_source.h"

template <class T>
constexpr DeepKernels<T> deepKernelsFor() {
  return {Lanes<T>::kLanes,
          product<T>,
          convolution<T>,
          kernelGradient<T>,
          weightGradient<T>,
          toExamples<T>,
          toRows<T>,
          piecewiseLinear<T>,
          piecewiseLinearSlopes<T>,
          normalise<T>,
          normaliseSlopes<T>,
          moments<T>,
          slopeMoments<T>,
          sums<T>,
          squares<T>,
          exampleMoments<T>,
          layerNormalise<T>,
          layerNormaliseSlopes<T>,
          addRows<T>,
          affine<T>,
          largest<T>,
          descend<T>};
}

constexpr DeepKernelsOf deepKernelsNamed(const char* name) { return {name, deepKernelsFor<float>(), deepKernelsFor<double>()}; }

}  // namespace
}  // namespace gramscope
