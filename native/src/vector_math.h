// Elementary functions on vectors of float64, within two units in the last place. Included into namespaces that have
// said what Ops are (two_layer_kernels_source.h). Coefficients are of Chebyshev expansions, computed to 60 digits, where not said otherwise.

using Vector = Ops::Vector;
using Mask = Ops::Mask;

GRAMSCOPE_INLINE Vector set(double value) { return Ops::set(value); }

// c_0 + c_1 x + ...: even and odd powers apart, which halves the chain of dependent operations
template <int Count>
GRAMSCOPE_INLINE Vector polynomial(const double (&c)[Count], Vector x) {
  const Vector square = Ops::multiply(x, x);
  constexpr int last = Count - 1, evenLast = last - last % 2, oddLast = last - 1 + last % 2;
  Vector even = set(c[evenLast]), odd = set(c[oddLast]);
  for (int k = evenLast - 2; k >= 0; k -= 2) even = Ops::multiplyAdd(even, square, set(c[k]));
  for (int k = oddLast - 2; k >= 1; k -= 2) odd = Ops::multiplyAdd(odd, square, set(c[k]));
  return Ops::multiplyAdd(odd, x, even);
}

// quotients by a normal number with a normal reciprocal, correctly rounded but for rare cases
struct Divisor {
  GRAMSCOPE_INLINE explicit Divisor(Vector d) : divisor(d), reciprocal(Ops::halfReciprocal(d)) {}
  GRAMSCOPE_INLINE Vector under(Vector x) const {
    const Vector quotient = Ops::multiply(x, reciprocal);
    return Ops::multiplyAdd(Ops::multiplySubtractFrom(quotient, divisor, x), reciprocal, quotient);
  }
  // with what the divisor lost by rounding
  GRAMSCOPE_INLINE Vector under(Vector x, Vector lost) const {
    const Vector quotient = Ops::multiply(x, reciprocal);
    const Vector remainder = Ops::multiplySubtractFrom(quotient, lost, Ops::multiplySubtractFrom(quotient, divisor, x));
    return Ops::multiplyAdd(remainder, reciprocal, quotient);
  }
  Vector divisor, reciprocal;
};

// exp(x) = 2^k (1 + p)
struct Exponential {
  Vector k, p;
};

constexpr double kLog2High = 6.93147180369123816490e-01, kLog2Low = 1.90821492927058770002e-10;  // the high part has 33 bits
constexpr double kLog2e = 1.4426950408889634;
// a sum with one of them is rounded to whole numbers and to sixteenths, |x| < 2^47; its lowest bits count them
constexpr double kRounding = 6755399441055744.0, kRoundingToSixteenths = kRounding / 16;
// exp is 0 and infinity beyond
constexpr double kExpLimit = 800;

// of |x| <= kExpLimit
GRAMSCOPE_INLINE Exponential boundedExponential(Vector x) {
  // (exp(r) - 1 - r) / r^2 on |r| <= log(2)/2
  static constexpr double c[] = {0.5,
                                 0.1666666666666667,
                                 0.04166666666666668,
                                 0.008333333333326129,
                                 0.0013888888888879067,
                                 0.00019841269874842452,
                                 2.4801587336464527e-05,
                                 2.7557255372789906e-06,
                                 2.755726325539782e-07,
                                 2.510522832779216e-08,
                                 2.091814645313789e-09};
  const Vector k = Ops::subtract(Ops::multiplyAdd(x, set(kLog2e), set(kRounding)), set(kRounding));
  const Vector r = Ops::multiplySubtractFrom(k, set(kLog2Low), Ops::multiplySubtractFrom(k, set(kLog2High), x));
  return {k, Ops::multiplyAdd(Ops::multiply(r, r), polynomial(c, r), r)};
}

// of x clamped to +-kExpLimit; NaN stays NaN
GRAMSCOPE_INLINE Exponential exponential(Vector x) {
  return boundedExponential(Ops::max(set(-kExpLimit), Ops::min(set(kExpLimit), x)));
}
// of x <= 0 or NaN
GRAMSCOPE_INLINE Exponential exponentialOfNegative(Vector x) { return boundedExponential(Ops::max(set(-kExpLimit), x)); }

GRAMSCOPE_INLINE Vector expOf(const Exponential& e) { return Ops::scale(Ops::add(set(1), e.p), e.k); }
// for k <= 60, where the argument is below 40
GRAMSCOPE_INLINE Vector expm1Of(const Exponential& e) {
  const Vector s = Ops::scale(set(1), e.k);
  return Ops::multiplyAdd(s, e.p, Ops::subtract(s, set(1)));
}
GRAMSCOPE_INLINE Vector exp(Vector x) { return expOf(exponential(x)); }

// the powers of 2 in sixteenths, and the logarithms of their rounded values less those of the powers
alignas(64) constexpr double kSixteenths[16] = {
    1.0,                1.0442737824274138, 1.0905077326652577, 1.1387886347566916, 1.189207115002721,  1.241857812073484,
    1.2968395546510096, 1.3542555469368927, 1.4142135623730951, 1.4768261459394993, 1.5422108254079407, 1.6104903319492543,
    1.681792830507429,  1.7562521603732995, 1.8340080864093424, 1.9152065613971474};
alignas(64) constexpr double kSixteenthsError[16] = {
    0.0,                     -8.189317638195514e-17,  2.7939114859515733e-17,  -7.826573258636076e-17,  -3.3484623336251524e-17,
    -3.750854201303127e-17,  -1.9572585293112036e-17, -5.68648095791174e-17,   6.835808657661923e-17,   2.3591094770850053e-17,
    -5.1548301170786783e-17, -1.5341410053603723e-17, -4.875160526227062e-17,  -1.685487290628973e-17,  -1.790126907604513e-17,
    5.5450656186394274e-17};

// x = k log(2) + r, where k counts sixteenths: its lowest bits are those of `rounded`, which look up kSixteenths. For |x| <= kExpLimit
struct InSixteenths {
  GRAMSCOPE_INLINE explicit InSixteenths(Vector x)
      : rounded(Ops::multiplyAdd(x, set(kLog2e), set(kRoundingToSixteenths))),
        k(Ops::subtract(rounded, set(kRoundingToSixteenths))),
        r(Ops::multiplySubtractFrom(k, set(kLog2Low), Ops::multiplySubtractFrom(k, set(kLog2High), x))) {}
  Vector rounded, k, r;
};

// exp(x) for x <= 0 or NaN
template <class O>
GRAMSCOPE_INLINE Vector expByTable(Vector x) {
  // (exp(r) - 1 - r) / r^2 on |r| <= log(2)/32
  static constexpr double c[] = {0.5, 0.1666666666530169, 0.04166666666496045, 0.008333449701253456, 0.0013889034348599464};
  const InSixteenths parts(O::max(set(-kExpLimit), x));
  const Vector power = O::lookUp(kSixteenths, parts.rounded);
  const Vector p = O::multiplyAdd(O::multiply(parts.r, parts.r), polynomial(c, parts.r), parts.r);
  return O::scale(O::multiplyAdd(power, p, power), parts.k);
}

// exp(x) = s (1 + p), such that (s - 1) + s p is accurate too
struct ExponentialFactors {
  Vector s, p;
};

// for x <= 0 or NaN
template <class O = Ops>
GRAMSCOPE_INLINE ExponentialFactors exponentialFactorsOfNegative(Vector x) {
  if constexpr (O::kTables) {
    // (exp(r) - 1 - r) / r^2 on |r| <= log(2)/32
    static constexpr double c[] = {0.5000000000000001,   0.16666666666666669,  0.04166666666359425,
                                   0.008333333332991954, 0.001388906347556763, 0.00019841463826261545};
    const InSixteenths parts(O::max(set(-kExpLimit), x));
    const Vector r = O::subtract(parts.r, O::lookUp(kSixteenthsError, parts.rounded));
    const Vector p = O::multiplyAdd(O::multiply(r, r), polynomial(c, r), r);
    return {O::scale(O::lookUp(kSixteenths, parts.rounded), parts.k), p};
  }
  const Exponential e = exponentialOfNegative(x);
  return {Ops::scale(set(1), e.k), e.p};
}

// exp(-|x|)
template <class O = Ops>
GRAMSCOPE_INLINE Vector expOfMinusAbsolute(Vector x) {
  const Vector minus = O::minusAbsolute(x);
  if constexpr (O::kTables) return expByTable<O>(minus);
  return expOf(exponentialOfNegative(minus));
}

// log(1 + t) for t in [0, 1]
template <class O>
GRAMSCOPE_INLINE Vector log1pUnitByTable(Vector t) {
  // near 1 / (1 + j / 15), and the logarithms of the reciprocals: chosen so that these are float64 to within .21 units in the last place
  alignas(64) static constexpr double factors[16] = {
      1.0,                0.9375000000000001, 0.8823529411762489, 0.8333333333333336, 0.789473684210747,  0.7499999999999999,
      0.7142857142857142, 0.6818181818184025, 0.6521739130436998, 0.6250000000002218, 0.5999999999997782, 0.5769230769228554,
      0.5555555555557775, 0.5357142857145077, 0.5172413793103443, 0.5};
  alignas(64) static constexpr double logarithms[16] = {
      0.0,                 0.06453852113757105, 0.12516314295425732, 0.18232155679395431, 0.2363887780639508, 0.28768207245178107,
      0.33647223662121306, 0.38299225225578215, 0.4274440148266,     0.47000362924538064, 0.5108256237663604, 0.550046336919656,
      0.5877866649017195,  0.6241543090725794,  0.659245628884265,   0.6931471805599453};
  // (log(1 + r) - r) / r^2 on [-1/32, 1/30]
  static constexpr double c[] = {-0.4999999999999991, 0.3333333333333906, -0.25000000002735645, 0.19999999946652672,
                                 -0.1666665344229448, 0.1428583121974747, -0.1252053781766855,  0.1104693356719197};
  // 15 t to whole numbers
  const Vector index = O::multiplyAdd(t, set(15), set(kRounding));
  const Vector factor = O::lookUp(factors, index);
  // (1 + t) factor - 1, where factor - 1 is exact
  const Vector r = O::multiplyAdd(t, factor, O::subtract(factor, set(1)));
  return O::add(O::lookUp(logarithms, index), O::multiplyAdd(O::multiply(r, r), polynomial(c, r), r));
}

template <class O = Ops>
GRAMSCOPE_INLINE Vector log1pUnit(Vector t) {
  if constexpr (O::kTables) return log1pUnitByTable<O>(t);
  // log(1 + t) = 2 atanh(s) = 2s + s R(s^2), s = t / (2 + t); c: R(z) / z on [0, 1/9]
  static constexpr double c[] = {0.6666666666666666, 0.4000000000001491,  0.2857142856702906,  0.22222222724818763, 0.1818178909298275,
                                 0.15385579010258624, 0.1331400728267029, 0.12002293995427313, 0.08794866738949667, 0.16175806908145096};
  const Vector s = Ops::multiply(t, Ops::reciprocal(Ops::add(t, set(2))));
  const Vector z = Ops::multiply(s, s);
  const Vector rest = Ops::multiplySubtractFrom(z, polynomial(c, z), t);
  return Ops::multiplySubtractFrom(s, rest, t);
}

// natural logarithm by the coefficients of fdlibm's e_log.c (Sun Microsystems, 1993)
GRAMSCOPE_INLINE Vector log(Vector x) {
  static constexpr double c[] = {6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
                                 1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01};
  const Mask tiny = Ops::greater(set(2.2250738585072014e-308), x);
  const Vector normal = Ops::select(tiny, Ops::multiply(x, set(18014398509481984.0)), x);
  Vector k = Ops::exponent(normal);
  Vector m = Ops::mantissa(normal);
  const Mask large = Ops::greater(m, set(1.4142135623730951));
  m = Ops::select(large, Ops::multiply(m, set(0.5)), m);
  k = Ops::select(large, Ops::add(k, set(1)), k);
  k = Ops::select(tiny, Ops::subtract(k, set(54)), k);
  const Vector f = Ops::subtract(m, set(1));
  const Vector s = Ops::divide(f, Ops::add(f, set(2)));
  const Vector z = Ops::multiply(s, s);
  const Vector halfSquare = Ops::multiply(set(0.5), Ops::multiply(f, f));
  const Vector sum = Ops::multiplyAdd(z, polynomial(c, z), halfSquare);
  const Vector low = Ops::multiplyAdd(s, sum, Ops::multiply(k, set(kLog2Low)));
  Vector result = Ops::subtract(Ops::multiply(k, set(kLog2High)), Ops::subtract(Ops::subtract(halfSquare, low), f));
  const Vector infinity = set(__builtin_inf());
  result = Ops::select(Ops::greaterOrEqual(x, infinity), infinity, result);
  // 0 gives minus infinity, negative numbers and NaN give NaN
  const Vector invalid = Ops::select(Ops::greaterOrEqual(x, Ops::zero()), set(-__builtin_inf()), set(__builtin_nan("")));
  return Ops::select(Ops::greater(x, Ops::zero()), result, invalid);
}

// tanh and its derivative 1 / cosh^2
struct TanhParts {
  Vector tanh, slope;
};

GRAMSCOPE_INLINE TanhParts tanhParts(Vector x) {
  const Vector minus = Ops::minusAbsolute(x);
  const ExponentialFactors e = exponentialFactorsOfNegative(Ops::add(minus, minus));
  // t = exp(-2|x|) and t - 1, each rounded once
  const Vector t = Ops::multiplyAdd(e.s, e.p, e.s);
  const Vector tMinus = Ops::multiplyAdd(e.s, e.p, Ops::subtract(e.s, set(1)));
  const Divisor onePlus(Ops::add(t, set(1)));
  const Vector lost = Ops::add(Ops::subtract(set(1), onePlus.divisor), t);
  // 1 - |tanh x|
  const Vector rest = onePlus.under(Ops::add(t, t));
  return {Ops::copySign(onePlus.under(tMinus, lost), x), Ops::multiplySubtractFrom(rest, rest, Ops::add(rest, rest))};
}

GRAMSCOPE_INLINE Vector sinh(Vector x) {
  const Vector a = Ops::absolute(x);
  const Exponential e = exponential(a);
  // one power of two less, so that it overflows where sinh does
  const Vector halfExp = Ops::scale(Ops::add(set(1), e.p), Ops::subtract(e.k, set(1)));
  const Vector s = Ops::scale(set(1), Ops::min(e.k, set(60)));
  const Vector minus = Ops::multiplyAdd(s, e.p, Ops::subtract(s, set(1)));
  const Vector small = Ops::multiply(set(0.5), Ops::add(minus, Ops::divide(minus, Ops::add(minus, set(1)))));
  return Ops::withSign(Ops::select(Ops::greater(a, set(22)), halfExp, small), x);
}

GRAMSCOPE_INLINE Vector cosh(Vector x) {
  const Exponential e = exponential(Ops::absolute(x));
  const Vector halfExp = Ops::scale(Ops::add(set(1), e.p), Ops::subtract(e.k, set(1)));
  return Ops::add(halfExp, Ops::divide(set(0.25), halfExp));
}

// exp(-x^2 / divisor) for divisor 1 or 2, whose argument is taken in two parts because a rounded one would cost |x|^2 units
template <int Divisor>
GRAMSCOPE_INLINE Vector gaussian(Vector x) {
  const Vector a = Ops::min(set(40), Ops::absolute(x));
  const Vector square = Ops::multiply(a, a);
  const Vector error = Ops::productError(a, a, square);
  const Vector share = set(-1.0 / Divisor);
  const Exponential e = exponentialOfNegative(Ops::multiply(square, share));
  const Vector onePlus = Ops::add(set(1), e.p);
  return Ops::scale(Ops::multiplyAdd(onePlus, Ops::multiply(error, share), onePlus), e.k);
}

// P(Z > a) exp(a^2 / 2) for a >= 0, Z standard normal (Mills's ratio over sqrt(2 pi))
GRAMSCOPE_INLINE Vector millsTail(Vector a) {
  // (a + 5) P(Z > a) exp(a^2 / 2) in t = (a - 5) / (a + 5), 0 <= a <= 40
  static constexpr double c[] = {0.769193049750063,       -0.6653825028900568,     0.495305615969976,       -0.31353315667128806,
                                 0.16502036617040944,     -0.06911863870685674,    0.020795066799209606,    -0.0029933767622151446,
                                 -0.0007978693887413786,  0.0005448989959168458,   -5.937581073635292e-05,  -4.976247397714714e-05,
                                 1.668165149471072e-05,   3.979870007997772e-06,   -2.770743335557627e-06,  -3.347309307906246e-07,
                                 4.3630796993254644e-07,  4.042586901441606e-08,   -7.011561570948496e-08,  -8.801286018876454e-09,
                                 1.0730184923263722e-08,  2.3589149531284207e-09,  -1.1046278794395204e-09, -4.150529115688737e-10,
                                 -1.7205584228965837e-11};
  a = Ops::min(set(40), a);
  const Vector sum = Ops::add(a, set(5));
  const Vector t = Ops::divide(Ops::subtract(a, set(5)), sum);
  return Ops::divide(polynomial(c, t), sum);
}

// P(Z <= x) for a standard normal Z, and exp(-x^2 / 2)
struct NormalParts {
  Vector share, density;
};

GRAMSCOPE_INLINE NormalParts normalParts(Vector x) {
  // (P(Z <= x) - 1/2) / x in x^2 for |x| <= 1
  static constexpr double c[] = {0.3989422804014327,      -0.06649038006690543,   0.009973557010035028,   -0.0011873282154680998,
                                 0.00011543468751698387,  -9.444655794687178e-06, 6.659679915613961e-07,  -4.1224112568885137e-08,
                                 2.270418052680828e-09,   -1.1064530258277439e-10, 4.074730748972282e-12};
  const Vector density = gaussian<2>(x);
  const Vector a = Ops::absolute(x);
  const Vector tail = Ops::multiply(density, millsTail(a));
  const Vector far = Ops::select(Ops::greater(Ops::zero(), x), tail, Ops::subtract(set(1), tail));
  const Vector bounded = Ops::max(set(-1), Ops::min(set(1), x));
  const Vector near = Ops::multiplyAdd(bounded, polynomial(c, Ops::multiply(bounded, bounded)), set(0.5));
  return {Ops::select(Ops::greater(set(1), a), near, far), density};
}

GRAMSCOPE_INLINE Vector erf(Vector x) {
  // erf(x) / x in x^2 for |x| <= 3/4
  static constexpr double c[] = {1.1283791670955126,     -0.37612638903183715,   0.11283791670952614,    -0.026866170644432634,
                                 0.005223977615468456,   -0.0008548326191937064, 0.00012055289695813212, -1.49241995108526e-05,
                                 1.6430732584664375e-06, -1.594047158458334e-07, 1.1473938021612258e-08};
  const Vector a = Ops::absolute(x);
  const Vector bounded = Ops::min(set(1), a);
  const Vector small = Ops::multiply(bounded, polynomial(c, Ops::multiply(bounded, bounded)));
  const Vector tail = Ops::multiply(gaussian<1>(x), millsTail(Ops::multiply(a, set(1.4142135623730951))));
  const Vector large = Ops::multiplySubtractFrom(set(2), tail, set(1));
  return Ops::withSign(Ops::select(Ops::greater(set(0.75), a), small, large), x);
}

// sine (shift 0) and cosine (shift 1) with the polynomials of fdlibm's k_sin.c and k_cos.c (Sun Microsystems, 1993). Beyond 2^20, x is
// first reduced modulo the float64 nearest to 2 pi.
GRAMSCOPE_INLINE Vector sineOfReduced(Vector r, Vector tail) {
  static constexpr double c[] = {8.33333333332248946124e-03, -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                                 -2.50507602534068634195e-08, 1.58969099521155010221e-10};
  const Vector z = Ops::multiply(r, r);
  const Vector cube = Ops::multiply(z, r);
  const Vector rest = polynomial(c, z);
  // r - ((z (tail/2 - r^3 rest) - tail) + r^3 / 6)
  const Vector inner = Ops::multiplySubtractFrom(cube, rest, Ops::multiply(set(0.5), tail));
  const Vector outer = Ops::subtract(Ops::multiply(z, inner), tail);
  return Ops::subtract(r, Ops::multiplyAdd(cube, set(1.66666666666666324348e-01), outer));
}

GRAMSCOPE_INLINE Vector cosineOfReduced(Vector r, Vector tail) {
  static constexpr double c[] = {4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                                 -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11};
  const Vector z = Ops::multiply(r, r);
  const Vector half = Ops::multiply(set(0.5), z);
  const Vector w = Ops::subtract(set(1), half);
  const Vector lost = Ops::subtract(Ops::subtract(set(1), w), half);
  const Vector rest = Ops::multiplySubtractFrom(r, tail, Ops::multiply(Ops::multiply(z, z), polynomial(c, z)));
  return Ops::add(w, Ops::add(lost, rest));
}

GRAMSCOPE_INLINE Vector wave(Vector x, double shift) {
  constexpr double largest = 1048576;
  if (Ops::any(Ops::greaterOrEqual(Ops::absolute(x), set(largest)))) {
    double lanes[Ops::kLanes];
    Ops::store(lanes, x);
    for (int lane = 0; lane < Ops::kLanes; lane++)
      if (!(__builtin_fabs(lanes[lane]) < largest)) lanes[lane] = __builtin_fmod(lanes[lane], 6.283185307179586);
    x = Ops::load(lanes);
  }
  const Vector k = Ops::round(Ops::multiply(x, set(0.6366197723675814)));
  // pi/2 in parts of 33 bits, whose products with k are exact
  const Vector high = Ops::subtract(x, Ops::multiply(k, set(1.5707963267341256)));
  const Vector middle = Ops::multiply(k, set(6.077100506303966e-11));
  const Vector difference = Ops::subtract(high, middle);
  const Vector lost = Ops::subtract(Ops::subtract(high, difference), middle);
  const Vector correction = Ops::subtract(Ops::multiply(k, set(2.0222662487959506e-21)), lost);
  const Vector r = Ops::subtract(difference, correction);
  const Vector tail = Ops::subtract(Ops::subtract(difference, r), correction);
  // quarter = k + shift modulo 4, in {-2, -1, 0, 1, 2}
  const Vector turned = Ops::add(k, set(shift));
  const Vector quarter = Ops::multiplySubtractFrom(set(4), Ops::round(Ops::multiply(turned, set(0.25))), turned);
  const Vector magnitude = Ops::absolute(quarter);
  const Mask odd = Ops::greater(set(1.5), magnitude);  // with magnitude above 1/2: +-1
  const Mask notZero = Ops::greater(magnitude, set(0.5));
  const Vector sine = sineOfReduced(r, tail), cosine = cosineOfReduced(r, tail);
  // quarter 0: sine, +-1: +-cosine, +-2: -sine
  const Vector turnedWave = Ops::select(odd, Ops::select(Ops::greater(quarter, Ops::zero()), cosine, Ops::subtract(Ops::zero(), cosine)),
                                         Ops::subtract(Ops::zero(), sine));
  return Ops::select(notZero, turnedWave, sine);
}

GRAMSCOPE_INLINE Vector sine(Vector x) {
  // keeps the sign of zero
  return Ops::select(Ops::differs(x, Ops::zero()), wave(x, 0), x);
}
GRAMSCOPE_INLINE Vector cosine(Vector x) { return wave(x, 1); }

