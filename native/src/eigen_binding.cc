#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <system_error>

#include "arguments.h"
#include "bindings.h"
#include "eigen_job.h"

namespace gramscope {

namespace {

// LAPACK counts work space in 32-bit integers
constexpr int64_t kLargestOrder = 30000;
constexpr int64_t kMostRows = 1000000;

using JobHandle = Napi::External<std::shared_ptr<EigenJob>>;

EigenJob& jobOf(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "argument 0 must be an eigenvalue job");
  const std::shared_ptr<EigenJob>& job = *info[0].As<JobHandle>().Data();
  if (job == nullptr) throw Napi::Error::New(info.Env(), "the eigenvalue job has been released");
  return *job;
}

// eigenStart(kind, matrix, order, from, to, threads) -> job; kind 0 values, 1 values and vectors, 2 pairs from..to, 3 values and vectors of F^T F for
// the factor F given as matrix, of `from` rows
Napi::Value start(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const EigenProblem problem{static_cast<EigenKind>(std::min<int64_t>(arguments.integer(0), 3)), arguments.integer(2), arguments.integer(3),
                             arguments.integer(4), arguments.integer(3), arguments.threads(5)};
  if (problem.order < 1 || problem.order > kLargestOrder)
    throw Napi::RangeError::New(info.Env(), "a matrix of order " + std::to_string(problem.order) + " is outside 1.." + std::to_string(kLargestOrder));
  if (problem.kind == EigenKind::pairs && (problem.to < problem.from || problem.to >= problem.order))
    throw Napi::RangeError::New(info.Env(), "no such eigenpairs");
  if (problem.kind == EigenKind::factor && (problem.rows < problem.order || problem.rows > kMostRows))
    throw Napi::RangeError::New(info.Env(), "a factor of " + std::to_string(problem.rows) + " rows");
  const double* matrix = arguments.doubles(1, problem.entries());
  try {
    return JobHandle::New(info.Env(), new std::shared_ptr<EigenJob>(EigenJob::start(problem, matrix)),
                          [](Napi::Env, std::shared_ptr<EigenJob>* job) { delete job; });
  } catch (const std::bad_alloc&) {
    throw Napi::RangeError::New(info.Env(), "not enough memory for an eigenvalue problem of order " + std::to_string(problem.order));
  } catch (const std::system_error&) {
    throw Napi::Error::New(info.Env(), "the system has no thread to spare for an eigenvalue problem");
  }
}

// eigenWait(job, milliseconds) -> done
Napi::Value wait(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), jobOf(info).wait(std::clamp(Arguments(info).number(1), 0.0, 1000.0)));
}

// eigenTake(job, values, vectors or undefined): copies the results of a job that is done
void take(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  EigenJob& job = jobOf(info);
  if (!job.wait(0)) throw Napi::Error::New(info.Env(), "the eigenvalue job is not done");
  const EigenProblem& problem = job.problem();
  if (job.outOfMemory())
    throw Napi::RangeError::New(info.Env(), "not enough memory for an eigenvalue problem of order " + std::to_string(problem.order));
  if (job.info() != 0) throw Napi::Error::New(info.Env(), "LAPACK found no eigenvalues (info " + std::to_string(job.info()) + ")");
  const int64_t count = problem.kind == EigenKind::pairs ? problem.to - problem.from + 1 : problem.order;
  std::memcpy(arguments.doubles(1, count), job.values().data(), static_cast<size_t>(count) * sizeof(double));
  if (problem.kind != EigenKind::values)
    std::memcpy(arguments.doubles(2, count * problem.order), job.vectors().data(), static_cast<size_t>(count * problem.order) * sizeof(double));
}

// eigenRelease(job): lets go of a job, done or not; its thread ends as soon as it can, which frees its memory
void release(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "argument 0 must be an eigenvalue job");
  std::shared_ptr<EigenJob>& job = *info[0].As<JobHandle>().Data();
  if (job != nullptr) job->abandon();
  job.reset();
}

}  // namespace

void exportEigenJobs(Napi::Env env, Napi::Object exports) {
  exports.Set("eigenStart", Napi::Function::New(env, start));
  exports.Set("eigenWait", Napi::Function::New(env, wait));
  exports.Set("eigenTake", Napi::Function::New(env, take));
  exports.Set("eigenRelease", Napi::Function::New(env, release));
}

}  // namespace gramscope
