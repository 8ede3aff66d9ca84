#pragma once
#include <cstdint>
#include <cstdlib>
#include <new>

namespace gramscope {

constexpr int64_t kAlignment = 64;

constexpr int64_t roundUp(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

// scratch memory of one thread, on a cache line of its own
template <class T>
class AlignedScratch {
 public:
  explicit AlignedScratch(int64_t count)
      : data_(static_cast<T*>(std::aligned_alloc(kAlignment, static_cast<size_t>(roundUp(count * static_cast<int64_t>(sizeof(T)), kAlignment))))) {
    if (data_ == nullptr) throw std::bad_alloc();
  }
  AlignedScratch(AlignedScratch&& other) noexcept : data_(other.data_) { other.data_ = nullptr; }
  AlignedScratch(const AlignedScratch&) = delete;
  AlignedScratch& operator=(const AlignedScratch&) = delete;
  ~AlignedScratch() { std::free(data_); }
  T* get() const { return data_; }

 private:
  T* data_;
};

}  // namespace gramscope
