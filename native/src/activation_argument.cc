#include "activation_argument.h"

#include <string>

namespace gramscope {

std::shared_ptr<OwnedActivation> activationOf(const Napi::CallbackInfo& info, size_t index) { return activationOf(info.Env(), info[index].As<Napi::Object>()); }

std::shared_ptr<OwnedActivation> activationOf(Napi::Env env, const Napi::Object& description) {
  auto owned = std::make_shared<OwnedActivation>();
  Activation& activation = owned->activation;
  const int id = description.Get("id").As<Napi::Number>().Int32Value();
  const auto parameters = description.Get("parameters").As<Napi::Float64Array>();
  if (id < 0 || id > static_cast<int>(ActivationId::program)) throw Napi::RangeError::New(env, "unknown activation " + std::to_string(id));
  if (parameters.ElementLength() > kMostParameters) throw Napi::RangeError::New(env, "too many parameters of an activation");
  activation.id = static_cast<ActivationId>(id);
  activation.count = static_cast<int>(parameters.ElementLength());
  for (int i = 0; i < activation.count; i++) activation.parameters[i] = parameters[static_cast<size_t>(i)];
  if (activation.id == ActivationId::piecewiseLinear && activation.parameters[2] == 0) activation.id = ActivationId::rectifier;
  if (activation.id != ActivationId::program) return owned;
  ActivationProgram* programs[] = {&activation.value, &activation.derivative};
  const char* names[] = {"value", "derivative"};
  for (size_t p = 0; p < 2; p++) {
    const Napi::Object source = description.Get(names[p]).As<Napi::Object>();
    const auto instructions = source.Get("instructions").As<Napi::Uint32Array>();
    const auto constants = source.Get("constants").As<Napi::Float64Array>();
    owned->instructions[p].assign(instructions.Data(), instructions.Data() + instructions.ElementLength());
    owned->constants[p].assign(constants.Data(), constants.Data() + constants.ElementLength());
    *programs[p] = {owned->instructions[p].data(), static_cast<int64_t>(instructions.ElementLength()), owned->constants[p].data(),
                    source.Get("registerCount").As<Napi::Number>().Int64Value(), source.Get("result").As<Napi::Number>().Int64Value()};
    if (const char* problem = problemOf(*programs[p], static_cast<int64_t>(constants.ElementLength()))) throw Napi::RangeError::New(env, problem);
  }
  return owned;
}

}  // namespace gramscope
