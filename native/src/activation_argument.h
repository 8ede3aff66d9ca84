// An activation that JavaScript describes (native/activation.ts).
#pragma once
#include <napi.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "activation.h"

namespace gramscope {

// an activation with programs of its own
struct OwnedActivation {
  Activation activation{};
  std::vector<uint32_t> instructions[2];
  std::vector<double> constants[2];
};

// throws what JavaScript is told when the description is wrong
std::shared_ptr<OwnedActivation> activationOf(const Napi::CallbackInfo& info, size_t index);
std::shared_ptr<OwnedActivation> activationOf(Napi::Env env, const Napi::Object& description);

}  // namespace gramscope
