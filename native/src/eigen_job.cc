#include "eigen_job.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>

#include <unistd.h>

#include "blas.h"
#include "factor.h"
#include "symmetric_eigenvalues.h"

namespace gramscope {

namespace {

// solved in a few milliseconds, which starting a thread on a busy machine may take as well
constexpr int64_t kAtOnce = 150;

std::atomic<int> runningJobs{0};

#if defined(__GLIBC__)
// OpenBLAS takes its buffers away when the process exits. A job that nobody waits for any more would then crash the process in its last
// moment, so the rest of the exit is skipped; what has been written to files by then is on its way.
void skipExitWhileJobsRun(int status, void*) {
  if (runningJobs.load() == 0) return;
  std::fflush(nullptr);
  _exit(status);
}
void registerExit() {
  static std::once_flag once;
  std::call_once(once, [] { on_exit(skipExitWhileJobsRun, nullptr); });
}
#else
void registerExit() {}
#endif

int solveAll(bool withVectors, int n, std::vector<double>& matrix, std::vector<double>& values) {
  const char* job = withVectors ? "V" : "N";
  double workLength = 0;
  int integerLength = 0, info = 0;
  const int query = -1;
  dsyevd_(job, "L", &n, matrix.data(), &n, values.data(), &workLength, &query, &integerLength, &query, &info, 1, 1);
  if (info != 0) return info;
  const int length = static_cast<int>(workLength);
  std::vector<double> work(static_cast<size_t>(length));
  std::vector<int> integers(static_cast<size_t>(integerLength));
  dsyevd_(job, "L", &n, matrix.data(), &n, values.data(), work.data(), &length, integers.data(), &integerLength, &info, 1, 1);
  return info;
}

int solvePairs(int n, int from, int to, std::vector<double>& matrix, std::vector<double>& values, std::vector<double>& vectors) {
  const int first = from + 1, last = to + 1, query = -1;
  const double unused = 0, tolerance = 0;
  std::vector<int> support(2 * static_cast<size_t>(n));
  double workLength = 0;
  int integerLength = 0, info = 0, found = 0;
  const auto call = [&](double* work, const int* length, int* integers, const int* integersLength) {
    dsyevr_("V", "I", "L", &n, matrix.data(), &n, &unused, &unused, &first, &last, &tolerance, &found, values.data(), vectors.data(), &n,
            support.data(), work, length, integers, integersLength, &info, 1, 1, 1);
  };
  call(&workLength, &query, &integerLength, &query);
  if (info != 0) return info;
  const int length = static_cast<int>(workLength);
  std::vector<double> work(static_cast<size_t>(length));
  std::vector<int> integers(static_cast<size_t>(integerLength));
  call(work.data(), &length, integers.data(), &integerLength);
  return info != 0 || found == last - first + 1 ? info : n + 1;
}

}  // namespace

int solveEigenProblem(const EigenProblem& problem, const volatile int32_t* cancelFlag, std::vector<double>& matrix, std::vector<double>& values,
                      std::vector<double>& vectors) {
  if (problem.kind == EigenKind::factor) return solveFactorProblem(problem.rows, problem.order, matrix, values, vectors);
  const int n = static_cast<int>(problem.order);
  // dsyevr uses all n places for its own purposes
  values.resize(static_cast<size_t>(n));
  if (problem.kind == EigenKind::pairs) {
    vectors.resize(static_cast<size_t>(n) * static_cast<size_t>(problem.to - problem.from + 1));
    return solvePairs(n, static_cast<int>(problem.from), static_cast<int>(problem.to), matrix, values, vectors);
  }
  if (problem.kind == EigenKind::values && n >= kTwoStages) return twoStageEigenvalues(matrix, n, problem.threads, cancelFlag, values);
  const bool withVectors = problem.kind == EigenKind::system;
  const int info = solveAll(withVectors, n, matrix, values);
  if (withVectors) vectors.swap(matrix);
  return info;
}

std::shared_ptr<EigenJob> EigenJob::start(const EigenProblem& problem, const double* matrix) {
  std::shared_ptr<EigenJob> job(new EigenJob(problem));
  job->matrix_.assign(matrix, matrix + problem.entries());
  runningJobs.fetch_add(1);
  if (problem.order <= kAtOnce && problem.rows <= 2 * kAtOnce) {
    job->solve();
    return job;
  }
  registerExit();
  try {
    std::thread([job] { job->solve(); }).detach();
  } catch (...) {
    runningJobs.fetch_sub(1);
    throw;
  }
  return job;
}

void EigenJob::solve() {
  try {
    info_ = solveEigenProblem(problem_, &abandoned_, matrix_, values_, vectors_);
  } catch (const std::bad_alloc&) {
    outOfMemory_ = true;
  }
  std::vector<double>().swap(matrix_);
  runningJobs.fetch_sub(1);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
}

bool EigenJob::wait(double milliseconds) {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, std::chrono::duration<double, std::milli>(milliseconds), [this] { return done_; });
}

}  // namespace gramscope
