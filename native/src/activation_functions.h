// phi and phi' on vectors. Included once for each instruction set, after vector_math.h. What a caller does not use of the two, the compiler
// leaves out.
#pragma once
#include "activation.h"

namespace gramscope {
namespace {

struct Parts {
  Vector value, derivative;
};

struct Rectifier {
  explicit Rectifier(const Activation& a) : kink(set(a.parameters[0])), floor(set(a.parameters[1])), slope(set(a.parameters[3])) {}
  Parts operator()(Vector x) const {
    const Vector excess = Simd::subtract(x, kink);
    return {Simd::multiplyAdd(slope, Simd::max(Simd::zero(), excess), floor), Simd::select(Simd::greater(x, kink), slope, Simd::zero())};
  }
  Vector kink, floor, slope;
};

struct PiecewiseLinear {
  explicit PiecewiseLinear(const Activation& a)
      : kink(set(a.parameters[0])), floor(set(a.parameters[1])), left(set(a.parameters[2])), right(set(a.parameters[3])) {}
  Parts operator()(Vector x) const {
    const Vector slope = Simd::select(Simd::greater(x, kink), right, left);
    return {Simd::multiplyAdd(slope, Simd::subtract(x, kink), floor), slope};
  }
  Vector kink, floor, left, right;
};

struct Step {
  explicit Step(const Activation&) {}
  Parts operator()(Vector x) const { return {Simd::select(Simd::greater(x, Simd::zero()), set(1), Simd::zero()), Simd::zero()}; }
};

struct ExponentialLinear {
  explicit ExponentialLinear(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  Parts operator()(Vector x) const {
    const Exponential e = exponential(Simd::min(Simd::zero(), x));
    const Mask right = Simd::greater(x, Simd::zero());
    return {Simd::select(right, Simd::multiply(positive, x), Simd::multiply(negative, expm1Of(e))),
            Simd::select(right, positive, Simd::multiply(negative, expOf(e)))};
  }
  Vector positive, negative;
};

struct PrintedExponentialLinear {
  explicit PrintedExponentialLinear(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  Parts operator()(Vector x) const {
    const Exponential e = exponential(Simd::min(Simd::zero(), x));
    const Mask right = Simd::greater(x, Simd::zero());
    const Vector minus = expm1Of(e);
    // no infinity times 0 where exp(x) is 0
    const Vector bounded = Simd::max(set(-kExpLimit), x);
    return {Simd::select(right, Simd::multiply(positive, x), Simd::multiply(Simd::multiply(negative, x), minus)),
            Simd::select(right, positive, Simd::multiply(negative, Simd::multiplyAdd(bounded, expOf(e), minus)))};
  }
  Vector positive, negative;
};

struct HyperbolicTangent {
  explicit HyperbolicTangent(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  Parts operator()(Vector x) const {
    const TanhParts parts = tanhParts(x);
    const Vector scale = Simd::select(Simd::greater(x, Simd::zero()), positive, negative);
    return {Simd::multiply(scale, parts.tanh), Simd::multiply(scale, parts.slope)};
  }
  Vector positive, negative;
};

// t = exp(-|x|), reciprocal = 1 / (1 + t), small = the smaller of value and complement, value = 1 / (1 + exp(-x)), complement = 1 - value
struct LogisticParts {
  explicit LogisticParts(Vector x) : t(expNegative(Simd::absolute(x))), reciprocal(Simd::reciprocal(Simd::add(t, set(1)))) {
    const Mask negative = Simd::greater(Simd::zero(), x);
    small = Simd::multiply(t, reciprocal);
    value = Simd::select(negative, small, reciprocal);
    complement = Simd::select(negative, reciprocal, small);
  }
  Vector t, reciprocal, small, value, complement;
};

struct Sigmoid {
  explicit Sigmoid(const Activation&) {}
  Parts operator()(Vector x) const {
    const LogisticParts s(x);
    return {s.value, Simd::multiplySubtractFrom(s.small, s.small, s.small)};
  }
};

struct Softplus {
  explicit Softplus(const Activation&) {}
  Parts operator()(Vector x) const {
    const LogisticParts s(x);
    return {Simd::add(Simd::max(Simd::zero(), x), log1pUnit(s.t)), s.value};
  }
};

struct Swish {
  explicit Swish(const Activation&) {}
  Parts operator()(Vector x) const {
    const LogisticParts s(x);
    // no infinity times 0 where exp(-|x|) is 0
    const Vector bounded = Simd::max(set(-kExpLimit), x);
    const Vector inner = Simd::multiplyAdd(Simd::min(set(kExpLimit), bounded), s.complement, set(1));
    return {Simd::multiply(bounded, s.value), Simd::multiply(s.value, inner)};
  }
};

struct Gelu {
  explicit Gelu(const Activation&) {}
  Parts operator()(Vector x) const {
    const Vector bounded = Simd::max(set(-40), x);
    const NormalParts normal = normalParts(x);
    const Vector slope = Simd::multiply(Simd::min(set(40), bounded), Simd::multiply(normal.density, set(0.3989422804014327)));
    return {Simd::multiply(bounded, normal.share), Simd::add(normal.share, slope)};
  }
};

struct ErrorFunction {
  explicit ErrorFunction(const Activation&) {}
  Parts operator()(Vector x) const { return {erf(x), Simd::multiply(set(1.1283791670955126), gaussian<1>(x))}; }
};

struct Sine {
  explicit Sine(const Activation&) {}
  Parts operator()(Vector x) const { return {sine(x), cosine(x)}; }
};

struct ReluPower {
  explicit ReluPower(const Activation& a) : power(static_cast<int>(a.parameters[0])) {
    double factorial = 1;
    for (int r = 2; r < power; r++) factorial *= r;
    derivativeDivisor = set(factorial);
    valueDivisor = set(factorial * power);
  }
  Parts operator()(Vector x) const {
    const Vector base = Simd::max(Simd::zero(), x);
    Vector product = base;
    for (int r = 2; r < power; r++) product = Simd::multiply(product, base);
    return {Simd::divide(Simd::multiply(product, base), valueDivisor), Simd::divide(product, derivativeDivisor)};
  }
  int power;
  Vector valueDivisor, derivativeDivisor;
};

struct Polynomial {
  explicit Polynomial(const Activation& a) : activation(a) {}
  Parts operator()(Vector x) const {
    Vector value = Simd::zero(), derivative = Simd::zero();
    for (int r = activation.count - 1; r >= 0; r--) {
      value = Simd::multiplyAdd(value, x, set(activation.parameters[r]));
      if (r > 0) derivative = Simd::multiplyAdd(derivative, x, set(r * activation.parameters[r]));
    }
    return {value, derivative};
  }
  const Activation& activation;
};

// calls use(F) with the function object of the activation; programs are not among them
template <class Use>
inline void withActivation(const Activation& activation, const Use& use) {
  switch (activation.id) {
    case ActivationId::rectifier: return use(Rectifier(activation));
    case ActivationId::piecewiseLinear: return use(PiecewiseLinear(activation));
    case ActivationId::step: return use(Step(activation));
    case ActivationId::exponentialLinear: return use(ExponentialLinear(activation));
    case ActivationId::printedExponentialLinear: return use(PrintedExponentialLinear(activation));
    case ActivationId::tanh: return use(HyperbolicTangent(activation));
    case ActivationId::sigmoid: return use(Sigmoid(activation));
    case ActivationId::softplus: return use(Softplus(activation));
    case ActivationId::swish: return use(Swish(activation));
    case ActivationId::gelu: return use(Gelu(activation));
    case ActivationId::erf: return use(ErrorFunction(activation));
    case ActivationId::sine: return use(Sine(activation));
    case ActivationId::reluPower: return use(ReluPower(activation));
    case ActivationId::polynomial: return use(Polynomial(activation));
    case ActivationId::program: return;
  }
}

}  // namespace
}  // namespace gramscope
