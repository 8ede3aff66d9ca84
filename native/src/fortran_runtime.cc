// The only two functions of the Fortran run-time library that OpenBLAS's LAPACK refers to. With them the addon depends on no Fortran
// library. Weak, so that a statically linked libgfortran may bring its own.
#include <cstddef>
#include <cstring>
#include <ctime>

extern "C" {
// dest = first // second, cut or padded with blanks to the length of dest
__attribute__((weak)) void _gfortran_concat_string(size_t destLength, char* dest, size_t firstLength, const char* first, size_t secondLength,
                                                   const char* second) {
  const size_t head = firstLength < destLength ? firstLength : destLength;
  std::memcpy(dest, first, head);
  const size_t rest = destLength - head;
  const size_t tail = secondLength < rest ? secondLength : rest;
  std::memcpy(dest + head, second, tail);
  std::memset(dest + head + tail, ' ', rest - tail);
}

// user and system processor time; only LAPACK's own timing routine asks for it
__attribute__((weak)) void _gfortran_etime(float* times, float* total) {
  *total = static_cast<float>(std::clock()) / CLOCKS_PER_SEC;
  times[0] = *total;
  times[1] = 0;
}
}
