// What each part of the addon adds to its exports.
#pragma once
#include <napi.h>

namespace gramscope {

void exportReluTraining(Napi::Env env, Napi::Object exports);
void exportMatrixProducts(Napi::Env env, Napi::Object exports);
void exportCholesky(Napi::Env env, Napi::Object exports);
void exportEigenJobs(Napi::Env env, Napi::Object exports);
void exportFactors(Napi::Env env, Napi::Object exports);
void exportActivationGram(Napi::Env env, Napi::Object exports);
void exportDeep(Napi::Env env, Napi::Object exports);
void exportTwoLayer(Napi::Env env, Napi::Object exports);
void exportSelfTest(Napi::Env env, Napi::Object exports);

}  // namespace gramscope
