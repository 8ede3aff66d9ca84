#include <cstdlib>
#include <mutex>
#include <string>

#include "arguments.h"
#include "bindings.h"
#include "blas.h"
#include "cpu.h"

namespace gramscope {

namespace {

// info() -> { instructionSet, cpuFeatures, blasCore, blasConfig }
Napi::Value describe(const Napi::CallbackInfo& info) {
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("instructionSet", reluKernels().name);
  result.Set("cpuFeatures", cpuFeatures());
  result.Set("blasCore", openblas_get_corename());
  result.Set("blasConfig", openblas_get_config());
  return result;
}

// useBlasCore(name): the kernels of another processor family, as with OPENBLAS_CORETYPE. Only while nothing else is calling BLAS; asking
// again for what is in use does nothing, so that every thread may ask.
void useBlasCore(const Napi::CallbackInfo& info) {
  static std::mutex mutex;
  static std::string inUse;
  const std::string name = info[0].As<Napi::String>().Utf8Value();
  const std::lock_guard<std::mutex> lock(mutex);
  if (name == inUse) return;
  if (gotoblas_dynamic_init == nullptr || gotoblas_dynamic_quit == nullptr)
    throw Napi::Error::New(info.Env(), "this OpenBLAS has kernels for one processor family only");
  setenv("OPENBLAS_CORETYPE", name.c_str(), 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  inUse = name;
}

}  // namespace

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  // OpenBLAS's own threads change results and are not safe with several callers; the threads here are ours
  openblas_set_num_threads(1);
  exports.Set("version", Napi::Number::New(env, 1));
  exports.Set("info", Napi::Function::New(env, describe));
  exports.Set("useBlasCore", Napi::Function::New(env, useBlasCore));
  exportReluTraining(env, exports);
  exportMatrixProducts(env, exports);
  exportCholesky(env, exports);
  exportEigenJobs(env, exports);
  exportFactors(env, exports);
  exportActivationGram(env, exports);
  exportDeep(env, exports);
  exportTwoLayer(env, exports);
  exportSelfTest(env, exports);
  return exports;
}

}  // namespace gramscope

static Napi::Object Init(Napi::Env env, Napi::Object exports) { return gramscope::initialise(env, exports); }
NODE_API_MODULE(gramscope_kernels, Init)
