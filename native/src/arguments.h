// Reading arguments that JavaScript passes. Memory always belongs to JavaScript; the addon reads and writes it during a call only.
#pragma once
#include <napi.h>

#include <algorithm>

#include <cstdint>
#include <string>

namespace gramscope {

class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}
  Napi::Env env() const { return info_.Env(); }

  double number(size_t index) const {
    if (!info_[index].IsNumber()) fail(index, "a number");
    return info_[index].As<Napi::Number>().DoubleValue();
  }
  int64_t integer(size_t index) const {
    const double value = number(index);
    if (!(value >= 0 && value <= 9007199254740991.0) || value != static_cast<double>(static_cast<int64_t>(value))) fail(index, "a whole number");
    return static_cast<int64_t>(value);
  }
  int threads(size_t index) const { return static_cast<int>(std::min<int64_t>(std::max<int64_t>(integer(index), 1), 256)); }

  // at least `length` entries; shared memory is accepted
  double* doubles(size_t index, int64_t length) const { return static_cast<double*>(data(index, napi_float64_array, length, "a Float64Array")); }
  uint32_t* words(size_t index, int64_t length) const { return static_cast<uint32_t*>(data(index, napi_uint32_array, length, "a Uint32Array")); }
  // a Float32Array or a Float64Array
  void* reals(size_t index, int64_t length, bool single) const {
    return single ? data(index, napi_float32_array, length, "a Float32Array") : data(index, napi_float64_array, length, "a Float64Array");
  }
  bool isUndefined(size_t index) const { return info_[index].IsUndefined(); }
  // null when undefined
  const volatile int32_t* cancelFlag(size_t index) const {
    if (info_[index].IsUndefined()) return nullptr;
    return static_cast<const volatile int32_t*>(data(index, napi_int32_array, 1, "an Int32Array"));
  }

 private:
  [[noreturn]] void fail(size_t index, const char* wanted) const {
    throw Napi::TypeError::New(env(), "argument " + std::to_string(index) + " must be " + wanted);
  }
  void* data(size_t index, napi_typedarray_type wantedType, int64_t length, const char* wanted) const {
    bool isTypedArray = false;
    napi_is_typedarray(env(), info_[index], &isTypedArray);
    if (!isTypedArray) fail(index, wanted);
    napi_typedarray_type type = napi_int8_array;
    size_t actual = 0, offset = 0;
    void* pointer = nullptr;
    napi_value buffer = nullptr;
    if (napi_get_typedarray_info(env(), info_[index], &type, &actual, &pointer, &buffer, &offset) != napi_ok || type != wantedType)
      fail(index, wanted);
    if (static_cast<int64_t>(actual) < length)
      throw Napi::RangeError::New(env(), "argument " + std::to_string(index) + " has " + std::to_string(actual) + " entries, " +
                                             std::to_string(length) + " are needed");
    return pointer;
  }
  const Napi::CallbackInfo& info_;
};

}  // namespace gramscope
