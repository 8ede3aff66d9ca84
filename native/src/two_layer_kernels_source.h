// Included once for each instruction set, after one of the simd_*.h. No standard library header may be included with an instruction set's
// flags on: its inline functions could be the ones the linker keeps for everybody.
#include "activation.h"
#include "simd_twice.h"
#include "two_layer_kernels.h"

namespace gramscope {
namespace {

constexpr int kLanes = Simd::kLanes;

// one vector at a time
namespace single {
using Ops = Simd;
#include "vector_math.h"
// functions of vectors first
#include "activation_program.h"
}  // namespace single

// two vectors at a time
namespace paired {
using Ops = Twice<Simd>;
#include "vector_math.h"
// functions of vectors first
#include "activation_functions.h"
}  // namespace paired

using Vector = Simd::Vector;
using PairedVector = paired::Vector;
using single::set;

constexpr int kColumns = Simd::kColumns;
constexpr int kTileRows = 6;

// Rows x Columns vectors of C, which never leave the registers
template <int Rows, int Columns>
GRAMSCOPE_INLINE void multiplyTile(const MultiplyUnit& unit, const double* a, const double* b, double* c) {
  Vector sums[Rows][Columns];
  if (unit.accumulate) {
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < Columns; v++) sums[r][v] = Simd::load(c + r * unit.cStride + v * kLanes);
  } else {
    for (int r = 0; r < Rows; r++)
      for (int v = 0; v < Columns; v++) sums[r][v] = Simd::zero();
  }
  const int64_t aStride = unit.aStride, bStride = unit.bStride;
  for (int64_t l = 0; l < unit.inner; l++) {
    Vector factors[Columns];
    for (int v = 0; v < Columns; v++) factors[v] = Simd::load(b + l * bStride + v * kLanes);
    for (int r = 0; r < Rows; r++) {
      const Vector factor = set(a[r * aStride + l]);
      for (int v = 0; v < Columns; v++) sums[r][v] = Simd::multiplyAdd(factor, factors[v], sums[r][v]);
    }
  }
  for (int r = 0; r < Rows; r++)
    for (int v = 0; v < Columns; v++) Simd::store(c + r * unit.cStride + v * kLanes, sums[r][v]);
}

template <int Columns, int Rows = kTileRows>
GRAMSCOPE_INLINE void multiplyRows(const MultiplyUnit& unit, int64_t rows, const double* a, const double* b, double* c) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return multiplyRows<Columns, Rows - 1>(unit, rows, a, b, c);
  }
  multiplyTile<Rows, Columns>(unit, a, b, c);
}

// parts of nearly the same size, as few as possible, so that none is left with a slow remainder
template <int Columns>
GRAMSCOPE_INLINE void multiplyColumns(const MultiplyUnit& unit, const double* b, double* c) {
  int64_t tiles = (unit.rows + kTileRows - 1) / kTileRows;
  for (int64_t row = 0; tiles > 0; tiles--) {
    const int64_t rows = (unit.rows - row + tiles - 1) / tiles;
    multiplyRows<Columns>(unit, rows, unit.a + row * unit.aStride, b, c + row * unit.cStride);
    row += rows;
  }
}

template <int Columns = kColumns>
GRAMSCOPE_INLINE void multiplyPart(const MultiplyUnit& unit, int64_t columns, const double* b, double* c) {
  if constexpr (Columns > 1) {
    if (columns < Columns) return multiplyPart<Columns - 1>(unit, columns, b, c);
  }
  multiplyColumns<Columns>(unit, b, c);
}

void multiply(const MultiplyUnit& unit) {
  int64_t parts = (unit.vectors + kColumns - 1) / kColumns;
  for (int64_t vector = 0; parts > 0; parts--) {
    const int64_t columns = (unit.vectors - vector + parts - 1) / parts;
    multiplyPart(unit, columns, unit.b + vector * kLanes, unit.c + vector * kLanes);
    vector += columns;
  }
}

// Two neighbouring vectors of a row; where only one is left, it is taken twice
GRAMSCOPE_INLINE PairedVector loadPair(const double* row, int64_t vector, bool alone) {
  const double* place = row + vector * kLanes;
  return {Simd::load(place), Simd::load(alone ? place : place + kLanes)};
}

GRAMSCOPE_INLINE void storePair(double* row, int64_t vector, bool alone, PairedVector pair) {
  Simd::store(row + vector * kLanes, pair.a);
  if (!alone) Simd::store(row + (vector + 1) * kLanes, pair.b);
}

template <bool WantsValue, bool WantsDerivative, class F>
GRAMSCOPE_INLINE void storeParts(const ActivateUnit& unit, const F& f) {
  for (int64_t r = 0; r < unit.rows; r++) {
    const double* z = unit.z + r * unit.zStride;
    for (int64_t v = 0; v < unit.vectors; v += 2) {
      const bool alone = v + 1 == unit.vectors;
      const auto parts = f(loadPair(z, v, alone));
      if (WantsDerivative) storePair(unit.derivative + r * unit.derivativeStride, v, alone, parts.derivative);
      if (WantsValue) storePair(unit.value + r * unit.valueStride, v, alone, parts.value);
    }
  }
}

template <bool WantsDerivative, class F>
GRAMSCOPE_INLINE void combineByRow(const ActivateUnit& unit, const F& f) {
  for (int64_t r = 0; r < unit.rows; r++) {
    const double* z = unit.z + r * unit.zStride;
    Vector sum = Simd::load(unit.outputs + r * kLanes);
    for (int64_t v = 0; v < unit.vectors; v += 2) {
      const bool alone = v + 1 == unit.vectors;
      const auto parts = f(loadPair(z, v, alone));
      if (WantsDerivative) storePair(unit.derivative + r * unit.derivativeStride, v, alone, parts.derivative);
      const double* coefficients = unit.coefficients + v * kLanes;
      sum = Simd::multiplyAdd(parts.value.a, Simd::load(coefficients), sum);
      if (!alone) sum = Simd::multiplyAdd(parts.value.b, Simd::load(coefficients + kLanes), sum);
    }
    Simd::store(unit.outputs + r * kLanes, sum);
  }
}

template <bool WantsDerivative, class F>
GRAMSCOPE_INLINE void combineByColumn(const ActivateUnit& unit, const F& f) {
  for (int64_t v = 0; v < unit.vectors; v++) {
    Vector sum = Simd::load(unit.outputs + v * kLanes);
    // pairs of rows
    for (int64_t r = 0; r < unit.rows; r += 2) {
      const int64_t other = r + 1 == unit.rows ? r : r + 1;
      const double* z = unit.z + v * kLanes;
      const auto parts = f(PairedVector{Simd::load(z + r * unit.zStride), Simd::load(z + other * unit.zStride)});
      sum = Simd::multiplyAdd(parts.value.a, set(unit.coefficients[r]), sum);
      if (other > r) sum = Simd::multiplyAdd(parts.value.b, set(unit.coefficients[other]), sum);
      if (!WantsDerivative) continue;
      double* derivative = unit.derivative + v * kLanes;
      Simd::store(derivative + r * unit.derivativeStride, parts.derivative.a);
      Simd::store(derivative + other * unit.derivativeStride, parts.derivative.b);
    }
    Simd::store(unit.outputs + v * kLanes, sum);
  }
}

template <class F>
GRAMSCOPE_INLINE void activateWith(const ActivateUnit& unit, const F& f) {
  const bool derivative = unit.derivative != nullptr;
  switch (unit.combine) {
    case Combine::byRow: return derivative ? combineByRow<true>(unit, f) : combineByRow<false>(unit, f);
    case Combine::byColumn: return derivative ? combineByColumn<true>(unit, f) : combineByColumn<false>(unit, f);
    case Combine::store:
      if (unit.value == nullptr) return storeParts<false, true>(unit, f);
      return derivative ? storeParts<true, true>(unit, f) : storeParts<true, false>(unit, f);
  }
}

// an activation whose values have been computed before
struct Computed {
  paired::Parts operator()(PairedVector x) const { return {x, x}; }
};

void activateByProgram(const ActivateUnit& unit) {
  constexpr int block = single::kProgramVectors * kLanes;
  alignas(64) double values[block];
  for (int64_t r = 0; r < unit.rows; r++) {
    for (int64_t first = 0; first < unit.vectors; first += single::kProgramVectors) {
      const int64_t rest = unit.vectors - first;
      const int count = static_cast<int>(rest < single::kProgramVectors ? rest : single::kProgramVectors);
      const int64_t column = first * kLanes;
      const double* z = unit.z + r * unit.zStride + column;
      const bool wantsValue = unit.combine != Combine::store || unit.value != nullptr;
      // before anything is stored: value or derivative may take the place of z
      if (wantsValue) single::runProgram(unit.activation->value, count, z, values);
      if (unit.derivative != nullptr) single::runProgram(unit.activation->derivative, count, z, unit.derivative + r * unit.derivativeStride + column);
      if (!wantsValue) continue;
      ActivateUnit part = unit;
      part.rows = 1;
      part.vectors = count;
      part.z = values;
      part.derivative = nullptr;
      if (unit.combine == Combine::store) {
        part.value = unit.value + r * unit.valueStride + column;
      } else if (unit.combine == Combine::byRow) {
        part.coefficients = unit.coefficients + column;
        part.outputs = unit.outputs + r * kLanes;
      } else {
        part.coefficients = unit.coefficients + r;
        part.outputs = unit.outputs + column;
      }
      activateWith(part, Computed());
    }
  }
}

void activate(const ActivateUnit& unit) {
  if (unit.activation->id == ActivationId::program) return activateByProgram(unit);
  paired::withActivation(*unit.activation, [&unit](const auto& f) { activateWith(unit, f); });
}

void updateWeights(const UpdateWeightsUnit& unit, GradientSums& sums) {
  Vector squares = Simd::zero(), lengths = Simd::zero();
  for (int64_t r = 0; r < unit.rows; r++) {
    double* weights = unit.weights + r * unit.stride;
    double* gradient = unit.gradient + r * unit.gradientStride;
    for (int64_t v = 0; v < unit.vectors; v++) {
      const Vector coefficient = unit.rowCoefficients != nullptr ? set(unit.rowCoefficients[r]) : Simd::load(unit.columnCoefficients + v * kLanes);
      const Vector step = unit.rowSteps != nullptr ? set(unit.rowSteps[r]) : Simd::load(unit.columnSteps + v * kLanes);
      const Vector raw = Simd::multiply(coefficient, Simd::load(gradient + v * kLanes));
      // what is frozen has no gradient
      const Vector g = Simd::select(Simd::greater(step, Simd::zero()), raw, Simd::zero());
      const Vector length = Simd::multiply(step, g);
      squares = Simd::multiplyAdd(g, g, squares);
      lengths = Simd::multiplyAdd(length, length, lengths);
      if (unit.apply)
        Simd::store(weights + v * kLanes, Simd::subtract(Simd::load(weights + v * kLanes), length));
      else
        Simd::store(gradient + v * kLanes, g);
    }
  }
  sums.squares += Simd::sum(squares);
  sums.squaredLengths += Simd::sum(lengths);
}

void scaleByProducts(int64_t rows, int64_t vectors, int64_t K, const double* source, int64_t sourceStride, const double* left, int64_t leftStride,
                     const double* right, int64_t rightStride, double* target, int64_t targetStride) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t v = 0; v < vectors; v++) {
      Vector sum = Simd::zero();
      for (int64_t k = 0; k < K; k++)
        sum = Simd::multiplyAdd(set(left[k * leftStride + r]), Simd::load(right + k * rightStride + v * kLanes), sum);
      Simd::store(target + r * targetStride + v * kLanes, Simd::multiply(sum, Simd::load(source + r * sourceStride + v * kLanes)));
    }
  }
}

void combineRows(int64_t rows, int64_t vectors, int64_t K, const double* values, int64_t valueStride, const double* coefficients,
                 int64_t coefficientStride, double* target) {
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < K; k++) {
      double* place = target + (r * K + k) * kLanes;
      Vector sum = Simd::load(place);
      for (int64_t v = 0; v < vectors; v++)
        sum = Simd::multiplyAdd(Simd::load(values + r * valueStride + v * kLanes), Simd::load(coefficients + k * coefficientStride + v * kLanes), sum);
      Simd::store(place, sum);
    }
  }
}

void sumRows(int64_t rows, int64_t vectors, const double* values, int64_t valueStride, const double* factors, double* target, int64_t targetStride) {
  for (int64_t r = 0; r < rows; r++) {
    Vector sum = Simd::zero();
    for (int64_t v = 0; v < vectors; v++)
      sum = Simd::multiplyAdd(Simd::load(values + r * valueStride + v * kLanes), Simd::load(factors + v * kLanes), sum);
    target[r * targetStride] += Simd::sum(sum);
  }
}

void scaleRows(int64_t rows, int64_t vectors, const double* source, int64_t sourceStride, const double* factors, double* target, int64_t targetStride) {
  for (int64_t r = 0; r < rows; r++) {
    const Vector factor = set(factors[r]);
    for (int64_t v = 0; v < vectors; v++)
      Simd::store(target + r * targetStride + v * kLanes, Simd::multiply(factor, Simd::load(source + r * sourceStride + v * kLanes)));
  }
}

void addEntries(int64_t count, const double* source, double* target) {
  for (int64_t i = 0; i < count; i += kLanes) Simd::store(target + i, Simd::add(Simd::load(target + i), Simd::load(source + i)));
}

void takeDifferences(int64_t count, const double* outputs, const double* targets, double factor, double* slopes, double* sums) {
  constexpr int vectors = 8 / kLanes;
  Vector squares[vectors];
  for (int v = 0; v < vectors; v++) squares[v] = Simd::load(sums + v * kLanes);
  for (int64_t i = 0; i < count; i += 8) {
    for (int v = 0; v < vectors; v++) {
      const int64_t at = i + v * kLanes;
      const Vector difference = Simd::subtract(Simd::load(outputs + at), Simd::load(targets + at));
      squares[v] = Simd::multiplyAdd(difference, difference, squares[v]);
      Simd::store(slopes + at, Simd::multiply(set(factor), difference));
    }
  }
  for (int v = 0; v < vectors; v++) Simd::store(sums + v * kLanes, squares[v]);
}

void multiplyEntries(int64_t count, const double* a, const double* b, double* product) {
  for (int64_t i = 0; i < count; i += kLanes) Simd::store(product + i, Simd::multiply(Simd::load(a + i), Simd::load(b + i)));
}

void exponentials(int64_t count, double* values) {
  for (int64_t i = 0; i < count; i += kLanes) Simd::store(values + i, single::exp(Simd::load(values + i)));
}

double sumLanes(const double* lanes) { return Simd::sum(Simd::load(lanes)); }

constexpr TwoLayerKernels kernelsNamed(const char* name) {
  return {name, kLanes, kColumns, multiply, activate, updateWeights, scaleByProducts, combineRows, sumRows, scaleRows, addEntries, takeDifferences, multiplyEntries, exponentials, sumLanes};
}

}  // namespace
}  // namespace gramscope
