// phi and phi' on vectors, within four units in the last place where they are no sums. Included after vector_math.h, into the same namespaces. What a caller does not use of the two, the compiler
// leaves out.

struct Parts {
  Vector value, derivative;
};

struct Rectifier {
  explicit Rectifier(const Activation& a) : kink(set(a.parameters[0])), floor(set(a.parameters[1])), slope(set(a.parameters[3])) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Vector excess = Ops::subtract(x, kink);
    return {Ops::multiplyAdd(slope, Ops::max(Ops::zero(), excess), floor), Ops::select(Ops::greater(x, kink), slope, Ops::zero())};
  }
  Vector kink, floor, slope;
};

struct PiecewiseLinear {
  explicit PiecewiseLinear(const Activation& a)
      : kink(set(a.parameters[0])), floor(set(a.parameters[1])), left(set(a.parameters[2])), right(set(a.parameters[3])) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Vector slope = Ops::select(Ops::greater(x, kink), right, left);
    return {Ops::multiplyAdd(slope, Ops::subtract(x, kink), floor), slope};
  }
  Vector kink, floor, left, right;
};

struct Step {
  explicit Step(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const { return {Ops::select(Ops::greater(x, Ops::zero()), set(1), Ops::zero()), Ops::zero()}; }
};

struct ExponentialLinear {
  explicit ExponentialLinear(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Exponential e = exponentialOfNegative(Ops::min(Ops::zero(), x));
    const Mask right = Ops::greater(x, Ops::zero());
    return {Ops::select(right, Ops::multiply(positive, x), Ops::multiply(negative, expm1Of(e))),
            Ops::select(right, positive, Ops::multiply(negative, expOf(e)))};
  }
  Vector positive, negative;
};

struct PrintedExponentialLinear {
  explicit PrintedExponentialLinear(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Exponential e = exponentialOfNegative(Ops::min(Ops::zero(), x));
    const Mask right = Ops::greater(x, Ops::zero());
    const Vector minus = expm1Of(e);
    // no infinity times 0 where exp(x) is 0
    const Vector bounded = Ops::max(set(-kExpLimit), x);
    return {Ops::select(right, Ops::multiply(positive, x), Ops::multiply(Ops::multiply(negative, x), minus)),
            Ops::select(right, positive, Ops::multiply(negative, Ops::multiplyAdd(bounded, expOf(e), minus)))};
  }
  Vector positive, negative;
};

struct HyperbolicTangent {
  explicit HyperbolicTangent(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const TanhParts parts = tanhParts(x);
    return {parts.tanh, parts.slope};
  }
};

struct ScaledHyperbolicTangent {
  explicit ScaledHyperbolicTangent(const Activation& a) : positive(set(a.parameters[0])), negative(set(a.parameters[1])) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const TanhParts parts = tanhParts(x);
    const Vector scale = Ops::select(Ops::greater(x, Ops::zero()), positive, negative);
    return {Ops::multiply(scale, parts.tanh), Ops::multiply(scale, parts.slope)};
  }
  Vector positive, negative;
};

// t = exp(-|x|), from which follow 1 / (1 + exp(-x)), 1 minus that, and the smaller of the two
struct LogisticParts {
  GRAMSCOPE_INLINE explicit LogisticParts(Vector x)
      : t(expOfMinusAbsolute(x)), onePlus(Ops::add(t, set(1))), negative(Ops::greater(Ops::zero(), x)) {}
  GRAMSCOPE_INLINE Vector value() const { return onePlus.under(Ops::select(negative, t, set(1))); }
  GRAMSCOPE_INLINE Vector complement() const { return onePlus.under(Ops::select(negative, set(1), t)); }
  GRAMSCOPE_INLINE Vector smaller() const { return onePlus.under(t); }
  Vector t;
  Divisor onePlus;
  Mask negative;
};

struct Sigmoid {
  explicit Sigmoid(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const LogisticParts s(x);
    const Vector smaller = s.smaller();
    return {s.value(), Ops::multiplySubtractFrom(smaller, smaller, smaller)};
  }
};

struct Softplus {
  explicit Softplus(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const LogisticParts s(x);
    return {Ops::add(Ops::max(Ops::zero(), x), log1pUnit(s.t)), s.value()};
  }
};

struct Swish {
  explicit Swish(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const LogisticParts s(x);
    // no infinity times 0 where exp(-|x|) is 0
    const Vector bounded = Ops::max(set(-kExpLimit), x);
    const Vector inner = Ops::multiplyAdd(Ops::min(set(kExpLimit), bounded), s.complement(), set(1));
    const Vector value = s.value();
    return {Ops::multiply(bounded, value), Ops::multiply(value, inner)};
  }
};

struct Gelu {
  explicit Gelu(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Vector bounded = Ops::max(set(-40), x);
    const NormalParts normal = normalParts(x);
    const Vector slope = Ops::multiply(Ops::min(set(40), bounded), Ops::multiply(normal.density, set(0.3989422804014327)));
    return {Ops::multiply(bounded, normal.share), Ops::add(normal.share, slope)};
  }
};

struct ErrorFunction {
  explicit ErrorFunction(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const { return {erf(x), Ops::multiply(set(1.1283791670955126), gaussian<1>(x))}; }
};

struct Sine {
  explicit Sine(const Activation&) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const { return {sine(x), cosine(x)}; }
};

struct ReluPower {
  explicit ReluPower(const Activation& a) : power(static_cast<int>(a.parameters[0])) {
    double factorial = 1;
    for (int r = 2; r < power; r++) factorial *= r;
    derivativeDivisor = set(factorial);
    valueDivisor = set(factorial * power);
  }
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    const Vector base = Ops::max(Ops::zero(), x);
    Vector product = base;
    for (int r = 2; r < power; r++) product = Ops::multiply(product, base);
    return {Ops::divide(Ops::multiply(product, base), valueDivisor), Ops::divide(product, derivativeDivisor)};
  }
  int power;
  Vector valueDivisor, derivativeDivisor;
};

struct Polynomial {
  explicit Polynomial(const Activation& a) : activation(a) {}
  GRAMSCOPE_INLINE Parts operator()(Vector x) const {
    Vector value = Ops::zero(), derivative = Ops::zero();
    for (int r = activation.count - 1; r >= 0; r--) {
      value = Ops::multiplyAdd(value, x, set(activation.parameters[r]));
      if (r > 0) derivative = Ops::multiplyAdd(derivative, x, set(r * activation.parameters[r]));
    }
    return {value, derivative};
  }
  const Activation& activation;
};

// calls use(F) with the function object of the activation; programs are not among them
template <class Use>
GRAMSCOPE_INLINE void withActivation(const Activation& activation, const Use& use) {
  switch (activation.id) {
    case ActivationId::rectifier: return use(Rectifier(activation));
    case ActivationId::piecewiseLinear: return use(PiecewiseLinear(activation));
    case ActivationId::step: return use(Step(activation));
    case ActivationId::exponentialLinear: return use(ExponentialLinear(activation));
    case ActivationId::printedExponentialLinear: return use(PrintedExponentialLinear(activation));
    case ActivationId::tanh:
      return activation.parameters[0] == 1 && activation.parameters[1] == 1 ? use(HyperbolicTangent(activation)) : use(ScaledHyperbolicTangent(activation));
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

