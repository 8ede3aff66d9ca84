#include "cpu.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace gramscope {

#if defined(__x86_64__)
namespace {
bool hasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt"); }
bool hasAvx512() {
  return hasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
}  // namespace
#endif

namespace {
// the first that is there, or the one whose name is asked for
template <class Kernels>
const Kernels* choose(std::initializer_list<const Kernels*> candidates) {
  // for tests of the kernels of lesser processors
  const char* wanted = std::getenv("GRAMSCOPE_INSTRUCTION_SET");
  const Kernels* best = nullptr;
  for (const Kernels* kernels : candidates) {
    if (kernels == nullptr) continue;
    if (best == nullptr) best = kernels;
    if (wanted != nullptr && std::strcmp(kernels->name, wanted) == 0) return kernels;
  }
  return best;
}
}  // namespace

const ReluKernels& reluKernels() {
  static const ReluKernels* const chosen = choose<ReluKernels>({
#if defined(__x86_64__)
      hasAvx512() ? avx512ReluKernels() : nullptr,
      hasAvx2() ? avx2ReluKernels() : nullptr,
#endif
      baselineReluKernels()});
  return *chosen;
}

const TwoLayerKernels& twoLayerKernels() {
  static const TwoLayerKernels* const chosen = choose<TwoLayerKernels>({
#if defined(__x86_64__)
      hasAvx512() ? avx512TwoLayerKernels() : nullptr,
      hasAvx2() ? avx2TwoLayerKernels() : nullptr,
#endif
      baselineTwoLayerKernels()});
  return *chosen;
}

const DeepKernelsOf& deepKernels() {
  static const DeepKernelsOf* const chosen = choose<DeepKernelsOf>({
#if defined(__x86_64__)
      hasAvx512() ? avx512DeepKernels() : nullptr,
      hasAvx2() ? avx2DeepKernels() : nullptr,
#endif
      baselineDeepKernels()});
  return *chosen;
}

std::string cpuFeatures() {
  std::string features;
#if defined(__x86_64__)
  const auto note = [&features](bool has, const char* name) {
    if (!has) return;
    if (!features.empty()) features += ' ';
    features += name;
  };
  note(__builtin_cpu_supports("avx512f"), "avx512f");
  note(__builtin_cpu_supports("avx512bw"), "avx512bw");
  note(__builtin_cpu_supports("avx512dq"), "avx512dq");
  note(__builtin_cpu_supports("avx512vl"), "avx512vl");
  note(__builtin_cpu_supports("avx2"), "avx2");
  note(__builtin_cpu_supports("fma"), "fma");
  note(__builtin_cpu_supports("bmi2"), "bmi2");
  note(__builtin_cpu_supports("popcnt"), "popcnt");
#elif defined(__aarch64__)
  features = "neon";
#endif
  return features;
}

}  // namespace gramscope
