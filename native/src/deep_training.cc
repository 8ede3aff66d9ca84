#include "deep_training.h"

#include <cmath>
#include <limits>

#include "cpu.h"

namespace gramscope {

namespace {

// vectors of a row where all layers take vectors: those of a tile of the products
constexpr int64_t kRowVectors = 4;
// multiply-adds of a unit after which the next stage begins
constexpr double kStageWork = 2e8;
// multiply-adds of a layer's block that is cut into rows, and of the pieces
constexpr double kLargeLayer = 1e8, kRowsWork = 1.2e7;
// blocks that meet the same rows of a large layer's weights one after the other, while the rows are near
constexpr int64_t kBlocksTogether = 4;
// multiply-adds of the weight gradient in one unit: so many rows that the inputs they share pay for their way
constexpr double kMoveWork = 1.2e7;
constexpr int64_t kTile = 6;

template <class T>
const DeepKernels<T>& kernelsOf();
template <>
const DeepKernels<float>& kernelsOf<float>() {
  return deepKernels().single;
}
template <>
const DeepKernels<double>& kernelsOf<double>() {
  return deepKernels().twice;
}

bool hasImages(const DeepPlan& plan) {
  for (const LayerOp& op : plan.ops)
    if (op.in.positions() > 1 && op.kind != LayerKind::linear) return true;
  return false;
}

std::vector<int64_t> offsetsOf(const std::vector<int64_t>& sizes, int64_t examples) {
  std::vector<int64_t> offsets;
  int64_t next = 0;
  for (const int64_t size : sizes) {
    offsets.push_back(next);
    next += size * examples;
  }
  offsets.push_back(next);
  return offsets;
}

Clock::time_point after(double milliseconds) {
  return Clock::now() + std::chrono::microseconds(static_cast<int64_t>(1000 * std::clamp(milliseconds, 0.0, 1e9)));
}

// Numbers of float32 too small for full precision are 0 while this exists: gradients that vanish on their way through many layers would
// otherwise take a hundred times as long.
class WithoutSubnormals {
 public:
  explicit WithoutSubnormals(bool single) {
#if defined(__x86_64__)
    before_ = _mm_getcsr();
    if (single) _mm_setcsr(before_ | 0x8040);
#endif
    (void)single;
  }
  ~WithoutSubnormals() {
#if defined(__x86_64__)
    _mm_setcsr(before_);
#endif
  }
  WithoutSubnormals(const WithoutSubnormals&) = delete;

 private:
  unsigned before_ = 0;
};

int64_t pieces(int64_t total, int64_t size) { return (total + size - 1) / size; }

}  // namespace

template <class T>
DeepTraining<T>::DeepTraining(const DeepPlan& plan, int64_t batchSize, bool crossEntropy, int threads)
    : kernels_(kernelsOf<T>()),
      plan_(plan),
      row_(kernels_.lanes * (hasImages(plan) ? 1 : kRowVectors)),
      capacity_(pieces(batchSize, row_)),
      crossEntropy_(crossEntropy),
      threads_(threads),
      tensors_(plan.tensors),
      valueOffsets_(offsetsOf(plan.tensors, capacity_ * row_)),
      slopeOffsets_(offsetsOf(plan.slots, capacity_ * row_)),
      values_(valueOffsets_.back()),
      slopes_(slopeOffsets_.back()),
      transposed_(std::max<int64_t>(plan.transposedRow * capacity_ * row_, 1)),
      gradients_(std::max<int64_t>(plan.gradients, 1)),
      weightSums_(std::max<int64_t>(plan.weightSums * capacity_, 1)),
      channels_(std::max<int64_t>(plan.channelNumbers, 1)),
      exampleNumbers_(std::max<int64_t>(plan.layerNormalisations * capacity_ * 2 * row_, 1)),
      scratch_(std::max<int64_t>(plan.scratch * row_ * threads, 1)),
      zeros_(std::max<int64_t>(plan.zeros * row_, 1)),
      doubles_(threads * 2 * 1024),
      sums_(static_cast<size_t>(plan.sums * capacity_)),
      lossSums_(static_cast<size_t>(2 * capacity_)),
      outputSquares_(static_cast<size_t>(plan.places * capacity_)),
      slopeSquares_(static_cast<size_t>(plan.places * capacity_)),
      largest_(plan.ops.size() * static_cast<size_t>(capacity_) * 2),
      badOutputs_(new std::atomic<bool>[static_cast<size_t>(plan.places)]),
      badSlopes_(new std::atomic<bool>[static_cast<size_t>(plan.places)]) {
  std::fill_n(zeros_.get(), plan.zeros * row_, T(0));
  int64_t longest = 1;
  for (size_t at = 0; at < plan_.ops.size(); at++) {
    const LayerOp& op = plan_.ops[at];
    const int index = static_cast<int>(at);
    const int64_t inputs = op.in.size();
    if (op.kind == LayerKind::linear) {
      linear_.push_back(index);
      longest = std::max(longest, inputs);
      const double work = static_cast<double>(inputs) * static_cast<double>(batchSize) * kTile;
      const int64_t rows = kTile * std::max<int64_t>(1, static_cast<int64_t>(kMoveWork / work));
      for (int64_t first = 0; first < op.out.size(); first += rows) moves_.push_back({index, first, std::min(rows, op.out.size() - first)});
    }
    if ((op.kind == LayerKind::linear ? 0 : op.weights) + op.others > 0) {
      gathered_.push_back(index);
      moves_.push_back({index, 0, 0});
    }
  }
  moveSquares_.resize(2 * std::max<size_t>(moves_.size(), 1));
  pieces_.resize(static_cast<size_t>(threads * kTile * longest));
  for (const DeepTask task : {DeepTask::step, DeepTask::gradient, DeepTask::evaluation, DeepTask::evaluationOfBatch}) addProgram(task);
  bytes_ = static_cast<int64_t>(sizeof(T)) * (valueOffsets_.back() + slopeOffsets_.back() + (plan.transposedRow + plan.layerNormalisations * 2) * capacity_ * row_ +
                                              plan.gradients + plan.weightSums * capacity_ + plan.scratch * row_ * threads + threads * kTile * longest) +
           8 * plan.sums * capacity_;
}

template <class T>
double DeepTraining<T>::workOf(const Item& item) const {
  const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
  const double elements = static_cast<double>((op.in.size() + op.out.size()) * row_);
  if (item.action != Action::forward && item.action != Action::backward) return elements;
  const double backward = item.action == Action::backward ? 2 : 1;
  if (op.kind == LayerKind::convolution) return backward * static_cast<double>(op.weights * op.out.positions() * row_);
  if (op.kind == LayerKind::linear) return static_cast<double>(op.weights * row_);
  return 10 * elements;
}

template <class T>
void DeepTraining<T>::addProgram(DeepTask task) {
  const bool trains = task == DeepTask::step || task == DeepTask::gradient;
  std::vector<Item> items{{Action::pack, 0}};
  const int count = static_cast<int>(plan_.ops.size());
  for (int at = 0; at < count; at++) {
    const LayerOp& op = plan_.ops[static_cast<size_t>(at)];
    if (op.kind == LayerKind::linear && op.transposed >= 0 && trains) items.push_back({Action::transpose, at});
    if (op.kind != LayerKind::batchNormalisation) {
      items.push_back({Action::forward, at});
      continue;
    }
    if (task != DeepTask::evaluation) items.push_back({Action::measure, at});
    items.push_back({Action::normalise, at});
  }
  if (trains) {
    items.push_back({Action::loss, count - 1});
    for (int at = count - 1; at >= 0; at--) {
      if (plan_.ops[static_cast<size_t>(at)].kind != LayerKind::batchNormalisation) {
        items.push_back({Action::backward, at});
        continue;
      }
      items.push_back({Action::slopeMeasure, at});
      items.push_back({Action::normaliseSlopes, at});
    }
  } else {
    items.push_back({Action::unpack, count - 1});
  }
  Program& program = programs_[static_cast<int>(task)];
  addStages(items, program);
  if (!trains) return;
  for (const StageKind kind : {StageKind::gather, StageKind::verify, StageKind::move}) program.push_back({kind, 0, 0});
}

// Cuts items into stages of blocks: after sums over all blocks, and so that units stay short. Only sizes count, never threads.
template <class T>
void DeepTraining<T>::addStages(const std::vector<Item>& items, Program& program) {
  double work = 0;
  bool open = false;
  for (const Item& item : items) {
    const auto index = static_cast<int>(items_.size());
    items_.push_back(item);
    const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
    const double own = workOf(item);
    const bool isProduct = (item.action == Action::forward || item.action == Action::backward) && op.kind == LayerKind::linear;
    if (isProduct && own > kLargeLayer) {
      const bool back = item.action == Action::backward;
      const int64_t inner = back ? op.out.size() : op.in.size();
      const int64_t rows = roundUp(static_cast<int64_t>(kRowsWork / static_cast<double>(inner * row_)) + 1, back ? kPackedRows : kTile);
      program.push_back({StageKind::rows, index, index + 1, 0, rows});
      open = false;
      continue;
    }
    if (!open) {
      program.push_back({StageKind::blocks, index, index});
      work = 0;
      open = true;
    }
    program.back().lastItem = index + 1;
    work += own;
    open = item.action != Action::measure && item.action != Action::slopeMeasure && work < kStageWork;
  }
}

template <class T>
void DeepTraining<T>::begin(DeepTask task, int64_t count, double momentum, const std::vector<DeepGroup>& groups, bool statistics) {
  task_ = task;
  count_ = count;
  blocks_ = pieces(count, row_);
  momentum_ = momentum;
  groups_ = groups;
  wantsStatistics_ = statistics;
  cursor_ = Cursor();
  done_ = false;
  numbers = DeepNumbers();
  for (int64_t place = 0; place < plan_.places; place++) {
    badOutputs_[static_cast<size_t>(place)].store(false, std::memory_order_relaxed);
    badSlopes_[static_cast<size_t>(place)].store(false, std::memory_order_relaxed);
  }
}

template <class T>
bool DeepTraining<T>::isMoving() const {
  if (done_ || task_ != DeepTask::step) return false;
  return programs_[static_cast<int>(task_)][static_cast<size_t>(cursor_.stage)].kind == StageKind::move;
}

template <class T>
bool DeepTraining<T>::go(double milliseconds, const volatile int32_t* cancelFlag, const DeepArrays& arrays) {
  if (done_) return true;
  arrays_ = &arrays;
  if (cursor_.stage == 0 && cursor_.unit == 0 && task_ == DeepTask::evaluation) {
    const T* running = static_cast<const T*>(arrays.running);
    for (const LayerOp& op : plan_.ops) {
      if (op.kind != LayerKind::batchNormalisation) continue;
      const int64_t C = op.in.channels;
      T* numbers = channels_.get() + op.channelNumbers;
      for (int64_t c = 0; c < C; c++) {
        numbers[kMean * C + c] = running[op.running + c];
        numbers[kInverse * C + c] = static_cast<T>(1 / std::sqrt(static_cast<double>(running[op.running + C + c]) + op.epsilon));
      }
    }
  }
  SliceLimits limits;
  limits.threads = threads_;
  limits.deadline = after(milliseconds);
  limits.cancelFlag = cancelFlag;
  cursor_ = StagedRunner<DeepTraining<T>>(*this, cursor_, limits).run();
  arrays_ = nullptr;
  return done_;
}

template <class T>
int64_t DeepTraining<T>::units(int64_t stage) const {
  const Stage& s = programs_[static_cast<int>(task_)][static_cast<size_t>(stage)];
  switch (s.kind) {
    case StageKind::blocks: return blocks_;
    case StageKind::rows: {
      const Item& item = items_[static_cast<size_t>(s.firstItem)];
      const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
      return pieces(blocks_, kBlocksTogether) * pieces(item.action == Action::backward ? op.in.size() : op.out.size(), s.unitRows);
    }
    case StageKind::gather: return std::max<int64_t>(static_cast<int64_t>(gathered_.size()), 1);
    case StageKind::verify: return std::max<int64_t>(static_cast<int64_t>(linear_.size()), 1);
    case StageKind::move: return std::max<int64_t>(static_cast<int64_t>(moves_.size()), 1);
  }
  return 1;
}

template <class T>
void DeepTraining<T>::run(int64_t stage, int64_t unit, int thread) {
  const Stage& s = programs_[static_cast<int>(task_)][static_cast<size_t>(stage)];
  const auto index = static_cast<size_t>(unit);
  const WithoutSubnormals rounding(sizeof(T) == sizeof(float));
  switch (s.kind) {
    case StageKind::blocks:
      for (int item = s.firstItem; item < s.lastItem; item++) runItem(items_[static_cast<size_t>(item)], unit, thread);
      return;
    case StageKind::rows: {
      const Item& item = items_[static_cast<size_t>(s.firstItem)];
      const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
      const bool back = item.action == Action::backward;
      const int64_t groups = pieces(blocks_, kBlocksTogether), first = unit / groups * s.unitRows;
      const int64_t rows = std::min(s.unitRows, (back ? op.in.size() : op.out.size()) - first);
      const int64_t from = unit % groups * kBlocksTogether, to = std::min(from + kBlocksTogether, blocks_);
      for (int64_t block = from; block < to; block++) back ? backward(op, block, first, rows, thread) : forward(op, block, first, rows, thread);
      return;
    }
    case StageKind::gather: return index < gathered_.size() ? gather(gathered_[index]) : void();
    case StageKind::verify: return index < linear_.size() ? verify(linear_[index]) : void();
    case StageKind::move: return index < moves_.size() ? move(unit, thread) : void();
  }
}

template <class T>
bool DeepTraining<T>::finish(int64_t& stage) {
  const Program& program = programs_[static_cast<int>(task_)];
  const Stage& s = program[static_cast<size_t>(stage)];
  if (s.kind == StageKind::blocks) combine(items_[static_cast<size_t>(s.lastItem - 1)]);
  const bool isLast = static_cast<size_t>(stage) + 1 == program.size();
  if (isLast || !goesOnWith(program[static_cast<size_t>(stage) + 1].kind)) {
    if (s.kind == StageKind::move) {
      double squares = 0;
      for (size_t unit = 0; unit < moves_.size(); unit++) squares += moveSquares_[2 * unit];
      numbers.gradientNorm = std::sqrt(squares);
      if (task_ == DeepTask::step) commitRunning();
    }
    if (wantsStatistics_) takeStatistics();
    done_ = true;
    return false;
  }
  stage++;
  return true;
}

// false when the task ends before the next stage, since something was not finite
template <class T>
bool DeepTraining<T>::goesOnWith(StageKind next) {
  if (next == StageKind::gather) endPasses();
  if (next == StageKind::blocks || next == StageKind::rows) return true;
  if (numbers.notFiniteLayer < 0) {
    for (int64_t place = plan_.places - 1; place >= 0 && numbers.notFiniteLayer < 0; place--)
      if (badSlopes_[static_cast<size_t>(place)].load(std::memory_order_relaxed)) numbers.notFiniteLayer = static_cast<double>(place);
  }
  if (numbers.notFiniteLayer < 0) return true;
  numbers.gradientNorm = std::numeric_limits<double>::quiet_NaN();
  for (int64_t place = 0; place < plan_.places; place++)
    if (badOutputs_[static_cast<size_t>(place)].load(std::memory_order_relaxed)) return false;
  return task_ == DeepTask::gradient;
}

// loss and the first output that is not finite, after the way there and back
template <class T>
void DeepTraining<T>::endPasses() {
  double loss = 0;
  for (int64_t block = 0; block < blocks_; block++) {
    loss += lossSums_[static_cast<size_t>(2 * block)];
    numbers.correct += lossSums_[static_cast<size_t>(2 * block + 1)];
  }
  numbers.loss = loss / static_cast<double>(count_);
  for (int64_t place = plan_.places - 1; place >= 0; place--)
    if (badOutputs_[static_cast<size_t>(place)].load(std::memory_order_relaxed)) numbers.notFiniteLayer = static_cast<double>(place);
  if (numbers.notFiniteLayer < 0 && !std::isfinite(numbers.loss)) numbers.notFiniteLayer = static_cast<double>(plan_.places - 1);
}

// sums of blocks to the numbers of all examples
template <class T>
void DeepTraining<T>::combine(const Item& item) {
  const LayerOp& op = plan_.ops[static_cast<size_t>(item.op)];
  const int64_t C = op.in.channels, positions = op.in.positions();
  const double total = static_cast<double>(count_ * positions);
  T* numbers = channels_.get() + op.channelNumbers;
  if (item.action == Action::measure) {
    for (int64_t c = 0; c < C; c++) {
      double mean = 0, squares = 0;
      for (int64_t block = 0; block < blocks_; block++) mean += sumsOf(op, block)[c] * static_cast<double>(examplesIn(block) * positions) / total;
      for (int64_t block = 0; block < blocks_; block++) {
        const double off = sumsOf(op, block)[c] - mean;
        squares += sumsOf(op, block)[C + c] + off * off * static_cast<double>(examplesIn(block) * positions);
      }
      const double variance = squares / total;
      numbers[kMean * C + c] = static_cast<T>(mean);
      numbers[kVariance * C + c] = static_cast<T>(variance);
      numbers[kInverse * C + c] = static_cast<T>(1 / std::sqrt(variance + op.epsilon));
    }
  }
  if (item.action == Action::slopeMeasure) {
    for (int64_t c = 0; c < C; c++) {
      double products = 0, slopes = 0;
      for (int64_t block = 0; block < blocks_; block++) {
        products += sumsOf(op, block)[c];
        slopes += sumsOf(op, block)[C + c];
      }
      const double inverse = static_cast<double>(numbers[kInverse * C + c]);
      numbers[kSlopeMean * C + c] = static_cast<T>(slopes / total);
      numbers[kSlopeFactor * C + c] = static_cast<T>(inverse * inverse * products / total);
    }
  }
}

template class DeepTraining<float>;
template class DeepTraining<double>;

}  // namespace gramscope
