// Included once for each instruction set, after a struct `Simd` has been defined in that file's unnamed namespace. No standard library
// header may be included with an instruction set's flags on: its inline functions could be the ones the linker keeps for everybody.

namespace {

using Vector = typename Simd::Vector;
constexpr int kLanes = Simd::kLanes;
constexpr int kColumns = Simd::kColumns;       // vectors of a sub-panel
constexpr int kWidth = kLanes * kColumns;      // points of a sub-panel

// pre-activations of kTileRows neurons on Columns * kLanes points; they never leave the registers
template <int Columns>
inline void evaluateTile(const EvaluateUnit& unit, int64_t row, const double* panel, Vector* outputs, int shift) {
  Vector sums[kTileRows][Columns];
  for (int r = 0; r < kTileRows; r++)
    for (int c = 0; c < Columns; c++) sums[r][c] = Simd::zero();
  const double* weights = unit.weights + row * unit.stride;
  const int64_t stride = unit.stride;
  for (int64_t i = 0; i < unit.inputs; i++) {
    Vector x[Columns];
    for (int c = 0; c < Columns; c++) x[c] = Simd::load(panel + i * kWidth + c * kLanes);
    for (int r = 0; r < kTileRows; r++) {
      const Vector w = Simd::broadcast(weights + r * stride + i);
      for (int c = 0; c < Columns; c++) sums[r][c] = Simd::multiplyAdd(w, x[c], sums[r][c]);
    }
  }
  for (int r = 0; r < kTileRows; r++) {
    uint32_t bits = 0;
    const Vector z = Simd::broadcast(unit.outputWeights + row + r);
    for (int c = 0; c < Columns; c++) {
      bits |= Simd::positive(sums[r][c]) << (c * kLanes);
      outputs[c] = Simd::multiplyAdd(z, Simd::relu(sums[r][c]), outputs[c]);
    }
    unit.bits[row + r] |= bits << shift;
  }
}

template <int Columns>
inline void evaluateSubPanel(const EvaluateUnit& unit, int64_t first) {
  const double* panel = unit.panel + first * unit.inputs;
  Vector outputs[Columns];
  for (int c = 0; c < Columns; c++) outputs[c] = Simd::zero();
  for (int64_t row = 0; row < unit.rows; row += kTileRows) evaluateTile<Columns>(unit, row, panel, outputs, static_cast<int>(first));
  for (int c = 0; c < Columns; c++) Simd::store(unit.outputs + first + c * kLanes, outputs[c]);
}

template <int Columns>
inline void evaluateLastSubPanel(const EvaluateUnit& unit, int64_t first, int columns) {
  if constexpr (Columns > 0) {
    if (columns == Columns)
      evaluateSubPanel<Columns>(unit, first);
    else
      evaluateLastSubPanel<Columns - 1>(unit, first, columns);
  }
}

void evaluate(const EvaluateUnit& unit) {
  for (int64_t row = 0; row < unit.rows; row++) unit.bits[row] = 0;
  for (int j = 0; j < kPanelPoints; j++) unit.outputs[j] = 0;
  int64_t first = 0;
  for (; first + kWidth <= unit.points; first += kWidth) evaluateSubPanel<kColumns>(unit, first);
  if (first < unit.points) evaluateLastSubPanel<kColumns>(unit, first, static_cast<int>((unit.points - first + kLanes - 1) / kLanes));
}

// Method of four Russians: row b of a group's table is the sum of e_j X^j over the points j whose bits are set in b
template <int Vectors>
inline void buildTable(const double* points, int64_t stride, const double* residuals, double* table) {
  constexpr int width = Vectors * kLanes;
  for (int v = 0; v < Vectors; v++) {
    Vector sums[kTableRows];
    sums[0] = Simd::zero();
    for (int bit = 0; bit < kGroupPoints; bit++) {
      const Vector row = Simd::multiply(Simd::broadcast(residuals + bit), Simd::load(points + bit * stride + v * kLanes));
      sums[1 << bit] = row;
      for (int lower = 1; lower < (1 << bit); lower++) sums[(1 << bit) + lower] = Simd::add(sums[lower], row);
    }
    for (int row = 0; row < kTableRows; row++) Simd::store(table + row * width + v * kLanes, sums[row]);
  }
}

// Distance in bytes of the table row that bits `shift`.. of the word select: the bits rotated to where they count rows. Kept from being
// folded into the addresses of the loads, where it would cost an instruction a load.
template <int RowBytes>
inline const double* tableRow(const double* table, uint32_t word, int shift) {
  constexpr int log = __builtin_ctz(RowBytes);
  const int right = (shift - log) & 31;
  const uint32_t rotated = (word >> right) | (word << ((32 - right) & 31));
  const char* row = reinterpret_cast<const char*>(table) + (rotated & ((kTableRows - 1) << log));
  __asm__("" : "+r"(row));
  return reinterpret_cast<const double*>(row);
}

template <int Vectors>
inline void addTables(const UpdateUnit& unit, const uint32_t* bits) {
  constexpr int width = Vectors * kLanes;
  const double* tables = unit.tables;
  double* gradient = unit.gradients;
  for (int64_t r = 0; r < unit.rows; r++, gradient += width) {
    Vector sums[Vectors];
    for (int v = 0; v < Vectors; v++) sums[v] = Simd::load(gradient + v * kLanes);
    const uint32_t word = bits[r];
    for (int g = 0; g < kGroups; g++) {
      const double* row = tableRow<width * static_cast<int>(sizeof(double))>(tables, word, g * kGroupPoints) + g * kTableRows * width;
      for (int v = 0; v < Vectors; v++) sums[v] = Simd::add(sums[v], Simd::load(row + v * kLanes));
    }
    for (int v = 0; v < Vectors; v++) Simd::store(gradient + v * kLanes, sums[v]);
  }
}

template <int Vectors>
inline void updateStrip(const UpdateUnit& unit, int64_t first, double* products) {
  constexpr int width = Vectors * kLanes;
  for (int64_t r = 0; r < unit.rows * width; r += kLanes) Simd::store(unit.gradients + r, Simd::zero());
  for (int64_t point = 0; point < unit.points; point += kPanelPoints) {
    for (int g = 0; g < kGroups; g++) {
      const int64_t j = point + g * kGroupPoints;
      buildTable<Vectors>(unit.pointInputs + j * unit.paddedInputs + first, unit.paddedInputs, unit.residuals + j,
                          unit.tables + g * kTableRows * width);
    }
    addTables<Vectors>(unit, unit.bits + (point / kPanelPoints) * unit.bitStride);
  }
  for (int64_t r = 0; r < unit.rows; r++) {
    const double* gradient = unit.gradients + r * width;
    double* weights = unit.weights + r * unit.stride + first;
    const double* initial = unit.initialWeights + r * unit.stride + first;
    const double z = unit.outputWeights[r];
    const Vector output = Simd::broadcast(&z);
    const Vector rate = Simd::broadcast(&unit.hiddenStepSize);
    Vector product = Simd::zero();
    Vector distance = Simd::zero();
    for (int v = 0; v < Vectors; v++) {
      const Vector g = Simd::load(gradient + v * kLanes);
      Vector w = Simd::load(weights + v * kLanes);
      product = Simd::multiplyAdd(w, g, product);
      if (unit.hiddenStepSize > 0) {
        w = Simd::subtract(w, Simd::multiply(rate, Simd::multiply(output, g)));
        Simd::store(weights + v * kLanes, w);
      }
      const Vector difference = Simd::subtract(w, Simd::load(initial + v * kLanes));
      distance = Simd::multiplyAdd(difference, difference, distance);
    }
    products[r] += Simd::sum(product);
    unit.squaredDistances[r] += Simd::sum(distance);
  }
}

void update(const UpdateUnit& unit) {
  double* products = unit.gradients + unit.rows * kStripWidth;
  for (int64_t r = 0; r < unit.rows; r++) {
    products[r] = 0;
    unit.squaredDistances[r] = 0;
  }
  int64_t first = 0;
  for (; first + kStripWidth <= unit.paddedInputs; first += kStripWidth) updateStrip<kStripWidth / kLanes>(unit, first, products);
  // the padding is a multiple of 8, half a strip
  if (first < unit.paddedInputs) updateStrip<kStripWidth / kLanes / 2>(unit, first, products);
  if (unit.outputStepSize > 0)
    for (int64_t r = 0; r < unit.rows; r++) unit.outputWeights[r] -= unit.outputStepSize * products[r];
}

BitCounts takeBits(int64_t count, const uint32_t* next, const uint32_t* initial, uint32_t* current, uint32_t* everChanged, uint32_t* flips) {
  BitCounts counts{0, 0};
  for (int64_t i = 0; i < count; i++) {
    const uint32_t flipped = current[i] ^ next[i];
    const uint32_t changed = next[i] ^ initial[i];
    counts.flips += __builtin_popcount(flipped);
    counts.newlyChanged += __builtin_popcount(changed & ~everChanged[i]);
    flips[i] = flipped;
    everChanged[i] |= changed;
    current[i] = next[i];
  }
  return counts;
}

void commonOnes(int64_t rowsA, int64_t rowsB, int64_t words, const uint64_t* a, const uint64_t* b, double* counts, int64_t stride) {
  for (int64_t j = 0; j < rowsA; j++) {
    const uint64_t* left = a + j * words;
    int64_t k = 0;
    for (; k + 4 <= rowsB; k += 4) {
      const uint64_t* right = b + k * words;
      int64_t sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
      for (int64_t w = 0; w < words; w++) {
        const uint64_t word = left[w];
        sum0 += __builtin_popcountll(word & right[w]);
        sum1 += __builtin_popcountll(word & right[words + w]);
        sum2 += __builtin_popcountll(word & right[2 * words + w]);
        sum3 += __builtin_popcountll(word & right[3 * words + w]);
      }
      counts[j * stride + k] = static_cast<double>(sum0);
      counts[j * stride + k + 1] = static_cast<double>(sum1);
      counts[j * stride + k + 2] = static_cast<double>(sum2);
      counts[j * stride + k + 3] = static_cast<double>(sum3);
    }
    for (; k < rowsB; k++) {
      int64_t sum = 0;
      for (int64_t w = 0; w < words; w++) sum += __builtin_popcountll(left[w] & b[k * words + w]);
      counts[j * stride + k] = static_cast<double>(sum);
    }
  }
}

}  // namespace
