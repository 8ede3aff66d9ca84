// Products of linear layers. Included by deep_kernels_source.h.

// rows of the right factor that are used together: with a tile's columns they stay in the second cache, and pieces of the left factor's rows
// are long enough for the processor to foresee what comes next
constexpr int64_t kInnerBlock = 512;
// rows of a transposed left factor that there must be for copying kPackedRows of them together to pay
constexpr int64_t kWorthPacking = 256;
// numbers between two looks ahead
constexpr int64_t kAhead = 16;

template <class T, int Rows, int Columns>
GRAMSCOPE_INLINE void productTile(const ProductUnit<T>& unit, int64_t row, int64_t vector, int64_t from, int64_t to, Check<T>& check) {
  using L = Lanes<T>;
  const int64_t width = unit.vectors * L::kLanes;
  T* target = unit.target + row * width + vector * L::kLanes;
  typename L::Vector sums[Rows][Columns];
  for (int r = 0; r < Rows; r++)
    for (int c = 0; c < Columns; c++)
      sums[r][c] = from > 0 ? L::load(target + r * width + c * L::kLanes) : unit.start != nullptr ? L::set(unit.start[row + r]) : L::zero();
  const T* right = unit.right + from * width + vector * L::kLanes;
  const T* left = unit.left + row * unit.leftRow + from * unit.leftInner;
  const int64_t leftRow = unit.leftRow, leftInner = unit.leftInner;
  for (int64_t first = from; first < to; first += kAhead) {
    // what the next rows of the left factor need: their pieces are too short for the processor to foresee them
    if (leftInner == 1)
      for (int r = 0; r < Rows; r++) __builtin_prefetch(left + (r + Rows) * leftRow);
    const int64_t end = first + kAhead < to ? first + kAhead : to;
    for (int64_t l = first; l < end; l++) {
      typename L::Vector factors[Columns];
      for (int c = 0; c < Columns; c++) factors[c] = L::load(right + c * L::kLanes);
      for (int r = 0; r < Rows; r++) {
        const auto factor = L::set(left[r * leftRow]);
        for (int c = 0; c < Columns; c++) sums[r][c] = L::multiplyAdd(factor, factors[c], sums[r][c]);
      }
      right += width;
      left += leftInner;
    }
  }
  for (int r = 0; r < Rows; r++)
    for (int c = 0; c < Columns; c++) {
      check.see(sums[r][c]);
      L::store(target + r * width + c * L::kLanes, sums[r][c]);
    }
}

template <class T, int Columns>
GRAMSCOPE_INLINE void productRows(const ProductUnit<T>& unit, int64_t vector, int64_t from, int64_t to, Check<T>& check) {
  constexpr int most = Lanes<T>::kTileRows;
  int64_t row = 0;
  for (; row + most <= unit.rows; row += most) productTile<T, most, Columns>(unit, row, vector, from, to, check);
  for (; row + 2 <= unit.rows; row += 2) productTile<T, 2, Columns>(unit, row, vector, from, to, check);
  for (; row < unit.rows; row++) productTile<T, 1, Columns>(unit, row, vector, from, to, check);
}

template <class T>
GRAMSCOPE_INLINE void productBlock(const ProductUnit<T>& unit, int64_t from, int64_t to, Check<T>& check) {
  constexpr int columns = Lanes<T>::kTileColumns;
  int64_t vector = 0;
  for (; vector + columns <= unit.vectors; vector += columns) productRows<T, columns>(unit, vector, from, to, check);
  for (; vector < unit.vectors; vector++) productRows<T, 1>(unit, vector, from, to, check);
}

// A transposed factor of long rows is read in pieces far apart; copied, they lie together.
template <class T>
void productOfPacked(const ProductUnit<T>& unit, Check<T>& check) {
  alignas(64) T packed[kInnerBlock * kPackedRows];
  for (int64_t first = 0; first < unit.rows; first += kPackedRows) {
    const int64_t rows = unit.rows - first < kPackedRows ? unit.rows - first : kPackedRows;
    ProductUnit<T> part = unit;
    part.rows = rows;
    part.target += first * unit.vectors * Lanes<T>::kLanes;
    if (part.start != nullptr) part.start += first;
    for (int64_t from = 0; from < unit.inner; from += kInnerBlock) {
      const int64_t to = from + kInnerBlock < unit.inner ? from + kInnerBlock : unit.inner;
      for (int64_t l = from; l < to; l++) {
        const T* source = unit.left + first + l * unit.leftInner;
        T* target = packed + (l - from) * kPackedRows;
        for (int64_t r = 0; r < rows; r++) target[r] = source[r];
      }
      part.left = packed - from * kPackedRows;
      part.leftInner = kPackedRows;
      productBlock(part, from, to, check);
    }
  }
}

template <class T>
bool product(const ProductUnit<T>& unit) {
  Check<T> check;
  if (unit.leftRow == 1 && unit.leftInner >= kWorthPacking) {
    productOfPacked(unit, check);
    return check.finite();
  }
  for (int64_t from = 0; from < unit.inner; from += kInnerBlock)
    productBlock(unit, from, from + kInnerBlock < unit.inner ? from + kInnerBlock : unit.inner, check);
  return check.finite();
}

// the gradient by Rows x Columns vectors of weights, which never leaves the registers unless it is wanted
template <class T, int Rows, int Columns, bool Partial>
GRAMSCOPE_INLINE void weightGradientTile(const WeightGradientUnit<T>& unit, int64_t row, int64_t input, Sum<T>& squares) {
  using L = Lanes<T>;
  const auto mask = L::first(unit.inputs - input);
  const auto load = [mask](const T* p) { return Partial ? L::loadFirst(p, mask) : L::load(p); };
  const auto store = [mask](T* p, typename L::Vector v) { return Partial ? L::storeFirst(p, mask, v) : L::store(p, v); };
  const int64_t offset = row * unit.inputs + input;
  typename L::Vector sums[Rows][Columns];
  for (int r = 0; r < Rows; r++)
    for (int c = 0; c < Columns; c++) {
      sums[r][c] = L::zero();
      if (!unit.move) continue;
      __builtin_prefetch(unit.weights + offset + r * unit.inputs + c * L::kLanes, 1);
      __builtin_prefetch(unit.velocity + offset + r * unit.inputs + c * L::kLanes, 1);
    }
  for (int64_t block = 0; block < unit.blocks; block++) {
    const T* slopes = unit.slopes + block * unit.slopeBlock + row * unit.blockRow;
    const int64_t first = block * unit.blockRow;
    const int64_t examples = unit.count - first < unit.blockRow ? unit.count - first : unit.blockRow;
    const T* values = unit.examples + first * unit.exampleStride + input;
    for (int64_t e = 0; e < examples; e++) {
      typename L::Vector factors[Columns];
      for (int c = 0; c < Columns; c++) factors[c] = load(values + c * L::kLanes);
      for (int r = 0; r < Rows; r++) {
        const auto slope = L::set(slopes[r * unit.blockRow + e]);
        for (int c = 0; c < Columns; c++) sums[r][c] = L::multiplyAdd(slope, factors[c], sums[r][c]);
      }
      values += unit.exampleStride;
    }
  }
  const auto decay = L::set(unit.descent.weightDecay), momentum = L::set(unit.descent.momentum), step = L::set(-unit.descent.stepSize);
  for (int r = 0; r < Rows; r++)
    for (int c = 0; c < Columns; c++) {
      const int64_t place = offset + r * unit.inputs + c * L::kLanes;
      squares.addProduct(sums[r][c], sums[r][c]);
      if (unit.gradient != nullptr) store(unit.gradient + place, sums[r][c]);
      if (!unit.move) continue;
      const auto weight = load(unit.weights + place);
      const auto velocity = L::multiplyAdd(momentum, load(unit.velocity + place), L::multiplyAdd(decay, weight, sums[r][c]));
      store(unit.velocity + place, velocity);
      store(unit.weights + place, L::multiplyAdd(step, velocity, weight));
    }
}

template <class T, int Columns, bool Partial>
GRAMSCOPE_INLINE void weightGradientRows(const WeightGradientUnit<T>& unit, int64_t input, Sum<T>& squares) {
  constexpr int most = Lanes<T>::kTileRows;
  int64_t row = 0;
  for (; row + most <= unit.rows; row += most) weightGradientTile<T, most, Columns, Partial>(unit, row, input, squares);
  for (; row + 2 <= unit.rows; row += 2) weightGradientTile<T, 2, Columns, Partial>(unit, row, input, squares);
  for (; row < unit.rows; row++) weightGradientTile<T, 1, Columns, Partial>(unit, row, input, squares);
}

template <class T>
double weightGradient(const WeightGradientUnit<T>& unit) {
  constexpr int lanes = Lanes<T>::kLanes, columns = Lanes<T>::kTileColumns;
  Sum<T> squares;
  int64_t input = 0;
  for (; input + columns * lanes <= unit.inputs; input += columns * lanes) weightGradientRows<T, columns, false>(unit, input, squares);
  for (; input + lanes <= unit.inputs; input += lanes) weightGradientRows<T, 1, false>(unit, input, squares);
  if (input < unit.inputs) weightGradientRows<T, 1, true>(unit, input, squares);
  return squares.value();
}
