// Convolutions of images whose examples are lanes. Included by deep_kernels_source.h.

template <class T>
struct NoPixel {
  alignas(64) static constexpr T values[Lanes<T>::kLanes] = {};
};

// Outputs x Pixels sums at a row y of the output, from column x and channel o
template <class T, int Kernel, int Stride, int Pixels, int Outputs>
GRAMSCOPE_INLINE void convolutionTile(const ConvolutionUnit<T>& unit, int64_t o, int64_t y, int64_t x, Check<T>& check) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  constexpr int padding = (Kernel - 1) / 2, columns = (Pixels - 1) * Stride + Kernel, last = columns - 1;
  Vector sums[Outputs][Pixels];
  for (int r = 0; r < Outputs; r++)
    for (int p = 0; p < Pixels; p++) sums[r][p] = unit.start != nullptr ? L::set(unit.start[o + r]) : L::zero();
  const int64_t top = y * Stride - padding, left = x * Stride - padding;
  const int from = top < 0 ? 1 : 0, to = top + Kernel > unit.height ? Kernel - 1 : Kernel;
  const bool outsideLeft = left < 0, outsideRight = left + last >= unit.width;
  const int64_t weightOutput = unit.weightOutput;
  const T* const none = NoPixel<T>::values;
  for (int64_t i = 0; i < unit.inputs; i++) {
    for (int ky = from; ky < to; ky++) {
      const T* row = unit.source + ((i * unit.height + top + ky) * unit.width + left) * L::kLanes;
      const T* weights = unit.weights + o * weightOutput + i * unit.weightInput + (unit.reversed ? Kernel * Kernel - 1 - ky * Kernel : ky * Kernel);
      const int64_t along = unit.reversed ? -1 : 1;
      const T* const first = outsideLeft ? none : row;
      const T* const final = outsideRight ? none : row + last * L::kLanes;
      const auto pixel = [&](int at) { return L::load(at == 0 ? first : at == last ? final : row + at * L::kLanes); };
      if constexpr (Stride == 1) {
        Vector values[columns];
        for (int at = 0; at < columns; at++) values[at] = pixel(at);
        for (int kx = 0; kx < Kernel; kx++)
          for (int r = 0; r < Outputs; r++) {
            const Vector weight = L::set(weights[r * weightOutput + kx * along]);
            for (int p = 0; p < Pixels; p++) sums[r][p] = L::multiplyAdd(weight, values[p + kx], sums[r][p]);
          }
      } else {
        for (int kx = 0; kx < Kernel; kx++) {
          Vector values[Pixels];
          for (int p = 0; p < Pixels; p++) values[p] = pixel(p * Stride + kx);
          for (int r = 0; r < Outputs; r++) {
            const Vector weight = L::set(weights[r * weightOutput + kx * along]);
            for (int p = 0; p < Pixels; p++) sums[r][p] = L::multiplyAdd(weight, values[p], sums[r][p]);
          }
        }
      }
    }
  }
  for (int r = 0; r < Outputs; r++) {
    T* target = unit.target + (((o + r) * unit.outputHeight + y) * unit.outputWidth + x) * L::kLanes;
    for (int p = 0; p < Pixels; p++) {
      check.see(sums[r][p]);
      L::store(target + p * L::kLanes, sums[r][p]);
    }
  }
}

template <class T, int Kernel, int Stride, int Pixels>
GRAMSCOPE_INLINE void convolutionColumn(const ConvolutionUnit<T>& unit, int64_t y, int64_t x, Check<T>& check) {
  constexpr int outputs = Lanes<T>::kConvolutionOutputs;
  int64_t o = 0;
  for (; o + outputs <= unit.outputs; o += outputs) convolutionTile<T, Kernel, Stride, Pixels, outputs>(unit, o, y, x, check);
  for (; o < unit.outputs; o++) convolutionTile<T, Kernel, Stride, Pixels, 1>(unit, o, y, x, check);
}

// all outputs of a few positions before the next ones: what they see of the source stays in the nearest cache
template <class T, int Kernel, int Stride>
bool convolve(const ConvolutionUnit<T>& unit) {
  Check<T> check;
  for (int64_t y = 0; y < unit.outputHeight; y++) {
    int64_t x = 0;
    for (; x + 4 <= unit.outputWidth; x += 4) convolutionColumn<T, Kernel, Stride, 4>(unit, y, x, check);
    for (; x < unit.outputWidth; x++) convolutionColumn<T, Kernel, Stride, 1>(unit, y, x, check);
  }
  return check.finite();
}

template <class T>
bool convolution(const ConvolutionUnit<T>& unit) {
  if (unit.kernel == 3) return unit.stride == 1 ? convolve<T, 3, 1>(unit) : convolve<T, 3, 2>(unit);
  return unit.stride == 1 ? convolve<T, 1, 1>(unit) : convolve<T, 1, 2>(unit);
}

template <class T, int Kernel, int Stride, int Outputs>
GRAMSCOPE_INLINE void kernelGradientTile(const KernelGradientUnit<T>& unit, int64_t o, int64_t i) {
  using L = Lanes<T>;
  using Vector = typename L::Vector;
  constexpr int padding = (Kernel - 1) / 2, taps = Kernel * Kernel;
  const int64_t plane = unit.outputHeight * unit.outputWidth * L::kLanes;
  Vector sums[Outputs][taps];
  for (int r = 0; r < Outputs; r++)
    for (int t = 0; t < taps; t++) sums[r][t] = L::zero();
  const int64_t last = unit.outputWidth - 1;
  const bool outsideRight = last * Stride - padding + Kernel - 1 >= unit.width;
  for (int64_t y = 0; y < unit.outputHeight; y++) {
    const T* rows[Kernel];
    for (int ky = 0; ky < Kernel; ky++) {
      const int64_t at = y * Stride - padding + ky;
      rows[ky] = at < 0 || at >= unit.height ? unit.zeros : unit.source + (i * unit.height + at) * unit.width * L::kLanes;
    }
    const T* slopes = unit.slopes + (o * unit.outputHeight + y) * unit.outputWidth * L::kLanes;
    const auto position = [&](int64_t x, bool skipFirst, bool skipLast) GRAMSCOPE_LAMBDA_INLINE {
      Vector slope[Outputs];
      for (int r = 0; r < Outputs; r++) slope[r] = L::load(slopes + r * plane + x * L::kLanes);
      for (int ky = 0; ky < Kernel; ky++)
        for (int kx = 0; kx < Kernel; kx++) {
          if ((skipFirst && kx == 0) || (skipLast && kx == Kernel - 1)) continue;
          const Vector value = L::load(rows[ky] + (x * Stride - padding + kx) * L::kLanes);
          for (int r = 0; r < Outputs; r++) sums[r][ky * Kernel + kx] = L::multiplyAdd(slope[r], value, sums[r][ky * Kernel + kx]);
        }
    };
    if (padding > 0 && last == 0) {
      if (outsideRight)
        position(0, true, true);
      else
        position(0, true, false);
      continue;
    }
    if (padding > 0)
      position(0, true, false);
    else
      position(0, false, false);
    for (int64_t x = 1; x < last; x++) position(x, false, false);
    if (last > 0) {
      if (outsideRight)
        position(last, false, true);
      else
        position(last, false, false);
    }
  }
  for (int r = 0; r < Outputs; r++)
    for (int t = 0; t < taps; t++) unit.target[((o + r) * unit.inputs + i) * taps + t] = L::sum(sums[r][t]);
}

template <class T, int Kernel, int Stride>
void gradientOfKernel(const KernelGradientUnit<T>& unit) {
  constexpr int outputs = Lanes<T>::kGradientOutputs;
  int64_t o = 0;
  for (; o + outputs <= unit.outputs; o += outputs)
    for (int64_t i = 0; i < unit.inputs; i++) kernelGradientTile<T, Kernel, Stride, outputs>(unit, o, i);
  for (; o < unit.outputs; o++)
    for (int64_t i = 0; i < unit.inputs; i++) kernelGradientTile<T, Kernel, Stride, 1>(unit, o, i);
}

template <class T>
void kernelGradient(const KernelGradientUnit<T>& unit) {
  if (unit.kernel == 3) return unit.stride == 1 ? gradientOfKernel<T, 3, 1>(unit) : gradientOfKernel<T, 3, 2>(unit);
  return unit.stride == 1 ? gradientOfKernel<T, 1, 1>(unit) : gradientOfKernel<T, 1, 2>(unit);
}
