#include <cstring>
#include <memory>
#include <string>

#include "activation_argument.h"
#include "arguments.h"
#include "bindings.h"
#include "cpu.h"
#include "two_layer_training.h"

namespace gramscope {

namespace {

// Places in the constants of a problem; the same in native/two-layer.ts
enum Constant {
  kInputs,
  kNeurons,
  kSamples,
  kOutputs,
  kScale,
  kBiases,
  kCrossEntropy,
  kLossFactor,
  kHiddenStep,
  kBiasStep,
  kOutputStep,
  kConvergedResidual,
  kConvergedLoss,
  kDivergedResidual,
  kResidualIncrease,
  kGradientFloor,
  kThreads,
  kConstants
};
// Places in the numbers a call returns
enum Number { kStep, kResidualNorm, kPreviousResidualNorm, kLoss, kGradientNorm, kStatus, kStatusOfBatches, kRecorded, kNumbers };

struct Trainer {
  TwoLayerConstants constants;
  std::unique_ptr<TwoLayerTraining> training;
  int64_t reportedBytes = 0;
};

using Handle = Napi::External<Trainer>;

Trainer& trainerOf(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "argument 0 must be a trainer");
  Trainer& trainer = *info[0].As<Handle>().Data();
  if (trainer.training == nullptr) throw Napi::Error::New(info.Env(), "the trainer has been released");
  return trainer;
}

// tells the garbage collector what the trainer holds
void reportMemory(Napi::Env env, Trainer& trainer) {
  const int64_t bytes = trainer.training->bytes();
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - trainer.reportedBytes);
  trainer.reportedBytes = bytes;
}

TwoLayerConstants constantsOf(const double* values) {
  const auto whole = [values](int place) { return static_cast<int64_t>(values[place]); };
  return {whole(kInputs),
          whole(kNeurons),
          whole(kSamples),
          whole(kOutputs),
          values[kScale],
          values[kBiases] != 0,
          values[kCrossEntropy] != 0,
          values[kLossFactor],
          values[kHiddenStep],
          values[kBiasStep],
          values[kOutputStep],
          values[kConvergedResidual],
          values[kConvergedLoss],
          values[kDivergedResidual],
          values[kResidualIncrease] != 0,
          values[kGradientFloor],
          static_cast<int>(std::clamp<int64_t>(whole(kThreads), 1, 256))};
}

void writeNumbers(const Trainer& trainer, double* numbers) {
  const TwoLayerNumbers& n = trainer.training->numbers;
  numbers[kStep] = static_cast<double>(n.step);
  numbers[kResidualNorm] = n.residualNorm;
  numbers[kPreviousResidualNorm] = n.previousResidualNorm;
  numbers[kLoss] = n.loss;
  numbers[kGradientNorm] = n.gradientNorm;
  numbers[kStatus] = static_cast<double>(trainer.training->status(true));
  numbers[kStatusOfBatches] = static_cast<double>(trainer.training->status(false));
  numbers[kRecorded] = static_cast<double>(trainer.training->recorded());
}

struct WeightArrays {
  WeightArrays(const Arguments& arguments, size_t first, const TwoLayerConstants& c)
      : hidden(arguments.doubles(first, c.neurons * c.inputs)),
        biases(arguments.doubles(first + 1, c.biases ? c.neurons : 0)),
        output(arguments.doubles(first + 2, c.neurons * c.outputs)) {}
  double *hidden, *biases, *output;
};

// twoLayerCreate(constants, activation, inputs, targets, nodeScales, hiddenWeights, biases, outputWeights) -> trainer
Napi::Value create(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const TwoLayerConstants c = constantsOf(arguments.doubles(0, kConstants));
  const double* inputs = arguments.doubles(2, c.samples * c.inputs);
  const double* targets = arguments.doubles(3, c.samples * c.outputs);
  const double* scales = arguments.doubles(4, c.neurons);
  const WeightArrays weights(arguments, 5, c);
  const auto activation = activationOf(info, 1);
  try {
    auto trainer = std::make_unique<Trainer>();
    trainer->constants = c;
    trainer->training = std::make_unique<TwoLayerTraining>(c, std::shared_ptr<const Activation>(activation, &activation->activation), inputs, targets, scales);
    trainer->training->setWeights(weights.hidden, weights.biases, weights.output);
    reportMemory(info.Env(), *trainer);
    return Handle::New(info.Env(), trainer.release(), [](Napi::Env env, Trainer* ended) {
      Napi::MemoryManagement::AdjustExternalMemory(env, -ended->reportedBytes);
      delete ended;
    });
  } catch (const std::bad_alloc&) {
    throw Napi::RangeError::New(info.Env(), "not enough memory for a network of " + std::to_string(c.neurons) + " neurons");
  }
}

// twoLayerRelease(trainer): frees what it holds at once. The garbage collector would do so only when the thread returns to its event loop,
// and a run does not return there before it ends.
void release(const Napi::CallbackInfo& info) {
  Trainer& trainer = trainerOf(info);
  Napi::MemoryManagement::AdjustExternalMemory(info.Env(), -trainer.reportedBytes);
  trainer.reportedBytes = 0;
  trainer.training.reset();
}

// twoLayerResume(trainer, outputs, numbers): takes over an evaluated iterate
void resume(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Trainer& trainer = trainerOf(info);
  const TwoLayerConstants& c = trainer.constants;
  double* numbers = arguments.doubles(2, kNumbers);
  trainer.training->setOutputs(arguments.doubles(1, c.samples * c.outputs));
  TwoLayerNumbers& n = trainer.training->numbers;
  n.step = static_cast<int64_t>(numbers[kStep]);
  n.residualNorm = numbers[kResidualNorm];
  n.previousResidualNorm = numbers[kPreviousResidualNorm];
  n.loss = numbers[kLoss];
  n.gradientNorm = numbers[kGradientNorm];
  writeNumbers(trainer, numbers);
}

// twoLayerReadWeights(trainer, hiddenWeights, biases, outputWeights): only between steps
void readWeights(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Trainer& trainer = trainerOf(info);
  const WeightArrays weights(arguments, 1, trainer.constants);
  trainer.training->readWeights(weights.hidden, weights.biases, weights.output);
}

// twoLayerReadOutputs(trainer, outputs)
void readOutputs(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Trainer& trainer = trainerOf(info);
  double* outputs = arguments.doubles(1, trainer.constants.samples * trainer.constants.outputs);
  std::memcpy(outputs, trainer.training->outputs().data(), trainer.training->outputs().size() * sizeof(double));
}

// twoLayerReadGradient(trainer, hiddenWeights, biases, outputWeights)
void readGradient(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const Trainer& trainer = trainerOf(info);
  const WeightArrays weights(arguments, 1, trainer.constants);
  trainer.training->readGradient(weights.hidden, weights.biases, weights.output);
}

// twoLayerReadElsewhere(trainer, outputs): after twoLayerBeginEvaluationAt
void readElsewhere(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Trainer& trainer = trainerOf(info);
  trainer.training->readOutputsElsewhere(arguments.doubles(1, trainer.training->elsewhereLength()));
}

void beginEvaluation(const Napi::CallbackInfo& info) { trainerOf(info).training->beginEvaluation(); }

// twoLayerBeginEvaluationAt(trainer, inputs, count)
void beginEvaluationAt(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Trainer& trainer = trainerOf(info);
  const int64_t count = arguments.integer(2);
  trainer.training->beginEvaluationAt(arguments.doubles(1, count * trainer.constants.inputs), count);
}

void beginGradient(const Napi::CallbackInfo& info) { trainerOf(info).training->beginGradient(); }

// twoLayerBeginDescent(trainer, steps, milliseconds)
void beginDescent(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  trainerOf(info).training->beginDescent(arguments.integer(1), arguments.number(2));
}

// twoLayerBeginBatches(trainer, indices, count, batchSize, lossFactor, milliseconds)
void beginBatches(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Trainer& trainer = trainerOf(info);
  const int64_t count = arguments.integer(2);
  const uint32_t* indices = arguments.words(1, count);
  for (int64_t i = 0; i < count; i++)
    if (indices[i] >= trainer.constants.samples) throw Napi::RangeError::New(info.Env(), "a batch names a sample that does not exist");
  const int64_t batchSize = std::max<int64_t>(arguments.integer(3), 1);
  trainer.training->beginBatches({indices, count, batchSize, arguments.number(4)}, arguments.number(5));
}

// twoLayerGo(trainer, milliseconds, cancelFlag, residualNorm, loss, gradientNorm, stepLength, numbers) -> done
Napi::Value go(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  Trainer& trainer = trainerOf(info);
  const int64_t capacity = std::max<int64_t>(static_cast<int64_t>(info[3].As<Napi::TypedArray>().ElementLength()), 1);
  const TwoLayerHistory history{capacity, arguments.doubles(3, capacity), arguments.doubles(4, capacity), arguments.doubles(5, capacity),
                                arguments.doubles(6, capacity)};
  double* numbers = arguments.doubles(7, kNumbers);
  const bool done = trainer.training->go(arguments.number(1), arguments.cancelFlag(2), &history);
  writeNumbers(trainer, numbers);
  reportMemory(info.Env(), trainer);
  return Napi::Boolean::New(info.Env(), done);
}

// twoLayerEndSoon(trainer): what was begun ends after the step in hand
void endSoon(const Napi::CallbackInfo& info) { trainerOf(info).training->endSoon(); }

// activationValues(activation, points, value, derivative): for tests of the functions themselves
void activationValues(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const auto activation = activationOf(info, 0);
  const auto count = static_cast<int64_t>(info[1].As<Napi::TypedArray>().ElementLength());
  const double* points = arguments.doubles(1, count);
  double *value = arguments.doubles(2, count), *derivative = arguments.doubles(3, count);
  const TwoLayerKernels& kernels = twoLayerKernels();
  const int64_t padded = roundUp(count, kernels.lanes);
  const Doubles z(padded), both(2 * padded);
  std::memset(z.get(), 0, static_cast<size_t>(padded) * sizeof(double));
  std::memcpy(z.get(), points, static_cast<size_t>(count) * sizeof(double));
  kernels.activate({&activation->activation, Combine::store, 1, padded / kernels.lanes, z.get(), padded, both.get(), padded, both.get() + padded,
                    padded, nullptr, nullptr});
  std::memcpy(value, both.get(), static_cast<size_t>(count) * sizeof(double));
  std::memcpy(derivative, both.get() + padded, static_cast<size_t>(count) * sizeof(double));
}

}  // namespace

void exportTwoLayer(Napi::Env env, Napi::Object exports) {
  exports.Set("twoLayerCreate", Napi::Function::New(env, create));
  exports.Set("twoLayerRelease", Napi::Function::New(env, release));
  exports.Set("twoLayerResume", Napi::Function::New(env, resume));
  exports.Set("twoLayerReadWeights", Napi::Function::New(env, readWeights));
  exports.Set("twoLayerReadOutputs", Napi::Function::New(env, readOutputs));
  exports.Set("twoLayerReadGradient", Napi::Function::New(env, readGradient));
  exports.Set("twoLayerReadElsewhere", Napi::Function::New(env, readElsewhere));
  exports.Set("twoLayerBeginEvaluation", Napi::Function::New(env, beginEvaluation));
  exports.Set("twoLayerBeginEvaluationAt", Napi::Function::New(env, beginEvaluationAt));
  exports.Set("twoLayerBeginGradient", Napi::Function::New(env, beginGradient));
  exports.Set("twoLayerBeginDescent", Napi::Function::New(env, beginDescent));
  exports.Set("twoLayerBeginBatches", Napi::Function::New(env, beginBatches));
  exports.Set("twoLayerGo", Napi::Function::New(env, go));
  exports.Set("twoLayerEndSoon", Napi::Function::New(env, endSoon));
  exports.Set("activationValues", Napi::Function::New(env, activationValues));
}

}  // namespace gramscope
