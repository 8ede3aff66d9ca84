// Programs of science/activations/program.ts on vectors. Included after vector_math.h, into the same namespace.

// vectors that pass through the registers together, which spreads the cost of reading an instruction
constexpr int kProgramVectors = 8;

// the numbers of OPERATION in program.ts
enum class Operation : uint32_t {
  constant,
  negate,
  add,
  subtract,
  multiply,
  divide,
  squareRoot,
  absolute,
  sign,
  minimum,
  maximum,
  exp,
  log,
  tanh,
  sinh,
  cosh,
  sin,
  cos,
  erf,
  greater,
  greaterOrEqual,
  select,
};

GRAMSCOPE_INLINE Vector signOf(Vector a) {
  const Vector sign = Ops::select(Ops::greater(a, Ops::zero()), set(1), set(-1));
  return Ops::select(Ops::greater(Ops::absolute(a), Ops::zero()), sign, a);
}

// NaN if one of them is NaN, and -0 is smaller than 0
GRAMSCOPE_INLINE Vector smaller(Vector a, Vector b) {
  const Vector picked = Ops::min(a, b);
  const Mask sameZero = Ops::greaterOrEqual(Ops::zero(), Ops::max(Ops::absolute(a), Ops::absolute(b)));
  const Vector ordered = Ops::select(sameZero, Ops::withSign(Ops::withSign(picked, a), b), picked);
  return Ops::select(Ops::differs(a, a), a, ordered);
}

GRAMSCOPE_INLINE Vector larger(Vector a, Vector b) {
  const Vector minus = set(-1);
  return Ops::multiply(minus, smaller(Ops::multiply(minus, a), Ops::multiply(minus, b)));
}

GRAMSCOPE_INLINE Vector apply(Operation operation, Vector a, Vector b, Vector c) {
  switch (operation) {
    case Operation::constant: return a;
    case Operation::negate: return Ops::multiply(a, set(-1));
    case Operation::add: return Ops::add(a, b);
    case Operation::subtract: return Ops::subtract(a, b);
    case Operation::multiply: return Ops::multiply(a, b);
    case Operation::divide: return Ops::divide(a, b);
    case Operation::squareRoot: return Ops::squareRoot(a);
    case Operation::absolute: return Ops::absolute(a);
    case Operation::sign: return signOf(a);
    case Operation::minimum: return smaller(a, b);
    case Operation::maximum: return larger(a, b);
    case Operation::exp: return exp(a);
    case Operation::log: return log(a);
    case Operation::tanh: return tanhParts(a).tanh;
    case Operation::sinh: return sinh(a);
    case Operation::cosh: return cosh(a);
    case Operation::sin: return sine(a);
    case Operation::cos: return cosine(a);
    case Operation::erf: return erf(a);
    case Operation::greater: return Ops::select(Ops::greater(a, b), set(1), Ops::zero());
    case Operation::greaterOrEqual: return Ops::select(Ops::greaterOrEqual(a, b), set(1), Ops::zero());
    case Operation::select: return Ops::select(Ops::differs(a, Ops::zero()), b, c);
  }
  return a;
}

// one instruction on `count` vectors; the switch stands outside of the loop
template <Operation operation>
GRAMSCOPE_INLINE void applyAll(int count, const Vector* a, const Vector* b, const Vector* c, Vector* target) {
  for (int v = 0; v < count; v++) target[v] = apply(operation, a[v], b[v], c[v]);
}

GRAMSCOPE_INLINE void runInstruction(Operation operation, int count, const Vector* a, const Vector* b, const Vector* c, Vector* target) {
  switch (operation) {
#define GRAMSCOPE_CASE(name) \
  case Operation::name: return applyAll<Operation::name>(count, a, b, c, target);
    GRAMSCOPE_CASE(constant)
    GRAMSCOPE_CASE(negate)
    GRAMSCOPE_CASE(add)
    GRAMSCOPE_CASE(subtract)
    GRAMSCOPE_CASE(multiply)
    GRAMSCOPE_CASE(divide)
    GRAMSCOPE_CASE(squareRoot)
    GRAMSCOPE_CASE(absolute)
    GRAMSCOPE_CASE(sign)
    GRAMSCOPE_CASE(minimum)
    GRAMSCOPE_CASE(maximum)
    GRAMSCOPE_CASE(exp)
    GRAMSCOPE_CASE(log)
    GRAMSCOPE_CASE(tanh)
    GRAMSCOPE_CASE(sinh)
    GRAMSCOPE_CASE(cosh)
    GRAMSCOPE_CASE(sin)
    GRAMSCOPE_CASE(cos)
    GRAMSCOPE_CASE(erf)
    GRAMSCOPE_CASE(greater)
    GRAMSCOPE_CASE(greaterOrEqual)
    GRAMSCOPE_CASE(select)
#undef GRAMSCOPE_CASE
  }
}

// values of a program for `count` vectors, at most kProgramVectors
GRAMSCOPE_INLINE void runProgram(const ActivationProgram& program, int count, const double* inputs, double* outputs) {
  Vector registers[kMostRegisters][kProgramVectors];
  for (int v = 0; v < count; v++) registers[0][v] = Ops::load(inputs + v * kLanes);
  for (int64_t word = 0; word < program.words; word += kInstructionWords) {
    const uint32_t* instruction = program.instructions + word;
    const auto operation = static_cast<Operation>(instruction[0]);
    Vector* target = registers[instruction[1]];
    if (operation == Operation::constant) {
      for (int v = 0; v < count; v++) target[v] = set(program.constants[instruction[2]]);
      continue;
    }
    runInstruction(operation, count, registers[instruction[2]], registers[instruction[3]], registers[instruction[4]], target);
  }
  for (int v = 0; v < count; v++) Ops::store(outputs + v * kLanes, registers[program.result][v]);
}

