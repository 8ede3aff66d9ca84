#include "bindings.h"

#include "aligned.h"
#include "arguments.h"
#include "relu_training.h"

namespace gramscope {

namespace {

// Places in the numbers that a call returns; the same in native-two-layer-relu.ts
enum Number { kStep, kEverChangedCount, kResidualNorm, kPreviousResidualNorm, kStatus, kCount, kBetweenSteps, kNumbers };
// Places in the constants of a problem
enum Constant { kInputDimension, kHiddenWidth, kSampleCount, kHiddenStepSize, kOutputStepSize, kStopResidual, kSafetyValve, kThreads, kConstants };

ReluShape shapeOf(const double* constants) {
  return {static_cast<int64_t>(constants[kInputDimension]), static_cast<int64_t>(constants[kHiddenWidth]),
          static_cast<int64_t>(constants[kSampleCount])};
}

// arguments 0 and 1 of every call: constants and workspace
struct Call {
  explicit Call(const Arguments& arguments)
      : constants(arguments.doubles(0, kConstants)),
        shape(shapeOf(constants)),
        training(shape, arguments.doubles(1, ReluTraining::workspaceBytes(shape) / static_cast<int64_t>(sizeof(double)))) {}
  int threads() const { return static_cast<int>(constants[kThreads]); }
  const double* constants;
  ReluShape shape;
  ReluTraining training;
};

void takeConstants(Call& call) {
  ReluControl& c = call.training.control();
  c.hiddenStepSize = call.constants[kHiddenStepSize];
  c.outputStepSize = call.constants[kOutputStepSize];
  c.stopResidual = call.constants[kStopResidual];
  c.safetyValve = call.constants[kSafetyValve] != 0;
}

ReluStateArrays stateArrays(const Arguments& arguments, size_t first, const ReluShape& shape) {
  const int64_t weights = shape.neurons * shape.inputs;
  const int64_t words = shape.neurons * ((shape.points + 31) / 32);
  return {arguments.doubles(first, weights),   arguments.doubles(first + 1, shape.neurons), arguments.doubles(first + 2, weights),
          arguments.doubles(first + 3, shape.neurons), arguments.doubles(first + 4, shape.points),
          arguments.words(first + 5, words),   arguments.words(first + 6, words),           arguments.words(first + 7, words),
          arguments.words(first + 8, words)};
}

void writeNumbers(const ReluControl& c, double* numbers) {
  numbers[kStep] = static_cast<double>(c.step);
  numbers[kEverChangedCount] = static_cast<double>(c.everChangedCount);
  numbers[kResidualNorm] = c.residualNorm;
  numbers[kPreviousResidualNorm] = c.previousResidualNorm;
  numbers[kStatus] = static_cast<double>(c.status);
}

// reluWorkspaceLength(constants): entries of the Float64Array that the other calls need
Napi::Value workspaceLength(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const ReluShape shape = shapeOf(arguments.doubles(0, kConstants));
  return Napi::Number::New(info.Env(), static_cast<double>(roundUp(ReluTraining::workspaceBytes(shape), 8) / 8));
}

// reluStart(constants, workspace, inputs, labels, numbers, state...): evaluates the initial weights of the state
void start(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Call call(arguments);
  const ReluShape& shape = call.shape;
  const double* inputs = arguments.doubles(2, shape.points * shape.inputs);
  const double* labels = arguments.doubles(3, shape.points);
  double* numbers = arguments.doubles(4, kNumbers);
  const ReluStateArrays state = stateArrays(arguments, 5, shape);
  takeConstants(call);
  call.training.packProblem(inputs, labels);
  call.training.start(state.initialHiddenWeights, state.initialOutputWeights, call.threads());
  call.training.writeState(state, true);
  writeNumbers(call.training.control(), numbers);
}

// reluResume(constants, workspace, inputs, labels, numbers, state...): takes over an evaluated iterate
void resume(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Call call(arguments);
  const ReluShape& shape = call.shape;
  const double* inputs = arguments.doubles(2, shape.points * shape.inputs);
  const double* labels = arguments.doubles(3, shape.points);
  double* numbers = arguments.doubles(4, kNumbers);
  const ReluStateArrays state = stateArrays(arguments, 5, shape);
  takeConstants(call);
  ReluControl& c = call.training.control();
  c.step = static_cast<int64_t>(numbers[kStep]);
  c.everChangedCount = static_cast<int64_t>(numbers[kEverChangedCount]);
  c.residualNorm = numbers[kResidualNorm];
  c.previousResidualNorm = numbers[kPreviousResidualNorm];
  call.training.packProblem(inputs, labels);
  call.training.resume(state);
  writeNumbers(c, numbers);
}

// reluAdvance(constants, workspace, maxSteps, sliceMilliseconds, cancelFlag, residualNorm, everChangedCount, flips, hiddenWeightDistance,
// outputWeightDistance, numbers)
void advance(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Call call(arguments);
  const int64_t maxSteps = arguments.integer(2);
  const double slice = arguments.number(3);
  const volatile int32_t* cancelFlag = arguments.cancelFlag(4);
  ReluHistory history{maxSteps,
                      arguments.doubles(5, maxSteps),
                      arguments.doubles(6, maxSteps),
                      arguments.doubles(7, maxSteps),
                      arguments.doubles(8, maxSteps),
                      arguments.doubles(9, maxSteps)};
  double* numbers = arguments.doubles(10, kNumbers);
  const AdvanceResult result = call.training.advance(maxSteps, slice, call.threads(), cancelFlag, history);
  writeNumbers(call.training.control(), numbers);
  numbers[kCount] = static_cast<double>(result.count);
  numbers[kBetweenSteps] = result.betweenSteps ? 1 : 0;
}

// reluReadState(constants, workspace, state...): only between steps
void readState(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Call call(arguments);
  call.training.writeState(stateArrays(arguments, 2, call.shape), false);
}

}  // namespace

void exportReluTraining(Napi::Env env, Napi::Object exports) {
  exports.Set("reluWorkspaceLength", Napi::Function::New(env, workspaceLength));
  exports.Set("reluStart", Napi::Function::New(env, start));
  exports.Set("reluResume", Napi::Function::New(env, resume));
  exports.Set("reluAdvance", Napi::Function::New(env, advance));
  exports.Set("reluReadState", Napi::Function::New(env, readState));
}

}  // namespace gramscope
