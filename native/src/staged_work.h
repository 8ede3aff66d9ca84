// Work in stages of independent units, done by several threads in bounded slices. Which thread does a unit never matters to its result,
// so results do not depend on the number of threads, nor on where a slice ended.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gramscope {

inline void relax() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

using Clock = std::chrono::steady_clock;

// A clock that is asked after every little piece of work and reads the time seldom while the pieces are short: its answer is late by less
// than a tenth of a millisecond, or by one piece.
class PatientClock {
 public:
  Clock::time_point now() {
    if (--left_ > 0) return last_;
    const Clock::time_point read = Clock::now();
    between_ = read - last_ < std::chrono::microseconds(50) ? std::min(2 * between_, 16) : 1;
    last_ = read;
    left_ = between_;
    return read;
  }

 private:
  Clock::time_point last_{};
  int between_ = 1, left_ = 1;
};

struct Cursor {
  int64_t stage = 0;
  int64_t unit = 0;
};

struct SliceLimits {
  int threads = 1;
  // between units
  Clock::time_point deadline = Clock::time_point::max();
  // not 0: return to the caller after the units in hand; may be null
  const volatile int32_t* cancelFlag = nullptr;
};

// Work has
//   int64_t units(int64_t stage)                       number of units, at least 1; called by every thread after a stage was entered
//   void run(int64_t stage, int64_t unit, int thread)  must not throw
//   bool finish(int64_t& stage)                        called once when all units of a stage are done; moves to the next stage and
//                                                      returns false to end the slice there
// At least one unit is done in every call.
template <class Work>
class StagedRunner {
 public:
  StagedRunner(Work& work, Cursor cursor, const SliceLimits& limits)
      : work_(work), limits_(limits), stage_(cursor.stage), next_(cursor.unit) {}

  // Where to go on. unit 0 of the next stage when a slice ended at a stage's end.
  Cursor run() {
    std::vector<std::thread> others;
    others.reserve(limits_.threads > 1 ? limits_.threads - 1 : 0);
    threads_ = 1;
    for (int t = 1; t < limits_.threads; t++) {
      // fewer threads than wanted is slower, not wrong
      try {
        others.emplace_back([this, t] {
          while (!started_.load(std::memory_order_acquire)) std::this_thread::yield();
          loop(t);
        });
        threads_++;
      } catch (const std::exception&) {
        break;
      }
    }
    started_.store(true, std::memory_order_release);
    loop(0);
    for (auto& thread : others) thread.join();
    return {stage_, next_.load()};
  }

 private:
  void loop(int thread) {
    PatientClock clock;
    for (;;) {
      const int64_t total = work_.units(stage_);
      while (!halt_.load(std::memory_order_relaxed)) {
        const int64_t unit = next_.fetch_add(1, std::memory_order_relaxed);
        if (unit >= total) break;
        work_.run(stage_, unit, thread);
        const bool cancelled = limits_.cancelFlag != nullptr && *limits_.cancelFlag != 0;
        if (cancelled || clock.now() >= limits_.deadline) halt_.store(true, std::memory_order_relaxed);
      }
      meet(total);
      if (ended_) return;
    }
  }

  // barrier; the last to arrive decides how to go on
  void meet(int64_t total) {
    const int generation = generation_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      if (next_.load(std::memory_order_relaxed) < total) {
        ended_ = true;
      } else {
        ended_ = !work_.finish(stage_) || halt_.load(std::memory_order_relaxed);
        next_.store(0, std::memory_order_relaxed);
      }
      generation_.fetch_add(1, std::memory_order_release);
      return;
    }
    for (int spins = 0; generation_.load(std::memory_order_acquire) == generation; spins++) {
      if (spins < 2000)
        relax();
      else
        std::this_thread::yield();
    }
  }

  Work& work_;
  const SliceLimits& limits_;
  int64_t stage_;
  int threads_ = 1;
  bool ended_ = false;
  std::atomic<bool> started_{false};
  std::atomic<bool> halt_{false};
  alignas(64) std::atomic<int64_t> next_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<int> generation_{0};
};

}  // namespace gramscope
