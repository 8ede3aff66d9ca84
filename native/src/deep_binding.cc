#include <memory>
#include <stdexcept>
#include <string>

#include "activation_argument.h"
#include "arguments.h"
#include "bindings.h"
#include "deep_training.h"

namespace gramscope {

namespace {

struct DeepTrainer {
  bool single = true, crossEntropy = true;
  int64_t batchSize = 0, count = 0;
  DeepTask task = DeepTask::step;
  std::vector<std::shared_ptr<OwnedActivation>> activations;
  std::unique_ptr<DeepPlan> plan;
  std::unique_ptr<DeepTrainingBase> training;
};

using Handle = Napi::External<DeepTrainer>;

DeepTrainer& trainerOf(const Napi::CallbackInfo& info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "argument 0 must be a trainer");
  DeepTrainer& trainer = *info[0].As<Handle>().Data();
  if (trainer.training == nullptr) throw Napi::Error::New(info.Env(), "the trainer has been released");
  return trainer;
}

// deepCreate(description, activations, single, batchSize, crossEntropy, threads) -> trainer
Napi::Value create(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  const auto length = static_cast<int64_t>(info[0].As<Napi::TypedArray>().ElementLength());
  const double* description = arguments.doubles(0, length);
  auto trainer = std::make_unique<DeepTrainer>();
  const auto activations = info[1].As<Napi::Array>();
  std::vector<const Activation*> pointers;
  for (uint32_t i = 0; i < activations.Length(); i++) {
    trainer->activations.push_back(activationOf(info.Env(), activations.Get(i).As<Napi::Object>()));
    pointers.push_back(&trainer->activations.back()->activation);
  }
  trainer->single = arguments.integer(2) != 0;
  trainer->batchSize = std::max<int64_t>(arguments.integer(3), 1);
  trainer->crossEntropy = arguments.integer(4) != 0;
  const int threads = arguments.threads(5);
  try {
    trainer->plan = std::make_unique<DeepPlan>(description, length / kLayerFields, pointers);
    if (trainer->single)
      trainer->training = std::make_unique<DeepTraining<float>>(*trainer->plan, trainer->batchSize, trainer->crossEntropy, threads);
    else
      trainer->training = std::make_unique<DeepTraining<double>>(*trainer->plan, trainer->batchSize, trainer->crossEntropy, threads);
    const int64_t bytes = trainer->training->bytes();
    Napi::MemoryManagement::AdjustExternalMemory(info.Env(), bytes);
    return Handle::New(info.Env(), trainer.release(), [bytes](Napi::Env env, DeepTrainer* ended) {
      Napi::MemoryManagement::AdjustExternalMemory(env, -bytes);
      delete ended;
    });
  } catch (const std::bad_alloc&) {
    throw Napi::RangeError::New(info.Env(), "not enough memory for a deep network with batches of " + std::to_string(trainer->batchSize));
  } catch (const std::invalid_argument& problem) {
    throw Napi::RangeError::New(info.Env(), std::string("deep network: ") + problem.what());
  }
}

// deepBegin(trainer, task, count, momentum, groups, statistics): groups are four numbers each
void begin(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  DeepTrainer& trainer = trainerOf(info);
  const int64_t task = arguments.integer(1), count = arguments.integer(2);
  if (task > static_cast<int64_t>(DeepTask::evaluationOfBatch)) throw Napi::RangeError::New(info.Env(), "unknown task");
  if (count < 1 || count > trainer.batchSize) throw Napi::RangeError::New(info.Env(), "a batch of the wrong size");
  const auto length = static_cast<int64_t>(info[4].As<Napi::TypedArray>().ElementLength());
  const double* numbers = arguments.doubles(4, length);
  std::vector<DeepGroup> groups;
  int64_t next = 0;
  for (int64_t g = 0; g + 4 <= length; g += 4) {
    groups.push_back({static_cast<int64_t>(numbers[g]), static_cast<int64_t>(numbers[g + 1]), numbers[g + 2], numbers[g + 3]});
    if (groups.back().first != next || groups.back().count < 0) throw Napi::RangeError::New(info.Env(), "groups of parameters with gaps");
    next += groups.back().count;
  }
  trainer.task = static_cast<DeepTask>(task);
  if (trainer.task == DeepTask::step && next != trainer.plan->parameters) throw Napi::RangeError::New(info.Env(), "groups do not hold all parameters");
  trainer.count = count;
  trainer.training->begin(trainer.task, count, arguments.number(3), groups, arguments.integer(5) != 0);
}

// deepGo(trainer, milliseconds, cancelFlag, parameters, velocity, running, inputs, targets, gradient, outputs, layers, statistics, numbers) -> done
Napi::Value go(const Napi::CallbackInfo& info) {
  const Arguments arguments(info);
  DeepTrainer& trainer = trainerOf(info);
  const DeepPlan& plan = *trainer.plan;
  const bool single = trainer.single, trains = trainer.task == DeepTask::step || trainer.task == DeepTask::gradient;
  DeepArrays arrays;
  arrays.parameters = arguments.reals(3, plan.parameters, single);
  arrays.velocity = arguments.reals(4, plan.parameters, single);
  arrays.running = arguments.reals(5, plan.runningStatistics, single);
  arrays.inputs = arguments.reals(6, trainer.count * plan.input().size(), single);
  const int64_t outputs = trainer.count * plan.output().size();
  if (trains) {
    if (trainer.crossEntropy && info[7].As<Napi::TypedArray>().TypedArrayType() == napi_uint32_array) {
      const uint32_t* labels = arguments.words(7, trainer.count);
      for (int64_t i = 0; i < trainer.count; i++)
        if (labels[i] >= plan.output().size()) throw Napi::RangeError::New(info.Env(), "a label that is no class");
      arrays.labels = labels;
    } else {
      arrays.targets = arguments.reals(7, outputs, single);
    }
    if (trainer.task == DeepTask::gradient) arrays.gradient = arguments.reals(8, plan.parameters, single);
  } else {
    arrays.outputs = arguments.reals(9, outputs, single);
    const auto layers = info[10].As<Napi::Array>();
    for (uint32_t place = 0; place < layers.Length(); place++) {
      const Napi::Value layer = layers.Get(place);
      if (layer.IsUndefined()) {
        arrays.layers.push_back(nullptr);
        continue;
      }
      const auto array = layer.As<Napi::TypedArray>();
      int64_t size = 0;
      for (const LayerOp& op : plan.ops)
        if (op.kind == LayerKind::mark && op.place == static_cast<int>(place)) size = op.out.size();
      if (size == 0 || static_cast<int64_t>(array.ElementLength()) < trainer.count * size ||
          array.TypedArrayType() != (single ? napi_float32_array : napi_float64_array))
        throw Napi::RangeError::New(info.Env(), "an array of a layer's outputs is too short");
      arrays.layers.push_back(static_cast<char*>(array.ArrayBuffer().Data()) + array.ByteOffset());
    }
  }
  if (!arguments.isUndefined(11)) arrays.statistics = arguments.doubles(11, 4 * plan.places);
  double* numbers = arguments.doubles(12, 5);
  const bool done = trainer.training->go(arguments.number(1), arguments.cancelFlag(2), arrays);
  const DeepNumbers& n = trainer.training->numbers;
  numbers[0] = n.loss;
  numbers[1] = n.correct;
  numbers[2] = n.gradientNorm;
  numbers[3] = n.notFiniteLayer;
  numbers[4] = trainer.training->isMoving() ? 1 : 0;
  return Napi::Boolean::New(info.Env(), done);
}

// deepBytes(trainer): memory it holds besides the arrays of JavaScript
Napi::Value bytes(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), static_cast<double>(trainerOf(info).training->bytes())); }

}  // namespace

void exportDeep(Napi::Env env, Napi::Object exports) {
  exports.Set("deepCreate", Napi::Function::New(env, create));
  exports.Set("deepBegin", Napi::Function::New(env, begin));
  exports.Set("deepGo", Napi::Function::New(env, go));
  exports.Set("deepBytes", Napi::Function::New(env, bytes));
}

}  // namespace gramscope
