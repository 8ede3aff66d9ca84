// Eigenvalues, mostly by LAPACK. Its routines cannot be interrupted, so they run on a thread and memory of their own: whoever waits may lose
// interest, the thread then ends by itself and frees everything.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace gramscope {

enum class EigenKind : int32_t { values = 0, system = 1, pairs = 2, factor = 3 };

struct EigenProblem {
  EigenKind kind;
  int64_t order;
  // pairs from..to of the ascending order, 0-based, inclusive; only for EigenKind::pairs
  int64_t from;
  int64_t to;
  // EigenKind::factor: rows of the factor that stands in the place of the matrix
  int64_t rows = 0;
  // large EigenKind::values only; LAPACK takes one
  int threads = 1;
  int64_t entries() const { return (kind == EigenKind::factor ? rows : order) * order; }
};

// Solves on the calling thread. `matrix` is destroyed. Returns LAPACK's info. What can be interrupted returns early when the flag is set.
int solveEigenProblem(const EigenProblem& problem, const volatile int32_t* cancelFlag, std::vector<double>& matrix, std::vector<double>& values,
                      std::vector<double>& vectors);

class EigenJob {
 public:
  // copies the matrix and starts the thread; throws std::bad_alloc or std::system_error
  static std::shared_ptr<EigenJob> start(const EigenProblem& problem, const double* matrix);

  // true when done
  bool wait(double milliseconds);

  // nobody will take the results
  void abandon() { abandoned_ = 1; }

  // after wait() was true
  const EigenProblem& problem() const { return problem_; }
  int info() const { return info_; }
  bool outOfMemory() const { return outOfMemory_; }
  const std::vector<double>& values() const { return values_; }
  const std::vector<double>& vectors() const { return vectors_; }

 private:
  explicit EigenJob(const EigenProblem& problem) : problem_(problem) {}
  void solve();
  EigenProblem problem_;
  std::vector<double> matrix_, values_, vectors_;
  int info_ = 0;
  volatile int32_t abandoned_ = 0;
  bool outOfMemory_ = false;
  bool done_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace gramscope
