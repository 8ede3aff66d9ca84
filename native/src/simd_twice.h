// Two vectors as one: operations on them alternate, so that the processor always finds some whose operands are ready.
#pragma once
#include "inline.h"


namespace gramscope {
namespace {

template <class S>
struct Twice {
  struct Vector {
    typename S::Vector a, b;
  };
  struct Mask {
    typename S::Mask a, b;
  };
  static constexpr int kLanes = 2 * S::kLanes;
  static constexpr bool kTables = S::kTables;
  GRAMSCOPE_INLINE static Vector lookUp(const double (&table)[16], Vector index) { return {S::lookUp(table, index.a), S::lookUp(table, index.b)}; }
  GRAMSCOPE_INLINE static Vector zero() { return {S::zero(), S::zero()}; }
  GRAMSCOPE_INLINE static Vector set(double value) { return {S::set(value), S::set(value)}; }
  GRAMSCOPE_INLINE static Vector load(const double* p) { return {S::load(p), S::load(p + S::kLanes)}; }
  GRAMSCOPE_INLINE static void store(double* p, Vector v) {
    S::store(p, v.a);
    S::store(p + S::kLanes, v.b);
  }
  GRAMSCOPE_INLINE static Vector add(Vector x, Vector y) { return {S::add(x.a, y.a), S::add(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector subtract(Vector x, Vector y) { return {S::subtract(x.a, y.a), S::subtract(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector multiply(Vector x, Vector y) { return {S::multiply(x.a, y.a), S::multiply(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector divide(Vector x, Vector y) { return {S::divide(x.a, y.a), S::divide(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector multiplyAdd(Vector x, Vector y, Vector z) { return {S::multiplyAdd(x.a, y.a, z.a), S::multiplyAdd(x.b, y.b, z.b)}; }
  GRAMSCOPE_INLINE static Vector multiplySubtractFrom(Vector x, Vector y, Vector z) {
    return {S::multiplySubtractFrom(x.a, y.a, z.a), S::multiplySubtractFrom(x.b, y.b, z.b)};
  }
  GRAMSCOPE_INLINE static Vector productError(Vector x, Vector y, Vector p) { return {S::productError(x.a, y.a, p.a), S::productError(x.b, y.b, p.b)}; }
  GRAMSCOPE_INLINE static Vector max(Vector x, Vector y) { return {S::max(x.a, y.a), S::max(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector min(Vector x, Vector y) { return {S::min(x.a, y.a), S::min(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector absolute(Vector x) { return {S::absolute(x.a), S::absolute(x.b)}; }
  GRAMSCOPE_INLINE static Vector withSign(Vector magnitude, Vector sign) { return {S::withSign(magnitude.a, sign.a), S::withSign(magnitude.b, sign.b)}; }
  GRAMSCOPE_INLINE static Vector minusAbsolute(Vector x) { return {S::minusAbsolute(x.a), S::minusAbsolute(x.b)}; }
  GRAMSCOPE_INLINE static Vector copySign(Vector magnitude, Vector sign) { return {S::copySign(magnitude.a, sign.a), S::copySign(magnitude.b, sign.b)}; }
  GRAMSCOPE_INLINE static Mask greater(Vector x, Vector y) { return {S::greater(x.a, y.a), S::greater(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Mask greaterOrEqual(Vector x, Vector y) { return {S::greaterOrEqual(x.a, y.a), S::greaterOrEqual(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Mask differs(Vector x, Vector y) { return {S::differs(x.a, y.a), S::differs(x.b, y.b)}; }
  GRAMSCOPE_INLINE static Vector select(Mask mask, Vector yes, Vector no) { return {S::select(mask.a, yes.a, no.a), S::select(mask.b, yes.b, no.b)}; }
  GRAMSCOPE_INLINE static bool any(Mask mask) { return S::any(mask.a) || S::any(mask.b); }
  GRAMSCOPE_INLINE static Vector round(Vector x) { return {S::round(x.a), S::round(x.b)}; }
  GRAMSCOPE_INLINE static Vector scale(Vector v, Vector k) { return {S::scale(v.a, k.a), S::scale(v.b, k.b)}; }
  GRAMSCOPE_INLINE static Vector exponent(Vector x) { return {S::exponent(x.a), S::exponent(x.b)}; }
  GRAMSCOPE_INLINE static Vector mantissa(Vector x) { return {S::mantissa(x.a), S::mantissa(x.b)}; }
  GRAMSCOPE_INLINE static Vector halfReciprocal(Vector x) { return {S::halfReciprocal(x.a), S::halfReciprocal(x.b)}; }
  GRAMSCOPE_INLINE static Vector reciprocal(Vector x) { return {S::reciprocal(x.a), S::reciprocal(x.b)}; }
};

// Count vectors as one, a power of two
template <class S, int Count>
struct Several {
  using Ops = Twice<typename Several<S, Count / 2>::Ops>;
};
template <class S>
struct Several<S, 1> {
  using Ops = S;
};

}  // namespace
}  // namespace gramscope
