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

// several vectors at a time
namespace grouped {
using Ops = Several<Simd, Simd::kGroupVectors>::Ops;
#include "vector_math.h"
// functions of vectors first
#include "activation_functions.h"
}  // namespace grouped

using Vector = Simd::Vector;
using Group = grouped::Vector;
using single::set;

constexpr int kColumns = Simd::kColumns;
constexpr int kTileRows = 6;

// Rows x Columns vectors of C, which never leave the registers
template <int Rows, int Columns, bool HasInnerFactors>
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
    if constexpr (HasInnerFactors) {
      const Vector inner = set(unit.innerFactors[l]);
      for (int v = 0; v < Columns; v++) factors[v] = Simd::multiply(factors[v], inner);
    }
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
  if (unit.innerFactors != nullptr)
    multiplyTile<Rows, Columns, true>(unit, a, b, c);
  else
    multiplyTile<Rows, Columns, false>(unit, a, b, c);
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

constexpr int kGroup = Simd::kGroupVectors;

template <int Part, int Count = kGroup, class G>
GRAMSCOPE_INLINE auto& partOf(G& group) {
  if constexpr (Count == 1)
    return group;
  else if constexpr (Part < Count / 2)
    return partOf<Part, Count / 2>(group.a);
  else
    return partOf<Part - Count / 2, Count / 2>(group.b);
}

template <int Part>
struct PartNumber {
  static constexpr int part = Part;
};

// f for each vector of a group, in order
template <int Part = 0, class F>
GRAMSCOPE_INLINE void forParts(const F& f) {
  f(PartNumber<Part>());
  if constexpr (Part + 1 < kGroup) forParts<Part + 1>(f);
}

// `count` vectors a stride apart; the last stands for those that are missing
GRAMSCOPE_INLINE Group loadGroup(const double* first, int64_t stride, int64_t count) {
  Group group;
  forParts([&](auto number) { partOf<number.part>(group) = Simd::load(first + (number.part < count ? number.part : count - 1) * stride); });
  return group;
}

GRAMSCOPE_INLINE void storeGroup(double* first, int64_t stride, int64_t count, const Group& group) {
  forParts([&](auto number) {
    if (number.part < count) Simd::store(first + number.part * stride, partOf<number.part>(group));
  });
}

// work(first, count) for groups of up to kGroup of `total`, the full ones apart from the rest, so that they need no questions
template <class Work>
GRAMSCOPE_INLINE void inGroups(int64_t total, const Work& work) {
  int64_t first = 0;
  for (; first + kGroup <= total; first += kGroup) work(first, kGroup);
  if (first < total) work(first, total - first);
}

template <bool WantsValue, bool WantsDerivative, class F>
GRAMSCOPE_INLINE void storeParts(const ActivateUnit& unit, const F& f) {
  for (int64_t r = 0; r < unit.rows; r++) {
    inGroups(unit.vectors, [&](int64_t v, int64_t count) GRAMSCOPE_LAMBDA_INLINE {
      const int64_t column = v * kLanes;
      const auto parts = f(loadGroup(unit.z + r * unit.zStride + column, kLanes, count));
      if (WantsDerivative) storeGroup(unit.derivative + r * unit.derivativeStride + column, kLanes, count, parts.derivative);
      if (WantsValue) storeGroup(unit.value + r * unit.valueStride + column, kLanes, count, parts.value);
    });
  }
}

template <bool WantsDerivative, class F>
GRAMSCOPE_INLINE void combineByRow(const ActivateUnit& unit, const F& f) {
  for (int64_t r = 0; r < unit.rows; r++) {
    Vector sum = Simd::load(unit.outputs + r * kLanes);
    inGroups(unit.vectors, [&](int64_t v, int64_t count) GRAMSCOPE_LAMBDA_INLINE {
      const int64_t column = v * kLanes;
      const auto parts = f(loadGroup(unit.z + r * unit.zStride + column, kLanes, count));
      if (WantsDerivative) storeGroup(unit.derivative + r * unit.derivativeStride + column, kLanes, count, parts.derivative);
      forParts([&](auto number) {
        const double* coefficients = unit.coefficients + column + number.part * kLanes;
        if (number.part < count) sum = Simd::multiplyAdd(partOf<number.part>(parts.value), Simd::load(coefficients), sum);
      });
    });
    Simd::store(unit.outputs + r * kLanes, sum);
  }
}

template <bool WantsDerivative, class F>
GRAMSCOPE_INLINE void combineByColumn(const ActivateUnit& unit, const F& f) {
  for (int64_t v = 0; v < unit.vectors; v++) {
    const int64_t column = v * kLanes;
    Vector sum = Simd::load(unit.outputs + column);
    inGroups(unit.rows, [&](int64_t r, int64_t count) GRAMSCOPE_LAMBDA_INLINE {
      const auto parts = f(loadGroup(unit.z + r * unit.zStride + column, unit.zStride, count));
      if (WantsDerivative) storeGroup(unit.derivative + r * unit.derivativeStride + column, unit.derivativeStride, count, parts.derivative);
      forParts([&](auto number) {
        if (number.part < count) sum = Simd::multiplyAdd(partOf<number.part>(parts.value), set(unit.coefficients[r + number.part]), sum);
      });
    });
    Simd::store(unit.outputs + column, sum);
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
  grouped::Parts operator()(const Group& x) const { return {x, x}; }
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
  grouped::withActivation(*unit.activation, [&unit](const auto& f) { activateWith(unit, f); });
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
