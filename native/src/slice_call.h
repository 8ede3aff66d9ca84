// Calls that do a slice of staged work: the cursor lives in an array of JavaScript, so that the next call goes on where this one ended.
#pragma once
#include "arguments.h"
#include "staged_work.h"

namespace gramscope {

struct SliceCall {
  // arguments first..first+3: cursor (stage, unit and what the work adds), slice in milliseconds, threads, cancel flag or undefined
  SliceCall(const Arguments& arguments, size_t first, int64_t cursorLength = 2) : numbers(arguments.doubles(first, cursorLength)) {
    cursor = {static_cast<int64_t>(numbers[0]), static_cast<int64_t>(numbers[1])};
    const double milliseconds = std::min(std::max(arguments.number(first + 1), 0.0), 1e9);
    limits.deadline = Clock::now() + std::chrono::microseconds(static_cast<int64_t>(1000 * milliseconds));
    limits.threads = arguments.threads(first + 2);
    limits.cancelFlag = arguments.cancelFlag(first + 3);
  }

  // true when the work has ended, which its finish() says by moving to the stage `end`
  template <class Work>
  bool run(Work& work, int64_t end) {
    cursor = StagedRunner<Work>(work, cursor, limits).run();
    numbers[0] = static_cast<double>(cursor.stage);
    numbers[1] = static_cast<double>(cursor.unit);
    return cursor.stage >= end;
  }

  double* numbers;
  Cursor cursor;
  SliceLimits limits;
};

}  // namespace gramscope
