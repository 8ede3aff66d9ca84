// What layers do to every number, and sums over rows. Lengths are whole vectors. Included by deep_kernels_source.h.

// target[c * targetStride + r] = source[r * sourceStride + c]
template <class T>
GRAMSCOPE_INLINE void transposeInto(int64_t rows, int64_t columns, const T* source, int64_t sourceStride, T* target, int64_t targetStride) {
  constexpr int64_t tile = 16;
  for (int64_t r = 0; r < rows; r += tile) {
    const int64_t high = rows - r < tile ? rows - r : tile;
    for (int64_t c = 0; c < columns; c += tile) {
      const int64_t wide = columns - c < tile ? columns - c : tile;
      const T* from = source + r * sourceStride + c;
      T* to = target + c * targetStride + r;
      if constexpr (Lanes<T>::kTransposes) {
        if (high == tile && wide == tile) {
          typename Lanes<T>::Vector lines[tile];
          for (int64_t k = 0; k < tile; k++) lines[k] = Lanes<T>::load(from + k * sourceStride);
          Lanes<T>::transpose(lines);
          for (int64_t k = 0; k < tile; k++) Lanes<T>::store(to + k * targetStride, lines[k]);
          continue;
        }
      }
      for (int64_t k = 0; k < wide; k++)
        for (int64_t l = 0; l < high; l++) to[k * targetStride + l] = from[l * sourceStride + k];
    }
  }
}

template <class T>
void toExamples(int64_t rows, int64_t row, int64_t count, const T* source, T* target, int64_t stride) {
  transposeInto(rows, count, source, row, target, stride);
}

template <class T>
void toRows(int64_t rows, int64_t row, int64_t count, const T* source, int64_t stride, T* target) {
  transposeInto(count, rows, source, stride, target, row);
  if (count == row) return;
  for (int64_t r = 0; r < rows; r++)
    for (int64_t e = count; e < row; e++) target[r * row + e] = 0;
}

template <class T>
bool piecewiseLinear(int64_t length, const double* parameters, const T* z, T* target) {
  using L = Lanes<T>;
  const auto kink = L::set(static_cast<T>(parameters[0])), floor = L::set(static_cast<T>(parameters[1]));
  const auto left = L::set(static_cast<T>(parameters[2])), right = L::set(static_cast<T>(parameters[3]));
  Check<T> check;
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto x = L::load(z + at);
    const auto value = L::multiplyAdd(L::select(L::greater(x, kink), right, left), L::subtract(x, kink), floor);
    check.see(value);
    L::store(target + at, value);
  }
  return check.finite();
}

template <class T>
bool piecewiseLinearSlopes(int64_t length, const double* parameters, const T* z, T* slopes) {
  using L = Lanes<T>;
  const auto kink = L::set(static_cast<T>(parameters[0]));
  const auto left = L::set(static_cast<T>(parameters[2])), right = L::set(static_cast<T>(parameters[3]));
  Check<T> check;
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto value = L::multiply(L::select(L::greater(L::load(z + at), kink), right, left), L::load(slopes + at));
    check.see(value);
    L::store(slopes + at, value);
  }
  return check.finite();
}

template <class T>
bool normalise(int64_t length, T mean, T scale, T shift, const T* source, T* target) {
  using L = Lanes<T>;
  const auto m = L::set(mean), s = L::set(scale), b = L::set(shift);
  Check<T> check;
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto value = L::multiplyAdd(L::subtract(L::load(source + at), m), s, b);
    check.see(value);
    L::store(target + at, value);
  }
  return check.finite();
}

template <class T>
bool normaliseSlopes(int64_t rows, int64_t row, int64_t count, T mean, T scale, T slopeMean, T factor, const T* source, T* slopes) {
  using L = Lanes<T>;
  const auto m = L::set(mean), s = L::set(scale), g = L::set(slopeMean), f = L::set(-factor);
  Check<T> check;
  for (int64_t v = 0; v < row; v += L::kLanes) {
    const auto inside = L::first(count - v);
    for (int64_t r = 0; r < rows; r++) {
      const int64_t at = r * row + v;
      const auto centred = L::subtract(L::load(source + at), m);
      const auto value = L::multiply(s, L::multiplyAdd(centred, f, L::subtract(L::load(slopes + at), g)));
      const auto kept = L::select(inside, value, L::zero());
      check.see(kept);
      L::store(slopes + at, kept);
    }
  }
  return check.finite();
}

template <class T>
void moments(int64_t channels, int64_t rows, int64_t row, int64_t count, const T* source, double* means, double* squaredDistances) {
  using L = Lanes<T>;
  const double total = static_cast<double>(rows * count);
  for (int64_t c = 0; c < channels; c++) {
    const T* values = source + c * rows * row;
    // distances from some value: those from 0 would lose the digits of a large mean
    const auto about = L::set(values[0]);
    Sum<T> sum, squares;
    for (int64_t v = 0; v < count; v += L::kLanes) {
      const auto inside = L::first(count - v);
      for (int64_t r = 0; r < rows; r++) {
        const auto distance = L::select(inside, L::subtract(L::load(values + r * row + v), about), L::zero());
        sum.add(distance);
        squares.addProduct(distance, distance);
      }
    }
    const double off = sum.value();
    const double distances = squares.value() - off * off / total;
    means[c] = static_cast<double>(values[0]) + off / total;
    // NaN stays
    squaredDistances[c] = distances < 0 ? 0 : distances;
  }
}

template <class T>
void slopeMoments(int64_t channels, int64_t length, const T* means, const T* slopes, const T* source, double* sums, double* products) {
  using L = Lanes<T>;
  for (int64_t c = 0; c < channels; c++) {
    const auto about = L::set(means[c]);
    Sum<T> sum, product;
    for (int64_t at = c * length; at < (c + 1) * length; at += L::kLanes) {
      const auto slope = L::load(slopes + at);
      sum.add(slope);
      product.addProduct(slope, L::subtract(L::load(source + at), about));
    }
    sums[c] = sum.value();
    products[c] = product.value();
  }
}

template <class T>
void sums(int64_t groups, int64_t length, const T* source, double* targets) {
  using L = Lanes<T>;
  for (int64_t g = 0; g < groups; g++) {
    Sum<T> sum;
    for (int64_t at = g * length; at < (g + 1) * length; at += L::kLanes) sum.add(L::load(source + at));
    targets[g] = sum.value();
  }
}

template <class T>
double squares(int64_t rows, int64_t row, int64_t count, const T* source) {
  using L = Lanes<T>;
  Sum<T> sum;
  for (int64_t v = 0; v < row; v += L::kLanes) {
    const auto inside = L::first(count - v);
    for (int64_t r = 0; r < rows; r++) {
      const auto value = L::select(inside, L::load(source + r * row + v), L::zero());
      sum.addProduct(value, value);
    }
  }
  return sum.value();
}

template <class T>
void exampleMoments(int64_t rows, int64_t row, double epsilon, const T* source, T* means, T* inverseDeviations) {
  using L = Lanes<T>;
  const double share = 1 / static_cast<double>(rows);
  for (int64_t v = 0; v < row; v += L::kLanes) {
    double lanes[L::kLanes];
    Sum<T> sum;
    for (int64_t r = 0; r < rows; r++) sum.add(L::load(source + r * row + v));
    sum.lanes(lanes);
    for (int lane = 0; lane < L::kLanes; lane++) means[v + lane] = static_cast<T>(lanes[lane] * share);
    const auto about = L::load(means + v);
    Sum<T> squares;
    for (int64_t r = 0; r < rows; r++) {
      const auto distance = L::subtract(L::load(source + r * row + v), about);
      squares.addProduct(distance, distance);
    }
    squares.lanes(lanes);
    for (int lane = 0; lane < L::kLanes; lane++) inverseDeviations[v + lane] = static_cast<T>(1 / __builtin_sqrt(lanes[lane] * share + epsilon));
  }
}

template <class T>
bool layerNormalise(int64_t channels, int64_t positions, int64_t row, const T* means, const T* inverseDeviations, const T* gain, const T* shift,
                    const T* source, T* target) {
  using L = Lanes<T>;
  Check<T> check;
  for (int64_t c = 0; c < channels; c++) {
    const auto g = L::set(gain[c]), b = L::set(shift[c]);
    for (int64_t p = c * positions; p < (c + 1) * positions; p++)
      for (int64_t v = 0; v < row; v += L::kLanes) {
        const int64_t at = p * row + v;
        const auto normal = L::multiply(L::subtract(L::load(source + at), L::load(means + v)), L::load(inverseDeviations + v));
        const auto value = L::multiplyAdd(normal, g, b);
        check.see(value);
        L::store(target + at, value);
      }
  }
  return check.finite();
}

template <class T>
bool layerNormaliseSlopes(int64_t channels, int64_t positions, int64_t row, const T* means, const T* inverseDeviations, const T* gain,
                          const T* source, T* slopes, double* gainSums, double* shiftSums) {
  using L = Lanes<T>;
  Check<T> check;
  for (int64_t c = 0; c < channels; c++) gainSums[c] = shiftSums[c] = 0;
  const double share = 1 / static_cast<double>(channels * positions);
  for (int64_t v = 0; v < row; v += L::kLanes) {
    const auto mean = L::load(means + v), inverse = L::load(inverseDeviations + v);
    Sum<T> sum, products;
    for (int64_t c = 0; c < channels; c++) {
      const auto g = L::set(gain[c]);
      Sum<T> ofGain, ofShift;
      for (int64_t at = c * positions * row + v; at < (c + 1) * positions * row; at += row) {
        const auto normal = L::multiply(L::subtract(L::load(source + at), mean), inverse);
        const auto slope = L::load(slopes + at);
        ofGain.addProduct(slope, normal);
        ofShift.add(slope);
        const auto scaled = L::multiply(slope, g);
        sum.add(scaled);
        products.addProduct(scaled, normal);
      }
      gainSums[c] += ofGain.value();
      shiftSums[c] += ofShift.value();
    }
    double lanes[L::kLanes];
    T about[L::kLanes], along[L::kLanes];
    sum.lanes(lanes);
    for (int lane = 0; lane < L::kLanes; lane++) about[lane] = static_cast<T>(lanes[lane] * share);
    products.lanes(lanes);
    for (int lane = 0; lane < L::kLanes; lane++) along[lane] = static_cast<T>(-lanes[lane] * share);
    const auto centre = L::load(about), factor = L::load(along);
    for (int64_t c = 0; c < channels; c++) {
      const auto g = L::set(gain[c]);
      for (int64_t at = c * positions * row + v; at < (c + 1) * positions * row; at += row) {
        const auto normal = L::multiply(L::subtract(L::load(source + at), mean), inverse);
        const auto centred = L::subtract(L::multiply(L::load(slopes + at), g), centre);
        const auto value = L::multiply(inverse, L::multiplyAdd(normal, factor, centred));
        check.see(value);
        L::store(slopes + at, value);
      }
    }
  }
  return check.finite();
}

template <class T>
bool addRows(int64_t length, const T* source, T* target) {
  using L = Lanes<T>;
  Check<T> check;
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto value = L::add(L::load(target + at), L::load(source + at));
    check.see(value);
    L::store(target + at, value);
  }
  return check.finite();
}

template <class T>
bool affine(int64_t length, T scale, T offset, const T* source, T* target) {
  using L = Lanes<T>;
  const auto s = L::set(scale), b = L::set(offset);
  Check<T> check;
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto value = L::multiplyAdd(s, L::load(source + at), b);
    check.see(value);
    L::store(target + at, value);
  }
  return check.finite();
}

template <class T>
T largest(int64_t length, const T* source) {
  using L = Lanes<T>;
  auto most = L::zero();
  for (int64_t at = 0; at < length; at += L::kLanes) most = L::max(L::absolute(L::load(source + at)), most);
  T lanes[L::kLanes];
  L::store(lanes, most);
  T result = 0;
  for (const T lane : lanes) result = lane > result ? lane : result;
  return result;
}

template <class T>
void descend(int64_t length, const Descent<T>& descent, const T* gradient, T* velocity, T* weights) {
  using L = Lanes<T>;
  const auto decay = L::set(descent.weightDecay), momentum = L::set(descent.momentum), step = L::set(-descent.stepSize);
  for (int64_t at = 0; at < length; at += L::kLanes) {
    const auto inside = L::first(length - at);
    const auto weight = L::loadFirst(weights + at, inside);
    const auto slope = L::multiplyAdd(decay, weight, L::loadFirst(gradient + at, inside));
    const auto moved = L::multiplyAdd(momentum, L::loadFirst(velocity + at, inside), slope);
    L::storeFirst(velocity + at, inside, moved);
    L::storeFirst(weights + at, inside, L::multiplyAdd(step, moved, weight));
  }
}
