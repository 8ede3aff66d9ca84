// Training of a deep network in stages of independent units: blocks of examples, rows of a large layer, or parameters. What a unit does
// never depends on the thread that does it, and sums over units are taken in their order.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "aligned.h"
#include "deep_kernels.h"
#include "deep_network.h"
#include "staged_work.h"

namespace gramscope {

enum class DeepTask : int { step, gradient, evaluation, evaluationOfBatch };

struct DeepGroup {
  int64_t first, count;
  double stepSize, weightDecay;
};

struct DeepNumbers {
  double loss = 0, correct = 0, gradientNorm = 0, notFiniteLayer = -1;
};

// arrays of JavaScript, for the time of a call
struct DeepArrays {
  void *parameters = nullptr, *velocity = nullptr, *running = nullptr, *gradient = nullptr, *outputs = nullptr;
  const void *inputs = nullptr, *targets = nullptr;  // of the cross-entropy: shares of the classes, unless there are labels
  const uint32_t* labels = nullptr;
  std::vector<void*> layers;           // of evaluation, for each place; null: not wanted
  double* statistics = nullptr;        // output and slope squares, then squares of gradient and parameters, for each place; null: not wanted
};

// what an operation does in a stage
enum class Action { pack, transpose, forward, measure, normalise, loss, unpack, backward, slopeMeasure, normaliseSlopes };

struct Item {
  Action action;
  int op;
};

enum class StageKind { blocks, rows, gather, verify, move };

struct Stage {
  StageKind kind;
  int firstItem, lastItem;  // of blocks; of rows: the one item
  int64_t units = 0;
  int64_t unitRows = 0;
};

// rows of a linear layer's weights, or all other parameters of an operation
struct MoveUnit {
  int op;
  int64_t first, rows;  // rows 0: the others
};

class DeepTrainingBase {
 public:
  virtual ~DeepTrainingBase() = default;
  virtual void begin(DeepTask task, int64_t count, double momentum, const std::vector<DeepGroup>& groups, bool statistics) = 0;
  // true when it is done
  virtual bool go(double milliseconds, const volatile int32_t* cancelFlag, const DeepArrays& arrays) = 0;
  // whether parameters have begun to change
  virtual bool isMoving() const = 0;
  virtual int64_t bytes() const = 0;
  DeepNumbers numbers;
};

template <class T>
class DeepTraining final : public DeepTrainingBase {
 public:
  DeepTraining(const DeepPlan& plan, int64_t batchSize, bool crossEntropy, int threads);
  void begin(DeepTask task, int64_t count, double momentum, const std::vector<DeepGroup>& groups, bool statistics) override;
  bool go(double milliseconds, const volatile int32_t* cancelFlag, const DeepArrays& arrays) override;
  bool isMoving() const override;
  int64_t bytes() const override { return bytes_; }

  // of StagedRunner
  int64_t units(int64_t stage) const;
  void run(int64_t stage, int64_t unit, int thread);
  bool finish(int64_t& stage);

 private:
  using Program = std::vector<Stage>;

  // deep_training.cc
  void addProgram(DeepTask task);
  void addStages(const std::vector<Item>& items, Program& program);
  double workOf(const Item& item) const;
  void combine(const Item& item);
  void endPasses();
  bool goesOnWith(StageKind next);

  // deep_moves.cc
  void gather(int op);
  void verify(int op);
  void move(int64_t unit, int thread);
  void moveRows(const LayerOp& op, int64_t first, int64_t rows, int64_t unit, int thread);
  void moveOthers(const LayerOp& op, int64_t unit);
  void descendGroups(int64_t place, int64_t count, const T* gradient);
  WeightGradientUnit<T> weightGradientOf(const LayerOp& op, int64_t first, int64_t rows) const;
  Descent<T> descentOf(const DeepGroup& group) const;
  size_t groupOf(int64_t parameter) const;
  void commitRunning();
  void takeStatistics();

  // deep_layers.cc
  void runItem(const Item& item, int64_t block, int thread);
  void forward(const LayerOp& op, int64_t block, int64_t first, int64_t rows, int thread);
  void backward(const LayerOp& op, int64_t block, int64_t first, int64_t rows, int thread);
  void backwardConvolution(const LayerOp& op, int64_t block, int thread);
  void activate(const LayerOp& op, int64_t block, bool slopes, int thread);
  void addShortcut(const LayerOp& end, int64_t block, bool slopes);
  void averagePositions(const LayerOp& op, int64_t block, bool slopes);
  void measureLoss(int64_t block);
  void mark(const LayerOp& op, int64_t block, bool slopes);
  // outputs of an operation, or the gradient by its input
  void seen(const LayerOp& op, bool finite, bool slopes) {
    if (!finite) (slopes ? badSlopes_ : badOutputs_)[static_cast<size_t>(slopes ? op.placeBefore : op.place)].store(true, std::memory_order_relaxed);
  }
  void seenGradient(const LayerOp& op, bool finite) {
    if (!finite) badSlopes_[static_cast<size_t>(op.place)].store(true, std::memory_order_relaxed);
  }

  T* value(int tensor, int64_t block) const { return values_.get() + valueOffsets_[static_cast<size_t>(tensor)] + block * tensors_[static_cast<size_t>(tensor)] * row_; }
  T* slope(int slot, int64_t block, int64_t size) const { return slopes_.get() + slopeOffsets_[static_cast<size_t>(slot)] + block * size * row_; }
  const T* parameters(const LayerOp& op) const { return static_cast<const T*>(arrays_->parameters) + op.parameters; }
  double* sumsOf(const LayerOp& op, int64_t block) { return sums_.data() + block * plan_.sums + op.sums; }
  int64_t examplesIn(int64_t block) const { return std::min(row_, count_ - block * row_); }

  const DeepKernels<T>& kernels_;
  DeepPlan plan_;
  int64_t row_, capacity_;  // examples of a block, blocks of a full batch
  bool crossEntropy_;
  int threads_;
  std::vector<int64_t> tensors_, valueOffsets_, slopeOffsets_;
  AlignedScratch<T> values_, slopes_, transposed_, gradients_, weightSums_, channels_, exampleNumbers_, scratch_, zeros_;
  AlignedScratch<double> doubles_;
  std::vector<double> sums_, lossSums_, outputSquares_, slopeSquares_, moveSquares_;
  std::vector<T> largest_;  // of linear layers: slopes and inputs, for each block
  std::unique_ptr<std::atomic<bool>[]> badOutputs_, badSlopes_;
  std::vector<Item> items_;
  Program programs_[4];
  std::vector<MoveUnit> moves_;
  std::vector<int> gathered_, linear_;
  std::vector<T> pieces_;  // of threads: rows of gradient whose parameters move differently
  int64_t bytes_ = 0;

  // of the task
  DeepTask task_ = DeepTask::step;
  int64_t count_ = 0, blocks_ = 0;
  double momentum_ = 0;
  std::vector<DeepGroup> groups_;
  bool wantsStatistics_ = false, done_ = true;
  Cursor cursor_;
  const DeepArrays* arrays_ = nullptr;
};

}  // namespace gramscope
