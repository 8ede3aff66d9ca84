// phi as the kernels know it; what the parameters mean says two-layer.ts.
#pragma once
#include <cstdint>

namespace gramscope {

// the order is that of builtInActivations in two-layer.ts, then what has no number there
enum class ActivationId : int32_t {
  piecewiseLinear,
  step,
  exponentialLinear,
  printedExponentialLinear,
  tanh,
  sigmoid,
  softplus,
  swish,
  gelu,
  erf,
  sine,
  reluPower,
  polynomial,
  program,
  // piecewise linear with slope 0 on the left
  rectifier,
};

constexpr int kMostParameters = 32;

// a program of science/activations/program.ts
struct ActivationProgram {
  const uint32_t* instructions;
  int64_t words;
  const double* constants;
  int64_t registers;
  int64_t result;
};

constexpr int kMostRegisters = 128;
constexpr int kInstructionWords = 5;

// what is wrong with a program, null when nothing is: kernels do not look where a register is
inline const char* problemOf(const ActivationProgram& program, int64_t constants) {
  if (program.registers < 1 || program.registers > kMostRegisters) return "an activation's program needs too many registers";
  if (program.result < 0 || program.result >= program.registers || program.words % kInstructionWords != 0) return "an activation's program is damaged";
  for (int64_t word = 0; word < program.words; word += kInstructionWords) {
    const uint32_t* i = program.instructions + word;
    const bool isConstant = i[0] == 0;
    const int64_t most = isConstant ? constants : program.registers;
    if (i[0] > 21 || i[1] < 1 || i[1] >= program.registers || i[2] >= most || i[3] >= program.registers || i[4] >= program.registers)
      return "an activation's program is damaged";
  }
  return nullptr;
}

struct Activation {
  ActivationId id;
  int count;  // of parameters
  double parameters[kMostParameters];
  ActivationProgram value, derivative;
};

}  // namespace gramscope
